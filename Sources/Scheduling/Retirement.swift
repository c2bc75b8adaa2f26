import JobModel
import Values
import Workspace

extension LoadedJob {
  /// What is to be said of a job whose model is retired at this moment, by the price table; nil of any other.
  func retirement(at now: Moment, in table: PriceTable = .builtIn) -> String? {
    guard let model = provider.listed(job.model, in: table), model.isRetired(at: now), let day = model.retires else {
      return nil
    }
    return
      "\(job.name): the model '\(job.model)' is retired since \(day.text), by the table of \(table.date): its requests "
      + "will probably be refused; `galley models \(provider.name)` lists others"
  }
}
