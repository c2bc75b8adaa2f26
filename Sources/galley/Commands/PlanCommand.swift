import ArgumentParser
import JobModel
import Scheduling
import Values

struct PlanCommand: GalleyCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "Tell what a run would do and cost, item by item; nothing is sent or written.",
    discussion: """
      EXAMPLES
        galley plan                          every job
        galley plan articles --show basil    one conversation as it would be sent
        galley plan --update                 what renewing stale drafts would cost
      """)

  @OptionGroup var selection: SelectionOptions
  @Option(help: ArgumentHelp("Print the rendered conversation of the item with this key.", valueName: "key")) var show:
    String?
  @OptionGroup var common: CommonOptions

  func run() async throws {
    if let show { return try await self.show(show) }
    let report = try await report()
    if common.json { JSONDocument.print(report.json) }
    let console = Console(common)
    if console.isTelling {
      for job in report.jobs { Self.tell(job, on: console) }
      if report.jobs.count(where: { $0.work.requests > 0 }) > 1 {
        console.say("all jobs: \(Self.text(report.total.work))\(Self.time(report.total.seconds))")
      }
    }
    for warning in report.shortfalls + report.warnings { console.warning(warning) }
  }

  /// The rows are given up with its end: a document of a million items needs their room.
  private func report() async throws -> PlanReport {
    let preparation = try await Preparation.here(common, selection.options)
    return try await Planner(preparation, options: selection.options, now: RunTime.system.moment).plan()
  }

  private func show(_ key: String) async throws {
    let preparation = try await Preparation.here(common, selection.options)
    let planner = Planner(preparation, options: selection.options, now: RunTime.system.moment)
    let found = try await planner.conversation(key: key)
    guard !found.isEmpty else { throw RunFailure.noItem(key, among: preparation) }
    if common.json {
      Console.result(
        JSONDocument.text(
          .map([
            "items": .list(
              found.map { item, messages in
                .map([
                  "job": .string(item.job), "key": .string(item.key), "sample": .integer(item.sample),
                  "messages": .list(messages.map { .map(["speaker": .string($0.speaker), "text": .string($0.text)]) }),
                ])
              })
          ])))
    }
    let console = Console(common)
    for (item, messages) in found {
      let sample = item.sample > 1 ? ", sample \(item.sample)" : ""
      console.say("# \(item.job): \(item.key)\(sample)\n")
      for (speaker, text) in messages { console.say("[\(speaker)]\n\(text)\n") }
    }
  }

  private static func tell(_ job: PlanReport.PlannedJob, on console: Console) {
    let counts = ItemAction.allCases.compactMap { action -> String? in
      let count = job.items.count { $0.action == action }
      return count > 0 ? "\(count) \(action.rawValue)" : nil
    }
    console.say("\(job.job): \(counts.isEmpty ? "nothing chosen" : counts.joined(separator: ", "))")
    let rows = job.items.lazy.map { item in
      let key = item.sample > 1 ? "\(item.key) (\(item.sample))" : item.key
      return [item.action.rawValue, key, "\(job.root)/\(item.path)"]
    }
    Table(["action", "key", "draft"], rows: rows).forEachPart { console.say($0) }
    console.say(totals(job))
  }

  private static func totals(_ job: PlanReport.PlannedJob) -> String {
    let beside = job.seconds == nil || job.beside.isEmpty ? "" : " beside \(Self.names(job.beside))"
    let work = job.work.requests == 0 ? "no requests, no cost" : text(job.work) + time(job.seconds) + beside
    return job.renewal.requests == 0 ? work : "\(work)\nwith --update for the stale drafts: \(text(job.renewal))"
  }

  private static func time(_ seconds: Double?) -> String { seconds.map { ", about \(ProgressLine.span($0))" } ?? "" }

  /// Of jobs that share a limit with another one.
  private static func names(_ jobs: [String]) -> String {
    jobs.count > 3 ? "\(jobs.count) other jobs" : jobs.joined(separator: ", ")
  }

  private static func text(_ estimate: PlanReport.Estimate) -> String {
    let requests = estimate.requests == 1 ? "1 request" : "\(estimate.requests) requests"
    let tokens = estimate.forecast.tokens
    let range = tokens.high.map { "\(tokens.low)–\($0)" } ?? "from \(tokens.low)"
    return "\(requests), \(range) tokens, cost \(cost(estimate))"
  }

  /// `$4.10–$6.20, at most $38.00`
  private static func cost(_ estimate: PlanReport.Estimate) -> String {
    guard let low = estimate.forecast.lowCost else {
      return "unknown: galley knows no price of the model (galley.yaml can say it under prices:)"
    }
    if let (place, least) = estimate.unbounded {
      let range = estimate.forecast.highCost.map { "\(low.shown)–\($0.shown)" } ?? "from \(low.shown)"
      return "\(range), in the worst case \(least.shown) and more: \(place)"
    }
    guard let worst = estimate.worst else {
      let range = estimate.forecast.highCost.map { "\(low.shown)–\($0.shown)" } ?? "from \(low.shown)"
      return "\(range), without a bound: a reply has no max_tokens"
    }
    let high = estimate.forecast.highCost ?? worst
    let range = low == high ? low.shown : "\(low.shown)–\(high.shown)"
    return high == worst ? range : "\(range), at most \(worst.shown)"
  }
}
