import Drafting
package import JobModel
import Ledger
import OrderedCollections
import Templates
package import Values
import Workspace

/// Where every job stands.
package struct StatusReport: Sendable {
  package struct HeldItem: Sendable {
    package let key: String
    package let path: String
    /// Which reply was cut off.
    package let found: String
  }

  package struct FailedItem: Sendable {
    package let key: String
    package let failure: ItemFailure
  }

  /// A draft that wants a person's eye: edited, stale, or an orphan.
  package struct NotedDraft: Sendable {
    /// nil for an orphan: its row is gone.
    package let key: String?
    package let path: String
    package let state: ItemState
    /// What `--update` would ask for it; nothing where its prompt has not changed.
    package fileprivate(set) var renewal: PlanReport.Estimate
    /// Whether galley has a text of its own to put there.
    package let isRestorable: Bool

    fileprivate var json: Value {
      .map([
        "path": .string(path), "state": .string(state.rawValue),
        "cost_usd": renewal.forecast.lowCost == nil ? .none : renewal.costJSON, "requests": .integer(renewal.requests),
      ])
    }
  }

  package struct JobStatus: Sendable {
    package let job: String
    /// Where its drafts go: `output`, or `output/rehearsal`.
    package let root: String
    package var items = 0
    package var states: [ItemState: Int] = [:]
    /// Everything ever spent on the job; nil where a price is unknown.
    package var cost: Money? = .zero
    package var failures: [FailedItem] = []
    package var review: [HeldItem] = []
    package var drafts: [NotedDraft] = []
    /// Requests whose run died before their end was known.
    package var unknownFate = 0
  }

  package var jobs: [JobStatus] = []
  /// The newest first.
  package var runs: [RunFact] = []
  /// What runs have learned of the limits of the providers that these jobs use.
  package var limits: [LimitFact] = []
  /// Folders with replies that a failing disk kept from the state, so that they are not counted here.
  package var rescued: [String] = []

  /// The document of CONTRACT, keys in its order.
  package var json: Value {
    .map([
      "jobs": .list(jobs.map(\.json)), "running": .list(runs.compactMap(\.goingOn)),
      "limits": .list(limits.map(\.json)),
    ])
  }
}

extension RunFact {
  /// What holds a run back that goes on; nil where it does not.
  fileprivate var goingOn: Value? {
    guard case .open = state else { return nil }
    return .map([
      "pid": .integer(pid), "started_at": .string(startedAt.moment.text),
      "held_by": hold?.by.map { .string($0.rawValue) } ?? .none,
      "as_of": hold.map { .string($0.at.moment.text) } ?? .none,
    ])
  }
}

extension LimitFact {
  fileprivate var json: Value {
    .map([
      "provider": .string(provider), "model": .string(model),
      "requests_per_minute": limit.requestsPerMinute.map { .integer($0) } ?? .none,
      "tokens_per_minute": limit.tokensPerMinute.map { .integer($0) } ?? .none,
      "learned_at": .string(learnedAt.moment.text),
    ])
  }
}

extension StatusReport.JobStatus {
  fileprivate var json: Value {
    var states = ValueMap()
    for state in ItemState.allCases { states[MapKey(state.rawValue)] = .integer(self.states[state, default: 0]) }
    return .map([
      "job": .string(job), "items": .integer(items), "states": .map(states), "cost_usd": cost.map(\.json) ?? .none,
      "failures": .list(
        failures.map {
          .map([
            "key": .string($0.key), "code": .string($0.failure.code), "message": .string($0.failure.message),
            "attempts": .integer($0.failure.attempts),
          ])
        }),
      "review": .list(
        review.map {
          .map([
            "key": .string($0.key), "path": .string($0.path),
            "checks": .list([
              .map([
                "check": .string("on_length"), "level": .string("error"), "line": .none, "found": .string($0.found),
                "wanted": .string("a finished reply"),
              ])
            ]),
          ])
        }),
      "drafts": .list(drafts.map(\.json)),
    ])
  }
}

