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
  /// Requests that may be in flight, of all jobs together.
  let places: Int
  let ledger: Ledger
  let disk: OutputFolder
  let timer: Timer
  /// When the run began: deadlines count from there.
  let began: Instant

  /// How long requests in flight may take once a run has been asked to stop.
  static let grace = Duration.seconds(30)

  private enum Ended: Sendable {
    case jobs(Result<Void, StageFailure>)
    /// What only serves the jobs: a server, the admission's timer, the notes of what holds it back, the watch over a stop.
    case server
    case graceOver
  }

  /// What the jobs of a run share.
  private struct Shared: Sendable {
    let id: RunID
    let control: RunControl
    let admission: Admission
    let notes: LimitNotes
    let tally: Tally
    let transport: Transport
    let placer: Placer
    let limit: SharedLimit
    let inFlight = QuestionsInFlight()
    let gates: [String: ServerGate]
    let health: [String: ProviderHealth]
  }

  /// - Throws: `StageFailure` where the state or the output cannot be written.
  func perform(limit: inout AskLimit, into summary: inout RunSummary) async throws(StageFailure) {
    let shared: Shared
    let inspectors: [Inspector]
    let forecasts: [RunForecast]
    do {
      inspectors = try await self.inspectors()
      forecasts = try await self.forecasts()
      shared = try await begin(limit: limit)
    } catch {
      throw StageFailure(error)
    }
    let result = await race(shared, work: inspectors.enumerated().map { jobRun($1, forecasts[$0], index: $0, shared) })
    await shared.transport.shutdown()
    limit = shared.limit.value
    await tellLeftovers(shared.placer)
    var part = conclude(shared, result: result, limitReached: limit.reached)
    part.forecast = forecasts.compactMap(\.outcome).reduce(nil) { sum, next in sum.map { $0 + next } ?? next }
    summary.add(part)
    await shared.notes.finish()
    do {
      try await ledger.endRun(shared.id, part.fact(at: run.time.wall()))
    } catch {
      if case .success = result { throw StageFailure(error) }
    }
    try result.get()
  }

  private func begin(limit: AskLimit) async throws -> Shared {
    let observe = run.observe
    let summaries = jobs.map { JobSummary(job: $0.loaded.job.name, items: $0.items) }
    let names = jobs.map(\.loaded.job.name)
    try await ledger.holdBallast(bytes: BallastSize.bytes(for: jobs))
    let id = try await ledger.beginRun(jobs: names, pid: Int(getpid()), at: run.time.wall())
    let placer = try await Placer.afterRecovery(
      of: ledger, output: disk, unnamed: OpenFiles.drafts(free: run.freeDescriptors), wall: run.time.wall)
    for note in ledger.notes { observe(.note(note)) }
    let remembered = try await ledger.reader.learnedLimits().limits(at: addresses)
    let admission = Admission(try await gate(remembered), timer: timer, wall: run.time.wall)
    let notes = LimitNotes(
      run: id, ledger: ledger, admission: admission, addresses: addresses, remembered: remembered, timer: timer,
      wall: run.time.wall)
    // Last: a transport has to be shut down, which only happens to one that gets out of here.
    let shared = Shared(
      id: id, control: RunControl(admission: admission, observe: observe), admission: admission,
      notes: notes, tally: Tally(jobs: summaries), transport: Transport(concurrency: places, userAgent: run.userAgent),
      placer: placer, limit: SharedLimit(limit),
      gates: providers.mapValues { ServerGate(starts: !$0.settings.start.isEmpty) },
      health: providers.mapValues { _ in ProviderHealth() })
    run.handle.attach(shared.control, shared.tally)
    return shared
  }

  private var addresses: [String: String] { providers.mapValues(\.settings.baseURL) }

  /// All that limits the requests of this stage.
  private func gate(_ remembered: [Gate.Endpoint: LearnedLimit]) async throws -> Gate {
    var limits: [String: Gate.JobLimits] = [:]
    for job in jobs.map(\.loaded) {
      var rate = job.job.limits.rate
      rate.concurrency = job.concurrency
      limits[job.job.name] = Gate.JobLimits(
        rate, deadline: job.job.limits.deadline.map { began + $0 }, isAuto: job.concurrency == .auto)
    }
    return Gate(
      places: places, deadline: run.options.deadline.map { began + $0 }, jobs: limits,
      providers: providers.mapValues(\.settings.limits), remembered: remembered, purse: try await purse())
  }

  /// The budgets of this stage's jobs, with what was spent before.
  private func purse() async throws -> Purse {
    let all = jobs.map(\.loaded)
    let spans = all.compactMap(\.job.limits.budget).contains(where: \.hasSpan)
    let before =
      spans
      ? try await EarlierSpend(ledger.reader, settings: run.preparation.settings, inMonthOf: run.time.wall())
      : EarlierSpend()
    return Purse(of: all, total: run.options.budget, before: before)
  }

  /// One for each job, with what the ledger knows of it.
  private func inspectors() async throws -> [Inspector] {
    let view = try await StageView(stage, reader: ledger.reader, disk: disk)
    var inspectors: [Inspector] = []
    for entry in jobs {
      inspectors.append(
        try await view.inspector(
          for: entry.loaded, clock: { run.time.moment }, update: run.options.update,
          retryFailed: run.options.retryFailed))
    }
    return inspectors
  }

  /// One for each job, of what its earlier replies took.
  private func forecasts() async throws(LedgerError) -> [RunForecast] {
    var forecasts: [RunForecast] = []
    for entry in jobs { forecasts.append(try await RunForecast(entry.loaded, reader: ledger.reader)) }
    return forecasts
  }

  private func jobRun(_ inspector: Inspector, _ forecast: RunForecast, index: Int, _ shared: Shared) -> JobRun? {
    let name = inspector.loaded.provider.name
    guard let provider = providers[name], let gate = shared.gates[name], let health = shared.health[name] else {
      return nil
    }
    let conversing = Conversing(
      run: shared.id, inspector: inspector, provider: provider, ledger: ledger, transport: shared.transport,
      control: shared.control, notes: shared.notes, inFlight: shared.inFlight, health: health, server: gate,
      tally: shared.tally,
      time: run.time, observe: run.observe)
    return JobRun(
      index: index, inspector: inspector, places: inspector.loaded.places,
      only: run.options.only.map { NamePattern($0) }, order: order,
      overwriteEdited: run.options.overwriteEdited, conversing: conversing, forecast: forecast, placer: shared.placer,
      limit: shared.limit, tally: shared.tally, control: shared.control, observe: run.observe)
  }

  /// `--order`
  private var order: ItemOrder {
    run.options.shuffles ? .shuffled(seed: UInt64(run.time.random() * 0x1p53)) : .file
  }

  /// The jobs, the servers that they need, and the time that a signal leaves them.
  private func race(_ shared: Shared, work: [JobRun?]) async -> Result<Void, StageFailure> {
    let control = shared.control
    return await withTaskGroup(of: Ended.self) { group in
      for (name, provider) in providers where !provider.settings.start.isEmpty {
        guard let gate = shared.gates[name] else { continue }
        group.addTask { await serve(provider, gate: gate, control: control) }
      }
      group.addTask {
        await control.untilStopped()
        for gate in shared.gates.values { gate.close() }
        guard control.stopped?.reason == .signal else { return .server }
        return await control.goesOn(for: Self.grace, clock: run.time.clock) ? .graceOver : .server
      }
      group.addTask {
        await shared.admission.keep()
        return .server
      }
      group.addTask {
        await shared.notes.keep(control, clock: run.time.clock)
        return .server
      }
      group.addTask { .jobs(await Self.perform(work)) }
      var outcome = Result<Void, StageFailure>.success(())
      for await ended in group {
        switch ended {
        case .server: break
        case .graceOver: group.cancelAll()
        case .jobs(let result):
          outcome = result
          for gate in shared.gates.values { gate.end() }
          shared.admission.end()
          control.finish()
          // A server that is still starting would be waited for.
          if control.stopped != nil { group.cancelAll() }
        }
      }
      return outcome
    }
  }

  /// The stage's totals, and why it stopped.
  private func conclude(_ shared: Shared, result: Result<Void, StageFailure>, limitReached: Bool) -> RunSummary {
    let stop = shared.control.stopped
    let nothingAnswered = shared.tally.nothingAnswered
    let lastWords = shared.tally.firstGivenUp
    for given in shared.tally.settleGivenUp(outOfService: nothingAnswered || stop?.reason == .provider) {
      run.observe(.itemFailed(job: given.job, key: given.key, message: given.failure.message))
    }
    for index in jobs.indices { shared.tally.countPending(job: index) }
    var summary = RunSummary()
    summary.cost = .zero
    shared.tally.fill(&summary)
    if case .failure(let failure) = result {
      (summary.stopped, summary.error) = (.disk, failure.description)
    } else if let stop {
      (summary.stopped, summary.error, summary.refused) = (stop.reason, stop.message, stop.refused)
    } else if let stop = shared.control.jobStopped {
      (summary.stopped, summary.error) = (stop.reason, stop.message)
    } else if let shortage = shared.admission.shortage {
      (summary.stopped, summary.error) = (.budget, shortage)
    } else if nothingAnswered {
      // Also where the limit was reached: to run again is no help then.
      (summary.stopped, summary.error) = (.provider, lastWords)
    } else if limitReached {
      (summary.stopped, summary.error) = (.limit, "stopped at --limit")
    }
    return summary
  }

  private func tellLeftovers(_ placer: Placer) async {
    for name in await placer.strangeLeftovers {
      let place = "\(stage.root)/\(name)"
      run.observe(
        .note("\(place) is a temporary file with a text that galley did not write; look at it, then remove it"))
    }
  }

  /// All jobs side by side; what they share is admission.
  private static func perform(_ works: [JobRun?]) async -> Result<Void, StageFailure> {
    await withTaskGroup(of: Result<Void, StageFailure>.self) { group in
      for case let work? in works { group.addTask { await work.perform() } }
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
