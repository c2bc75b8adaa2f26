import Drafting
import JobModel
import Ledger
import Providers
import Workspace

/// Makes it so: asks for what is missing, writes what is not there, and leaves alone what is a person's.
package struct Run: Sendable {
  let preparation: Preparation
  let options: RunOptions
  let environment: [String: String]
  let time: RunTime
  /// As requests name the program.
  let userAgent: String
  /// Descriptors that the process might open when it began.
  let freeDescriptors: Int
  let handle: RunHandle
  let begins: @Sendable () async -> Void
  let observe: @Sendable (RunEvent) -> Void

  /// Requests in flight of a rehearsal where neither the job nor its provider says.
  static let rehearsalConcurrency = 8

  /// - Parameter begins: called once the lock is had, before the first request; not for a rehearsal.
  package init(
    _ preparation: Preparation, options: RunOptions, environment: [String: String], time: RunTime, userAgent: String,
    freeDescriptors: Int = .max, handle: RunHandle, begins: @escaping @Sendable () async -> Void = {},
    observe: @escaping @Sendable (RunEvent) -> Void
  ) {
    self.preparation = preparation
    self.options = options
    self.environment = environment
    self.time = time
    self.userAgent = userAgent
    self.freeDescriptors = freeDescriptors
    self.handle = handle
    self.begins = begins
    self.observe = observe
  }

  /// Runs to the end, or to where it has to stop.
  ///
  /// - Throws: `RunFailure` where it could not begin.
  package func perform() async throws(RunFailure) -> RunSummary {
    let clock = ContinuousClock()
    let began = clock.now
    var summary = RunSummary()
    summary.cost = .zero
    var limit = AskLimit(options.limit)
    let timer = Timer(time.clock)
    let start = timer.now()
    for (stage, jobs) in Stage.split(preparation) {
      try await perform(stage, jobs: jobs, timer, from: start, limit: &limit, into: &summary)
      if summary.stopped != nil { break }
    }
    summary.seconds = (clock.now - began) / .seconds(1)
    return summary
  }

  private func perform(
    _ stage: Stage, jobs: [Int], _ timer: Timer, from start: Instant, limit: inout AskLimit,
    into summary: inout RunSummary
  ) async throws(RunFailure) {
    let loaded = jobs.map { preparation.jobs[$0] }
    let places = try places(for: loaded)
    let providers = try await providers(of: loaded)
    let lock: WorkspaceLock
    let ledger: Ledger
    let disk: OutputFolder
    observe(.opening(state: stage.state))
    do {
      lock = try await LockWait(
        options.lockWait, clock: time.clock, untilStopped: handle.untilStopWanted, say: { observe(.note($0)) }
      ).acquire(stage.state)
      ledger = try Ledger.open(lock, now: time.wall())
      disk = try OutputFolder(path: stage.output)
    } catch let error as LockError {
      if case .held = error, options.lockWait != nil, handle.stopWanted {
        throw .interrupted("stopped by a signal while \(error.holder)")
      }
      throw RunFailure(ofStage: error)
    } catch {
      throw RunFailure(ofStage: error)
    }
    observe(.began(state: stage.state, jobs: loaded.map(\.job.name)))
    defer {
      observe(.closing(state: stage.state))
      lock.release()
    }
    if !stage.rehearsal { await begins() }
    let work = StageRun(
      run: self, stage: stage, jobs: zip(loaded, jobs.map { preparation.counts[$0] }).map { ($0, $1) },
      providers: providers, places: places, ledger: ledger, disk: disk, timer: timer, began: start)
    do {
      try await work.perform(limit: &limit, into: &summary)
    } catch {
      summary.stopped = .disk
      summary.error = error.description
    }
    do {
      try await ledger.close()
    } catch {
      // What became of replies is known only now, whatever stopped the run first.
      if case .rescued = error { summary.stopped = nil }
      if summary.stopped != .disk { (summary.stopped, summary.error) = (.disk, error.description) }
    }
  }

  /// Requests that may be in flight: as many as the jobs want, or as the process may open files for.
  private func places(for jobs: [LoadedJob]) throws(RunFailure) -> Int {
    let declared = jobs.reduce(0) { $0 + ($1.concurrency.fixed ?? 0) }
    // Those that galley finds out are shared by the jobs that ask the same provider.
    let found = jobs.filter { $0.concurrency == .auto }
      .reduce(into: [:]) { $0[$1.provider.name] = max($0[$1.provider.name] ?? 0, $1.places) }.values.reduce(0, +)
    let asked = Dictionary(jobs.map { ($0.provider.name, $0.provider) }) { first, _ in first }.values
      .filter { $0.api != .rehearsal }
    let servers = asked.count { !$0.start.isEmpty }
    let most = OpenFiles.requests(
      free: freeDescriptors, eventLoops: EventLoops.count, providers: asked.count, servers: servers)
    guard let most else {
      let needed = OpenFiles.needed(eventLoops: EventLoops.count, providers: asked.count, servers: servers)
      throw .cannotWrite(
        "this process may open only \(freeDescriptors) more files, and a run needs \(needed); "
          + "nothing was sent; raise the limit (ulimit -n) and run again")
    }
    // What galley finds out itself it finds out below that.
    if most < declared {
      observe(
        .note(
          "\(most) of \(declared) requests are in flight at once: this process may open only \(freeDescriptors) more files "
            + "(ulimit -n)"))
    }
    return min(declared + found, most)
  }

  /// Each provider of the jobs with its key.
  private func providers(of jobs: [LoadedJob]) async throws(RunFailure) -> [String: Provider] {
    var providers: [String: Provider] = [:]
    for loaded in jobs where providers[loaded.provider.name] == nil {
      do {
        // A program that is to print the key may hang.
        let key = try await handle.unlessStopped {
          try await Keys.resolve(loaded.provider.key, workspace: preparation.folder.path, environment: environment)
        }
        providers[loaded.provider.name] = try Provider(loaded.provider, key: key)
      } catch let failure as RunFailure {
        throw failure
      } catch {
        throw .configuration("\(error)")
      }
    }
    return providers
  }
}
