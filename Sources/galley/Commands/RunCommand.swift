import ArgumentParser
import JobModel
import Providers
import Scheduling
import UnixSignals

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

struct RunCommand: GalleyCommand {
  enum Order: String, ExpressibleByArgument, CaseIterable { case file, shuffle }

  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Make it so: ask for what is missing and write the drafts.",
    discussion: """
      Drafts go to output/. Run again to go on after any interruption: nothing is asked twice, and a file that a
      person changed is left alone. What happened stands in output/.galley/log/run.log.

      EXAMPLES
        galley run                               every job
        galley run articles --limit 5            five items, to see how they read
        galley run ideas --provider rehearsal    made-up text, no network, no cost
        galley run --update --only 'basil*'      renew stale drafts of some rows
        galley run --quiet --lock-wait 1h        from cron: silent when all is well
      """)

  @OptionGroup var selection: SelectionOptions
  @Flag(help: "Put back what galley wrote where somebody changed it; theirs is kept as NAME.old.md.")
  var overwriteEdited = false
  @Option(help: "Ask in the order of the rows, or in a random one: what is made first is a sample of all then.")
  var order = Order.file
  @OptionGroup var lock: LockOptions
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let console = RunConsole(common)
    var options = selection.options
    options.overwriteEdited = overwriteEdited
    options.shuffles = order == .shuffle
    options.lockWait = lock.longest
    // Before the jobs are looked at: that they are wrong is to be told, too.
    let telling = Telling(
      common.folder, environment: Environment.all, version: Version.text,
      courier: Courier(userAgent: Self.userAgent, clock: RunTime.system.clock), say: console.take)
    let preparation: Preparation
    do {
      preparation = try await Preparation.here(common, options)
    } catch {
      guard let departure = Exit.departure(for: error) else { throw error }
      let isRehearsal = options.overrides.provider == "rehearsal"
      try await leave(.notBegun(departure), console, isRehearsal ? nil : telling)
      return
    }
    let handle = RunHandle()
    // Before anything else of the run: a signal that comes a moment later must not end it in the middle.
    let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm, .sighup)
    async let _ = Self.listen(to: signals, handle)
    let outcome = await perform(preparation, options, console, handle, telling)
    try await leave(outcome, console, preparation.isRehearsal ? nil : telling)
  }

  /// The run itself, with its progress on the console.
  private func perform(
    _ preparation: Preparation, _ options: RunOptions, _ console: RunConsole, _ handle: RunHandle, _ telling: Telling?
  ) async -> RunOutcome {
    async let _ = ProgressLine(console: console.console, handle: handle).run()
    let run = Run(
      preparation, options: options, environment: Environment.all, time: .system, userAgent: Self.userAgent,
      freeDescriptors: Descriptors.freeAtStart, handle: handle,
      begins: { await telling?.begin(until: handle.untilStopWanted) }, observe: console.take)
    do throws(RunFailure) {
      return .ended(try await run.perform())
    } catch {
      return RunOutcome(error, of: preparation)
    }
  }

  /// Says how it ended, to the person here and to those elsewhere, and ends the command with its exit code.
  private func leave(_ outcome: RunOutcome, _ console: RunConsole, _ telling: Telling?) async throws {
    let paragraph = outcome.paragraph(console.reasons)
    switch outcome {
    case .ended(let summary): console.take(summary, paragraph: paragraph)
    case .notBegun(let departure): console.take(departure, paragraph: paragraph, in: common.folder)
    }
    await telling?.end(outcome.notice(paragraph))
    switch outcome {
    case .ended(let summary): if summary.exitCode != 0 { throw ExitCode(summary.exitCode) }
    case .notBegun(var departure):
      departure.paragraph = paragraph
      throw departure
    }
  }

  /// The first signal asks the run to stop in order, the second ends the process at once.
  private static func listen(to signals: UnixSignalsSequence, _ handle: RunHandle) async {
    var isStopping = false
    for await _ in signals {
      if isStopping { _exit(ExitStatus.stopped.rawValue) }
      isStopping = true
      handle.stop()
    }
  }

  private static let userAgent = "galley/\(Version.text)"
}
