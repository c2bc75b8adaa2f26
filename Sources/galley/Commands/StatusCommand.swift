import ArgumentParser
import JobModel
import Scheduling
import Values

struct StatusCommand: GalleyCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Tell where every job stands: items by state, spend, last runs, what failed and why.",
    discussion: """
      EXAMPLES
        galley status
        galley status articles --json
      """)

  @Argument(help: "Jobs by name or file; all of jobs/*.yaml without.") var jobs: [String] = []
  @OptionGroup var common: CommonOptions

  func run() async throws {
    var options = RunOptions()
    options.jobs = jobs
    let preparation = try await Preparation.here(common, options)
    let report = try await StatusReader(preparation, now: RunTime.system.moment).status()
    if common.json { Console.result(JSONDocument.text(report.json)) }
    let console = Console(common)
    for job in report.jobs { console.say(Self.text(job)) }
    for folder in report.rescued {
      console.say("\(folder) holds replies that a failing disk kept from the state: the next run reads them back\n")
    }
    if !report.limits.isEmpty {
      let limits = report.limits.map {
        "\($0.provider) \($0.model): \($0.limit.text), since \($0.learnedAt.moment.text)"
      }
      console.say((["learned limits:"] + limits).joined(separator: "\n  ") + "\n")
    }
    let runs = report.runs.prefix(5).map(Self.text)
    if !runs.isEmpty { console.say((["last runs:"] + runs).joined(separator: "\n  ")) }
  }

  private static func text(_ job: StatusReport.JobStatus) -> String {
    let states = ItemState.allCases.compactMap { state -> String? in
      let count = job.states[state, default: 0]
      return count > 0 ? "\(count) \(state.rawValue)" : nil
    }
    let items = job.items == 1 ? "1 item" : "\(job.items) items"
    var lines = ["\(job.job): \(items): \(states.joined(separator: ", ")); spent \(job.cost.map(\.shown) ?? "unknown")"]
    for failed in job.failures {
      let attempts = failed.failure.attempts > 1 ? " (\(failed.failure.attempts) attempts)" : ""
      lines.append("  failed  \(failed.key): \(failed.failure.message)\(attempts)")
    }
    for held in job.review { lines.append("  review  \(job.root)/\(held.path): \(held.found)") }
    lines += job.drafts.map { Self.text($0, root: job.root) }
    if job.drafts.contains(where: { $0.state == .edited && $0.isRestorable }) {
      lines.append("  for each edited draft: galley diff, accept or restore with its path")
    }
    if job.unknownFate > 0 {
      let requests = job.unknownFate == 1 ? "1 request was" : "\(job.unknownFate) requests were"
      lines.append("  \(requests) cut off by the end of a run: counted as billed in the worst case")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func text(_ draft: StatusReport.NotedDraft, root: String) -> String {
    let path = "\(root)/\(draft.path)"
    let update = "galley run --update --only \((draft.key ?? "").shellWord)"
    let cost = text(draft.renewal)
    switch draft.state {
    case .edited where !draft.isRestorable:
      return
        "  edited  \(path): not written by galley, and left alone; galley accept takes it for the draft, and where it"
        + " is moved away the next run writes one"
    case .edited where draft.renewal.requests > 0:
      return "  edited  \(path): left alone, and its prompt has changed; restore costs nothing\n"
        + "          \(cost), for a new version beside it: \(update)"
    case .edited: return "  edited  \(path): left alone; restore costs nothing"
    case .stale: return "  stale   \(path): its prompt has changed\n          \(cost): \(update)"
    default: return "  orphan  \(path): its row is gone; the file stays and costs nothing"
    }
  }

  /// `1 request, at most $0.0123`
  private static func text(_ renewal: PlanReport.Estimate) -> String {
    let requests = renewal.requests == 1 ? "1 request" : "\(renewal.requests) requests"
    return switch (renewal.forecast.lowCost, renewal.worst) {
    case (_, let worst?): "\(requests), at most \(worst.shown)"
    case (let low?, nil): "\(requests), from \(low.shown), without a bound"
    default: "\(requests), cost unknown"
    }
  }

  private static func text(_ run: RunFact) -> String {
    let began = run.startedAt.moment.text
    switch run.state {
    case .open:
      let hold = run.hold.map { "; as of \($0.at.moment.text) held back by \($0.by?.words ?? "nothing")" } ?? ""
      return "\(began)  going on, or died (pid \(run.pid))\(hold)"
    case .died: return "\(began)  died before its end"
    case .ended(let end):
      let stopped = end.stopped.map { ", stopped: \($0.rawValue)" } ?? ""
      let forecast = ForecastOutcome(summary: end.summary).map { "; forecast \($0.text)" } ?? ""
      return "\(began)  \(run.jobs.joined(separator: ", ")): exit \(end.exit)\(stopped)\(forecast)"
    }
  }
}
