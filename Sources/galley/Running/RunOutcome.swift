import JobModel
import Scheduling
import Values

/// How `galley run` ended.
enum RunOutcome {
  case ended(RunSummary)
  /// It could not begin.
  case notBegun(Departure)

  init(_ failure: RunFailure, of preparation: Preparation) {
    self = RunSummary(failure, of: preparation).map { .ended($0) } ?? .notBegun(Departure(failure))
  }

  var exit: Int32 {
    switch self {
    case .ended(let summary): summary.exitCode
    case .notBegun(let departure): departure.status.rawValue
    }
  }

  func paragraph(_ reasons: FirstReasons) -> String {
    switch self {
    case .ended(let summary): RunParagraph.text(summary, reasons: reasons.list)
    case .notBegun(let departure): RunParagraph.text(notBegun: departure.message, diagnostics: departure.diagnostics)
    }
  }

  func notice(_ text: String) -> Notice {
    switch self {
    case .ended(let summary): Notice(summary, text: text)
    case .notBegun(let departure): Notice(notBegun: exit, text: text, run: JSONDocument.error(departure))
    }
  }
}
