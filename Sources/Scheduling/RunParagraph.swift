package import JobModel
import Providers

/// A run in one paragraph: for cron's mail, the log and whoever is told. Says what became of it, of which jobs, why, and
/// the next step.
package enum RunParagraph {
  /// Reasons and jobs that are named; the others are counted.
  private static let most = 3

  /// - Parameter reasons: why the first items failed, in words.
  package static func text(_ summary: RunSummary, reasons: [String]) -> String {
    var sentences = [outcome(summary)]
    let jobs = summary.jobs.filter { $0.failed + $0.pending > 0 }
    if !jobs.isEmpty { sentences.append(listed(jobs.map(unfinished), of: "job", separator: "; ")) }
    if summary.failed > 0, !reasons.isEmpty { sentences.append(first(reasons)) }
    if let forecast = summary.forecast { sentences.append("Forecast \(forecast.text)") }
    return (sentences + [nextStep(summary)]).filter { !$0.isEmpty }.map(sentence).joined(separator: " ")
  }

  /// Of a run that could not begin.
  ///
  /// - Parameter diagnostics: what is wrong with the workspace's files.
  package static func text(notBegun message: String, diagnostics: [Diagnostic]) -> String {
    var sentences = ["the run could not begin: \(message)"]
    if !diagnostics.isEmpty {
      sentences.append(first(diagnostics.prefix(most).map(\.description)))
      sentences.append("`galley validate` tells every error")
    }
    return sentences.map(sentence).joined(separator: " ")
  }

  private static func outcome(_ summary: RunSummary) -> String {
    switch summary.stopped {
    case nil where summary.exitCode != 0:
      return summary.collectionsFailed > 0
        ? "the run ended; \(counted(summary.collectionsFailed, "collected file")) could not be made"
        : "the run ended; not every item has its draft"
    case nil: return ended(summary)
    case .signal: return summary.error ?? "the run was stopped by a signal"
    case .limit: return "the run stopped at --limit"
    case .deadline: return summary.error ?? "the run stopped at its deadline"
    case .budget: return summary.error ?? "the run stopped at its budget"
    case .provider:
      let what = summary.refused ? "the provider refuses" : "the provider is out of service"
      return "the run stopped, since \(what)" + (summary.error.map { ": \($0)" } ?? "")
    case .disk, .lock: return summary.error ?? "the run could not go on"
    }
  }

  /// Of a run in which nothing failed: the counters that are not 0.
  private static func ended(_ summary: RunSummary) -> String {
    let jobs = summary.jobs.map { job -> String in
      let counters = [
        (job.created, "created"), (job.kept, "kept"), (job.rewritten, "rewritten"), (job.edited, "edited"),
        (job.review, "held for review"), (job.stale, "stale"),
      ]
      let shown = counters.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
      return "\(job.job): \(counted(job.items, "item"))" + (shown.isEmpty ? "" : ", \(shown)")
    }
    return "the run ended; " + listed(jobs, of: "job", separator: "; ")
  }

  /// `articles: 2 of 300 items failed, 8 are pending`
  private static func unfinished(_ job: JobSummary) -> String {
    var parts: [String] = []
    if job.failed > 0 { parts.append("\(job.failed) of \(counted(job.items, "item")) failed") }
    if job.pending > 0 {
      parts.append("\(job.pending)\(parts.isEmpty ? " of \(counted(job.items, "item"))" : "") pending")
    }
    return "\(job.job): \(parts.joined(separator: ", "))"
  }

  private static func first(_ reasons: [String]) -> String {
    let shown = reasons.prefix(most).map { ended($0.count > 240 ? String($0.prefix(240)) + "…" : $0) }
    return "\(shown.count == 1 ? "First reason" : "First reasons"): \(shown.joined(separator: "; "))"
  }

  private static func nextStep(_ summary: RunSummary) -> String {
    switch summary.stopped {
    case nil where summary.exitCode != 0:
      "`galley status` says why; `galley run --retry-failed` asks again"
    case nil: summary.jobs.contains { $0.review > 0 } ? "`galley status` names what is held for review" : ""
    case .signal, .limit, .deadline, .budget: "Run again to go on"
    case .provider where summary.refused: "Mend the key, the permission or the credit, then run again to go on"
    case .provider: "Run again to go on when it is back"
    // Their errors name it.
    case .disk, .lock: ""
    }
  }

  private static func listed(_ parts: [String], of noun: String, separator: String) -> String {
    let rest = parts.count - most
    return parts.prefix(most).joined(separator: separator)
      + (rest > 0 ? "\(separator)and \(counted(rest, "other \(noun)"))" : "")
  }

  private static func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

  /// On one line, and without the mark at its end, which stands in the middle of ours.
  private static func ended(_ text: String) -> String {
    let line = Wording.plain(text, limit: 1000)
    return line.hasSuffix(".") ? String(line.dropLast()) : line
  }

  private static func sentence(_ text: String) -> String {
    let line = ended(text)
    return line + (line.last.map("…!?".contains) == true ? "" : ".")
  }
}

extension RunSummary {
  /// Items of all jobs that failed.
  package var failed: Int { jobs.reduce(0) { $0 + $1.failed } }
}
