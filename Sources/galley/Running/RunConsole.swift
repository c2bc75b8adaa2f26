import JobModel
import Ledger
import Logging
import Scheduling
import Workspace

/// What a run says: on the console as it is asked to, and in the workspace's log in any case.
struct RunConsole: Sendable {
  let console: Console
  let log: RunLog
  let reasons = FirstReasons()

  init(_ common: CommonOptions) {
    let plain = Console(common)
    let log = RunLog { plain.failure($0) }
    self.log = log
    console = Console(common, log: log)
  }

  func take(_ event: RunEvent) {
    reasons.note(event)
    switch event {
    case .opening(let state): log.use(state, holdsLock: false)
    case .began(let state, let jobs):
      log.use(state, holdsLock: true)
      log.write(.info, "the run began: \(jobs.joined(separator: ", ")); galley \(Version.text)")
    case .closing(let state): log.use(state, holdsLock: false)
    case .note(let text): console.note(text)
    case .detail(let text): console.detail(text)
    case .attemptFailed(let job, let key, let message, let again):
      guard let again else { return }
      let words = "\(job): \(key): \(message); again in \(ProgressLine.span(again / .seconds(1)))"
      if again > .seconds(30) { console.note(words) } else { console.detail(words) }
    case .paused(let provider, let duration):
      console.note("\(provider) asks for no request in the next \(ProgressLine.span(duration / .seconds(1))): waiting")
    case .itemFailed(let job, let key, let message): console.setback("\(job): \(key): \(message)")
    case .jobStopped(let job, let message):
      console.setback("\(job): \(message); no other item of this job is asked for")
    case .stopping(let message): console.setback(message)
    case .untold(let message): console.failure(message)
    }
  }

  /// The end of a run: its document or table, and in words what did not go well.
  func take(_ summary: RunSummary, paragraph: String) {
    if console.options.json { Console.result(JSONDocument.text(summary.json)) }
    console.say(Self.table(summary))
    console.say(Self.totals(summary))
    if summary.exitCode == 0 { log.write(.info, paragraph) } else { console.failure(paragraph) }
  }

  /// A run that could not begin. What is said of it on the console is said by `Exit`.
  func take(_ departure: Departure, paragraph: String, in folder: WorkspaceFolder) {
    log.use(folder.at("output/.galley"), holdsLock: false)
    log.write(.error, paragraph)
  }

  private static func table(_ summary: RunSummary) -> String {
    let rows = summary.jobs.map { job in
      [job.job]
        + [
          job.items, job.created, job.kept, job.rewritten, job.edited, job.review, job.failed, job.pending, job.stale,
        ].map(String.init)
    }
    return Table(
      ["job", "items", "created", "kept", "rewritten", "edited", "review", "failed", "pending", "stale"],
      right: Set(1...9), rows: rows
    ).text
  }

  private static func totals(_ summary: RunSummary) -> String {
    let retries = summary.retries > 0 ? " (\(summary.retries) again)" : ""
    let requests = "\(summary.requests) \(summary.requests == 1 ? "request" : "requests")\(retries)"
    return "\(requests), \(summary.tokens.input) tokens in, \(summary.tokens.output) out, "
      + "cost \(summary.cost.map(\.shown) ?? "unknown"), \(ProgressLine.span(summary.seconds))"
      + (summary.forecast.map { "; forecast \($0.text)" } ?? "")
  }
}
