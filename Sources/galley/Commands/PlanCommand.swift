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
    let preparation = try Preparation.here(common, selection.options)
    let planner = Planner(preparation, options: selection.options, now: RunTime.system.moment)
    if let show {
      try await self.show(show, planner: planner, preparation: preparation)
      return
    }
    let report = try await planner.plan()
    if common.json { Console.result(JSONDocument.text(report.json)) }
    let console = Console(common)
    for job in report.jobs { console.say(Self.text(job)) }
    for shortfall in report.shortfalls { console.warning(shortfall) }
  }

  private func show(_ key: String, planner: Planner, preparation: Preparation) async throws {
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

  private static func text(_ job: PlanReport.PlannedJob) -> String {
    var table = Table(["action", "key", "draft"])
    for item in job.items {
      let key = item.sample > 1 ? "\(item.key) (\(item.sample))" : item.key
      table.add([item.action.rawValue, key, "\(job.root)/\(item.path)"])
    }
    var counts: [String] = []
    for action in ItemAction.allCases {
      let count = job.items.count { $0.action == action }
      if count > 0 { counts.append("\(count) \(action.rawValue)") }
    }
    return """
      \(job.job): \(counts.isEmpty ? "nothing chosen" : counts.joined(separator: ", "))
      \(table.text)
      \(Self.totals(job))

      """
  }

  private static func totals(_ job: PlanReport.PlannedJob) -> String {
    let time = job.work.requests > 0 ? job.seconds.map { ", about \(ProgressLine.span($0))" } ?? "" : ""
    let work = job.work.requests == 0 ? "no requests, no cost" : text(job.work) + time
    return job.renewal.requests == 0 ? work : "\(work)\nwith --update for the stale drafts: \(text(job.renewal))"
  }

  private static func text(_ estimate: PlanReport.Estimate) -> String {
    let requests = estimate.requests == 1 ? "1 request" : "\(estimate.requests) requests"
    let tokens = estimate.forecast.tokens
    let range = tokens.high.map { "\(tokens.low)–\($0)" } ?? "from \(tokens.low)"
    return "\(requests), \(range) tokens, cost \(cost(estimate))"
  }

  /// `$4.10–$6.20, at most $38.00`
  private static func cost(_ estimate: PlanReport.Estimate) -> String {
    guard let low = estimate.forecast.lowCost else { return "unknown: the model has no price in galley.yaml" }
    guard let worst = estimate.worst else {
      let range = estimate.forecast.highCost.map { "\(low.shown)–\($0.shown)" } ?? "from \(low.shown)"
      return "\(range), without a bound: a reply has no max_tokens"
    }
    let high = estimate.forecast.highCost ?? worst
    let range = low == high ? low.shown : "\(low.shown)–\(high.shown)"
    return high == worst ? range : "\(range), at most \(worst.shown)"
  }
}
