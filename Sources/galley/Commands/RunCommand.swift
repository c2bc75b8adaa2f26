import ArgumentParser
import JobModel
import Scheduling
import UnixSignals

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

struct RunCommand: GalleyCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Make it so: ask for what is missing and write the drafts.",
    discussion: """
      Drafts go to output/. Run again to go on after any interruption: nothing is asked twice, and a file that a
      person changed is left alone.

      EXAMPLES
        galley run                               every job
        galley run articles --limit 5            five items, to see how they read
        galley run ideas --provider rehearsal    made-up text, no network, no cost
        galley run --update --only 'basil*'      renew stale drafts of some rows
        galley run --quiet || galley status      from cron
      """)

  @OptionGroup var selection: SelectionOptions
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let console = Console(common)
    let preparation = try Preparation.here(common, selection.options)
    let handle = RunHandle()
    let run = Run(
      preparation, options: selection.options, environment: Environment.all, time: .system,
      userAgent: "galley/\(Version.text)",
      handle: handle, observe: { Self.tell($0, console) })
    let result = await withTaskGroup(of: Result<RunSummary, any Error>?.self) { group in
      group.addTask {
        await Self.listen(handle)
        return nil
      }
      group.addTask {
        await ProgressLine(console: console, handle: handle).run()
        return nil
      }
      group.addTask {
        do throws(RunFailure) {
          return .success(try await run.perform())
        } catch {
          return RunSummary(error, of: preparation).map { .success($0) } ?? .failure(error)
        }
      }
      var outcome: Result<RunSummary, any Error>?
      for await result in group where result != nil {
        outcome = result
        group.cancelAll()
      }
      return outcome
    }
    guard let summary = try result?.get() else { return }
    tell(summary, console)
    if summary.exitCode != 0 { throw ExitCode(summary.exitCode) }
  }

  /// The first signal asks the run to stop in order, the second ends the process at once.
  private static func listen(_ handle: RunHandle) async {
    var isStopping = false
    for await _ in await UnixSignalsSequence(trapping: .sigint, .sigterm, .sighup) {
      if isStopping { _exit(ExitStatus.stopped.rawValue) }
      isStopping = true
      handle.stop()
    }
  }

  private static func tell(_ event: RunEvent, _ console: Console) {
    switch event {
    case .note(let text): console.note(text)
    case .attemptFailed(let job, let key, let message, let again):
      guard let again else { return }
      let words = "\(job): \(key): \(message); again in \(ProgressLine.span(again / .seconds(1)))"
      if again > .seconds(30) { console.note(words) } else { console.detail(words) }
    case .paused(let provider, let duration):
      console.note("\(provider) asks for no request in the next \(ProgressLine.span(duration / .seconds(1))): waiting")
    case .itemFailed(let job, let key, let message): console.failure("\(job): \(key): \(message)")
    case .jobStopped(let job, let message):
      console.failure("\(job): \(message); no other item of this job is asked for")
    case .stopping(let message): console.failure(message)
    }
  }

  private func tell(_ summary: RunSummary, _ console: Console) {
    if common.json { Console.result(JSONDocument.text(summary.json)) }
    var table = Table(
      ["job", "items", "created", "kept", "rewritten", "edited", "review", "failed", "pending", "stale"],
      right: Set(1...9))
    for job in summary.jobs {
      table.add(
        [job.job]
          + [
            job.items, job.created, job.kept, job.rewritten, job.edited, job.review, job.failed, job.pending, job.stale,
          ].map(String.init))
    }
    console.say(table.text)
    let retries = summary.retries > 0 ? " (\(summary.retries) again)" : ""
    console.say(
      "\(summary.requests) \(summary.requests == 1 ? "request" : "requests")\(retries), \(summary.tokens.input) tokens in, "
        + "\(summary.tokens.output) out, cost \(summary.cost.map(\.shown) ?? "unknown"), \(ProgressLine.span(summary.seconds))"
    )
    if let error = summary.error, summary.stopped != .signal { console.failure(error) }
    if summary.stopped == .limit { console.note("stopped at --limit: run again to go on") }
    let failed = summary.jobs.reduce(0) { $0 + $1.failed }
    if failed > 0 { console.failure("\(failed) \(failed == 1 ? "item" : "items") failed; galley status says why") }
  }
}