/// Reads where jobs stand: sends and writes nothing.
package struct StatusReader: Sendable {
  let preparation: Preparation
  let now: Moment

  package init(_ preparation: Preparation, now: Moment) {
    self.preparation = preparation
    self.now = now
  }

  package func status() async throws -> StatusReport {
    var report = StatusReport()
    for (stage, jobs) in Stage.split(preparation) {
      let view = try await StageView(stage)
      if !StateLeftovers(in: stage.state).rescued.isEmpty { report.rescued.append("\(stage.root)/.galley") }
      let spend = try await view.reader?.spendByJob() ?? [:]
      for index in jobs {
        var status = try await status(of: preparation.jobs[index], view: view)
        if let spend = spend[status.job] {
          status.cost = spend.worstCase
          status.unknownFate = spend.unknownFate
        }
        report.jobs.append(status)
      }
      let names = Set(jobs.map { preparation.jobs[$0].job.name })
      let asked = jobs.map { preparation.jobs[$0] }
      report.limits +=
        try await view.reader?.learnedLimits().filter { fact in
          asked.contains { $0.provider.name == fact.provider && $0.provider.baseURL == fact.address }
        } ?? []
      report.runs += try await view.reader?.lastRuns(50).filter { !names.isDisjoint(with: $0.jobs) } ?? []
    }
    report.runs.sort { $0.startedAt > $1.startedAt }
    return report
  }

  private func status(of loaded: LoadedJob, view: StageView) async throws -> StatusReport.JobStatus {
    let inspector = try await view.inspector(for: loaded, now: now, update: false, retryFailed: false)
    var forecaster = try await JobForecaster(loaded, reader: view.reader)
    /// What the drafts of `status.drafts` would take, by their places there.
    var renewals: [Int: Demand] = [:]
    var status = StatusReport.JobStatus(job: loaded.job.name, root: view.stage.root)
    var paths: Set<Text> = []
    var collected = Collection(job: loaded.job)
    for case .success(let item) in loaded.job.items(of: loaded.rows) {
      let inspected = try await inspector.glance(item)
      try await forecaster.learn(from: inspected)
      let path = inspected.path.text
      paths.insert(Text(path))
      if let entry = inspected.collected(by: loaded.job) { collected.add(entry, at: item.place) }
      status.items += 1
      status.states[inspected.standing.state, default: 0] += 1
      switch inspected.standing.state {
      case .failed:
        if let failure = inspected.standing.failure {
          status.failures.append(StatusReport.FailedItem(key: item.id.key, failure: failure))
        }
      case .review:
        let found = inspected.settled?.cutOff(.review)?.message ?? "a reply was cut off"
        status.review.append(StatusReport.HeldItem(key: item.id.key, path: path, found: found))
      case .edited, .stale:
        if inspected.isRenewable {
          var demand = Demand(loaded)
          forecaster.add(inspected, to: &demand)
          renewals[status.drafts.count] = demand
        }
        status.drafts.append(
          StatusReport.NotedDraft(
            key: item.id.key, path: path, state: inspected.standing.state, renewal: .nothing,
            isRestorable: inspected.settled != nil))
      case .pending, .done, .orphan: break
      }
    }
    for (place, demand) in renewals {
      status.drafts[place].renewal = PlanReport.Estimate(
        demand, forecaster.forecast(demand), file: loaded.job.file)
    }
    if loaded.job.collect != nil {
      do {
        let made = try collected.file(asked: now)
        if let edited = try collection(made, of: loaded.job, inspector) { status.drafts.append(edited) }
      } catch let error as ItemError {
        status.failures.append(StatusReport.FailedItem(key: "collect", failure: ItemFailure(error)))
      }
    }
    let orphans = inspector.orphans(besides: paths)
    if !orphans.isEmpty { status.states[.orphan] = orphans.count }
    status.drafts += orphans.map {
      StatusReport.NotedDraft(key: nil, path: $0.path, state: .orphan, renewal: .nothing, isRestorable: false)
    }
    return status
  }

  /// The collected file, if a person has changed it or put one in its place.
  ///
  /// - Parameter made: what galley would write; nil while no item is there.
  private func collection(
    _ made: DraftFile?, of job: Job, _ inspector: Inspector
  ) throws -> StatusReport.NotedDraft? {
    guard let path = try job.collectPath(asked: now), let disk = inspector.disk else { return nil }
    let fact = inspector.facts.drafts[Text(path.text)]
    let state = try disk.look(at: path, recorded: fact?.placed)
    guard [.edited, .foreign].contains(Presence(state, fact: fact)), state.hash != made?.hash else { return nil }
    return StatusReport.NotedDraft(
      key: nil, path: path.text, state: .edited, renewal: .nothing, isRestorable: made != nil)
  }
}
