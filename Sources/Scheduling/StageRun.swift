import Drafting
import JobModel
import Ledger
import Providers
import Values
import Workspace

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A run over the jobs of one stage: servers, jobs side by side, and whatever ends them.
struct StageRun: Sendable {
  let run: Run
  let stage: Stage
  let jobs: [(loaded: LoadedJob, items: Int)]
  let providers: [String: Provider]
  let ledger: Ledger
  let disk: OutputFolder

  /// How long requests in flight may take once a run has been asked to stop.
  static let grace = Duration.seconds(30)

  private enum Ended: Sendable {
    case jobs(Result<Void, StageFailure>)
    case server
    case graceOver
  }

  /// - Throws: `StageFailure` where the state or the output cannot be written.
  func perform(limit: inout AskLimit, into summary: inout RunSummary) async throws(StageFailure) {
    let observe = run.observe
    let places = Dictionary(uniqueKeysWithValues: jobs.map { ($0.loaded.job.name, $0.loaded.places) })
    let control = RunControl(
      admission: Admission(jobs: places, providers: providers.compactMapValues(\.settings.concurrency)),
      observe: observe)
    let tally = Tally(
      jobs: jobs.map { loaded, items in
        var summary = JobSummary(job: loaded.job.name)
        summary.items = items
        return summary
      })
    let runID: RunID
    do {
      runID = try await ledger.beginRun(jobs: jobs.map(\.loaded.job.name), pid: Int(getpid()), at: run.time.wall())
    } catch {
      throw StageFailure(error)
    }
    run.handle.attach(control, tally)
    if ledger.abandoned > 0 {
      observe(
        .note("\(ledger.abandoned) requests were cut off by the end of an earlier run: counted as billed, asked again"))
    }
    let transport = Transport(concurrency: places.values.reduce(0, +), userAgent: run.userAgent)
    let gates = providers.mapValues { ServerGate(starts: !$0.settings.start.isEmpty) }
    let health = providers.mapValues { _ in ProviderHealth() }
    let inFlight = QuestionsInFlight()
    let placer = Placer(output: disk, book: LedgerBook(ledger: ledger, wall: run.time.wall))
    let limiter = SharedLimit(limit)
    let stoppedRuns: Set<RunID>
    do {
      stoppedRuns = try await ledger.reader.runsThatStopped()
    } catch {
      throw StageFailure(error)
    }
    var works: [JobRun] = []
    for (index, entry) in jobs.enumerated() {
      let loaded = entry.loaded
      guard let provider = providers[loaded.provider.name], let gate = gates[loaded.provider.name],
        let health = health[loaded.provider.name]
      else { continue }
      let facts: JobFacts
      do {
        facts = try await ledger.reader.facts(job: loaded.job.name)
      } catch {
        throw StageFailure(error)
      }
      let inspector = Inspector(
        loaded: loaded, reader: ledger.reader, facts: facts, disk: disk, clock: { run.time.moment },
        update: run.options.update,
        retryFailed: run.options.retryFailed, runsThatStopped: stoppedRuns)
      works.append(
        JobRun(
          index: index, inspector: inspector, places: places[loaded.job.name] ?? 1,
          only: run.options.only.map { NamePattern($0) },
          conversing: Conversing(
            run: runID, inspector: inspector, provider: provider, ledger: ledger, transport: transport,
            control: control,
            inFlight: inFlight, health: health, server: gate, tally: tally, time: run.time, observe: observe),
          placer: placer, limit: limiter, tally: tally, control: control, observe: observe))
    }
    let all = works
    let result = await withTaskGroup(of: Ended.self) { group -> Result<Void, StageFailure> in
      for (name, provider) in providers where !provider.settings.start.isEmpty {
        guard let gate = gates[name] else { continue }
        group.addTask { await self.serve(provider, gate: gate, control: control) }
      }
      group.addTask {
        await control.untilStopped()
        guard control.stopped?.reason == .signal else { return .server }
        return await control.goesOn(for: Self.grace, clock: run.time.clock) ? .graceOver : .server
      }
      group.addTask { .jobs(await Self.perform(all)) }
      var outcome = Result<Void, StageFailure>.success(())
      for await ended in group {
        switch ended {
        case .server: break
        case .graceOver: group.cancelAll()
        case .jobs(let result):
          outcome = result
          for gate in gates.values { gate.end() }
          control.finish()
        }
      }
      return outcome
    }
    await transport.shutdown()
    for name in await placer.strangeLeftovers {
      observe(
        .note(
          "\(stage.root)/\(name) is a temporary file with a text that galley did not write; look at it, then remove it")
      )
    }
    limit = limiter.value
    let nothingAnswered = tally.nothingAnswered
    let lastWords = tally.firstGivenUp
    let outOfService = nothingAnswered || control.stopped?.reason == .provider
    for given in tally.settleGivenUp(outOfService: outOfService) {
      observe(.itemFailed(job: given.job, key: given.key, message: given.failure.message))
    }
    for index in jobs.indices { tally.countPending(job: index) }
    var part = RunSummary()
    part.cost = .zero
    tally.fill(&part)
    tally.fill(&summary)
    if let stop = control.stopped {
      (summary.stopped, summary.error, summary.refused) = (stop.reason, stop.message, stop.refused)
    } else if limit.reached {
      summary.stopped = .limit
    } else if nothingAnswered {
      summary.stopped = .provider
      summary.error = lastWords ?? "the provider answered none of the requests"
    }
    if case .failure(let failure) = result {
      summary.stopped = .disk
      summary.error = failure.description
    }
    (part.stopped, part.error) = (summary.stopped, summary.error)
    let end = RunFact.End(
      at: run.time.wall(), exit: Int(summary.exitCode), stopped: summary.stopped,
      summary: (try? JSON.text(part.json)) ?? "{}")
    do {
      try await ledger.endRun(runID, end)
    } catch {
      if case .success = result { throw StageFailure(error) }
    }
    try result.get()
  }

  /// All jobs side by side; what they share is admission.
  private static func perform(_ works: [JobRun]) async -> Result<Void, StageFailure> {
    await withTaskGroup(of: Result<Void, StageFailure>.self) { group in
      for work in works { group.addTask { await work.perform() } }
      var outcome = Result<Void, StageFailure>.success(())
      for await result in group where (try? outcome.get()) != nil { outcome = result }
      return outcome
    }
  }

  /// Starts the provider's server when a request wants it, and holds it until the jobs have ended.
  private func serve(_ provider: Provider, gate: ServerGate, control: RunControl) async -> Ended {
    guard await gate.wanted() else { return .server }
    let observe = run.observe
    // Where it is missing after this, the server's log cannot be opened, and that says why.
    _ = mkdir(stage.logs, 0o777)
    let server = LocalServer(
      for: provider, workspace: stage.folder.path, log: "\(stage.logs)/\(provider.settings.name)-server.log")
    do {
      try await server.during(progress: { observe(.note($0)) }) {
        gate.open(true)
        await control.untilFinished()
      }
    } catch {
      control.stop(RunControl.Stop(reason: .provider, message: "\(error)"))
    }
    gate.open(false)
    return .server
  }
}

/// The state or the output could not be written: the run ends, exit 73.
struct StageFailure: Error, Sendable, CustomStringConvertible {
  let description: String

  init(_ error: any Error) {
    description = (error as? PlacementError)?.message ?? "\(error)"
  }
}
