package import JobModel
package import Values
import Workspace

extension PlanReport {
  /// Requests, and what they may cost.
  package struct Estimate: Sendable {
    package var requests = 0
    /// What the prompts probably are, in tokens.
    package var input = 0
    /// The most that the replies can be; nil where nothing bounds one of them.
    package var outputMax: Int? = 0
    /// nil where the model's price is unknown.
    package var low: Money?
    /// nil where a price or a bound on the output is unknown.
    package var high: Money?
  }
}

extension PlanReport.Estimate {
  /// No request: costs nothing, whatever the price.
  static let nothing = PlanReport.Estimate(low: .zero, high: .zero)

  /// No request of a job yet; the cost is known where its price is.
  init(_ loaded: LoadedJob) {
    low = loaded.price.map { _ in .zero }
    high = low
  }

  /// Adds the requests that an item still needs, with stand-ins for the replies between them.
  mutating func add(_ inspected: InspectedItem, of loaded: LoadedJob) {
    let walk = loaded.job.walk(inspected.item, asked: inspected.asked, api: loaded.provider.api, throughStandIns: true)
    {
      inspected.replies[$1]
    }
    // A reply that is not there yet goes into the prompts behind it, with at most `max_tokens`.
    var earlier: Int? = 0
    for open in walk.open {
      let bound = open.question.settings.maxTokens
      requests += 1
      input += open.question.inputTokenEstimate
      outputMax = outputMax.flatMap { sum in bound.map { sum + $0 } }
      if let price = loaded.price {
        low = low.map { $0 + price.cost(Usage(input: open.question.inputTokenEstimate)) }
        let worst = earlier.flatMap { before in
          price.worstCase(of: open.question).map { $0 + price.cost(Usage(input: before)) }
        }
        high = high.flatMap { sum in worst.map { sum + $0 } }
      }
      earlier = earlier.flatMap { sum in bound.map { sum + $0 } }
    }
  }

  /// As `cost_usd` of a document.
  package var costJSON: Value { .map(["low": low.map(\.json) ?? .none, "high": high.map(\.json) ?? .none]) }
}
