import Drafting
package import JobModel
import Ledger
import Templates
package import Values
import Workspace

/// What a run would do, item by item.
package struct PlanReport: Sendable {
  package struct PlannedItem: Sendable {
    package let key: String
    package let sample: Int
    package let path: String
    package let action: ItemAction
    package let failure: ItemFailure?
  }

  package struct PlannedJob: Sendable {
    package let job: String
    /// Where its drafts go: `output`, or `output/rehearsal`.
    package let root: String
    package var items: [PlannedItem] = []
    package var work = Estimate.nothing
    /// What `--update` would add for the stale drafts.
    package var renewal = Estimate.nothing
    /// Items that are asked for.
    package var asked = 0
    /// Until its last request or its deadline, beside the other jobs; nil where neither a limit nor an earlier reply says
    /// how long one takes.
    package var seconds: Double?
    /// The jobs that share its narrowest limit, and make it wait.
    package var beside: [String] = []
    /// Items that its deadline leaves out, about; 0 also where nobody knows.
    package var unreached = 0
  }

  /// All jobs together.
  package struct Total: Sendable {
    package var work = Estimate.nothing
    /// nil where that of a job is unknown.
    package var seconds: Double? = 0
  }

  package var jobs: [PlannedJob] = []
  package var total = Total()
  /// Budgets that may not last to the end, for people.
  package var shortfalls: [String] = []
  /// What else may keep the run from its end, for people.
  package var warnings: [String] = []

  /// The document of `--json`, made while it is written: of a million items it would be larger than all else.
  package var json: JSONPart {
    .object([
      ("jobs", .list(AnySequence(jobs.lazy.map(\.json)))), ("total", .value(total.json)),
      ("warnings", .value(.list((shortfalls + warnings).map { .string($0) }))),
    ])
  }

  /// The stages run one after the other, the jobs of each side by side.
  fileprivate mutating func add(_ planned: [PlannedJob]) {
    jobs += planned
    let longest = planned.reduce(0 as Double?) { most, job in most.flatMap { most in job.seconds.map { max(most, $0) } }
    }
    total.seconds = total.seconds.flatMap { sum in longest.map { sum + $0 } }
    total.work = planned.reduce(total.work) { $0 + $1.work }
  }
}

extension PlanReport.Total {
  fileprivate var json: Value {
    .map([
      "requests": .integer(work.requests), "tokens": work.tokensJSON, "cost_usd": work.costJSON,
      "seconds": PlanReport.rounded(seconds),
    ])
  }
}

extension PlanReport {
  /// To tenths of a second.
  fileprivate static func rounded(_ seconds: Double?) -> Value {
    seconds.map { .float(($0 * 10).rounded() / 10) } ?? .none
  }
}

extension PlanReport.PlannedJob {
  fileprivate var json: JSONPart {
    .object([
      ("job", .value(.string(job))),
      ("items", .list(AnySequence(items.lazy.map { .value($0.json) }))),
      ("requests", .value(.integer(work.requests))),
      ("tokens", .value(work.tokensJSON)),
      ("cost_usd", .value(work.costJSON)),
      ("seconds", .value(PlanReport.rounded(seconds))),
      ("beside", .value(.list(beside.map { .string($0) }))), ("unreached", .value(.integer(unreached))),
    ])
  }
}

extension PlanReport.PlannedItem {
  fileprivate var json: Value {
    .map(["key": .string(key), "path": .string(path), "action": .string(action.rawValue)])
  }
}

/// Makes plans: looks at everything, sends and writes nothing.
package struct Planner: Sendable {
  let preparation: Preparation
  let options: RunOptions
  let now: Moment

  package init(_ preparation: Preparation, options: RunOptions, now: Moment) {
    self.preparation = preparation
    self.options = options
    self.now = now
  }

  package func plan() async throws -> PlanReport {
    var report = PlanReport()
    var limit = AskLimit(options.limit)
    for (stage, jobs) in Stage.split(preparation) {
      let view = try await StageView(stage)
      var questions = QuestionsOnce()
      var planned: [PlanReport.PlannedJob] = []
      let loaded = jobs.map { preparation.jobs[$0] }
      var shortage = PlannedShortage(try await purse(loaded, view: view))
      for job in loaded { planned.append(try await plan(job, view: view, &shortage, &limit, &questions)) }
      report.time(
        &planned, by: try await time(of: planned, jobs: loaded, view: view), jobs: loaded, deadline: options.deadline)
      report.shortfalls += shortage.lines(planned, at: wallTime)
      report.warnings += zip(loaded, planned).compactMap { $1.asked > 0 ? $0.retirement(at: now) : nil }
      report.add(planned)
    }
    return report
  }

  private var wallTime: WallTime { WallTime(milliseconds: now.secondsSinceEpoch * 1000) }

  /// The budgets of a stage's jobs, with what was spent before.
  private func purse(_ jobs: [LoadedJob], view: StageView) async throws -> Purse {
    var before = EarlierSpend()
    if let reader = view.reader, jobs.contains(where: { $0.job.limits.budget?.hasSpan == true }) {
      before = try await EarlierSpend(reader, settings: preparation.settings, inMonthOf: wallTime)
    }
    return Purse(of: jobs, total: options.budget, before: before)
  }

  private func plan(
    _ loaded: LoadedJob, view: StageView, _ shortage: inout PlannedShortage, _ limit: inout AskLimit,
    _ questions: inout QuestionsOnce
  ) async throws -> PlanReport.PlannedJob {
    let inspector = try await view.inspector(
      for: loaded, now: now, update: options.update, retryFailed: options.retryFailed)
    var planned = PlanReport.PlannedJob(job: loaded.job.name, root: view.stage.root)
    var forecaster = try await JobForecaster(loaded, reader: view.reader)
    var (work, renewal) = (Demand(loaded), Demand(loaded))
    var paths: Set<Text> = []
    let only = options.only.map { NamePattern($0) }
    for case .success(let item) in loaded.job.items(of: loaded.rows) {
      let inspected = try await inspector.glance(item)
      try await forecaster.learn(from: inspected)
      paths.insert(Text(inspected.path.text))
      let matches = only.map { $0.matches(item.id.key) || $0.matches(inspected.path.text) } ?? true
      let asks = inspected.isAskedFor
      if asks {
        guard matches, limit.take() else { continue }
        planned.asked += 1
        if questions.isNew(inspected.walk) {
          shortage.add(forecaster.add(inspected, to: &work), job: loaded.job.name, item: item.id.key)
        }
      } else if !matches {
        continue
      } else if inspected.standing.state == .stale {
        forecaster.add(inspected, to: &renewal)
      }
      planned.items.append(
        PlanReport.PlannedItem(
          key: item.id.key, sample: item.id.sample, path: inspected.path.text, action: inspected.standing.action,
          failure: inspected.standing.failure))
    }
    for orphan in inspector.orphans(besides: paths) {
      planned.items.append(
        PlanReport.PlannedItem(key: orphan.key, sample: orphan.sample, path: orphan.path, action: .orphan, failure: nil)
      )
    }
    planned.work = PlanReport.Estimate(work, forecaster.forecast(work), file: loaded.job.file)
    planned.renewal = PlanReport.Estimate(renewal, forecaster.forecast(renewal), file: loaded.job.file)
    return planned
  }

  private func time(
    of planned: [PlanReport.PlannedJob], jobs: [LoadedJob], view: StageView
  ) async throws -> WorkTime {
    var works: [WorkTime.Work] = []
    for (loaded, planned) in zip(jobs, planned) {
      let job = loaded.job
      works.append(
        WorkTime.Work(
          requests: planned.work.requests, tokens: planned.work.forecast.middle.tokens, chain: job.requests.count,
          latency: try await view.reader?.meanLatency(job: job.name, model: job.model)))
    }
    return WorkTime(jobs, works, learned: try await view.reader?.learnedLimits() ?? [])
  }

  /// The conversation of each item with this key as it would be sent; replies that are not there stand as their names.
  package func conversation(key: String) async throws -> [(item: ItemID, messages: [(speaker: String, text: String)])] {
    var found: [(item: ItemID, messages: [(speaker: String, text: String)])] = []
    for (stage, jobs) in Stage.split(preparation) {
      let view = try await StageView(stage)
      for index in jobs {
        let loaded = preparation.jobs[index]
        let inspector = try await view.inspector(
          for: loaded, now: now, update: options.update, retryFailed: options.retryFailed)
        for case .success(let item) in loaded.job.items(of: loaded.rows) where item.id.key.hasSameScalars(as: key) {
          let inspected = try await inspector.inspect(item)
          let walk = loaded.job.walk(item, asked: inspected.asked, api: loaded.provider.api, throughStandIns: true) {
            inspected.replies[$1]
          }
          found.append((item.id, walk.shown(of: loaded.job)))
        }
      }
    }
    return found
  }
}

/// What items ask that need one reply each: a question of several items, of several jobs too, is sent once and paid once.
private struct QuestionsOnce {
  private var seen: Set<Words256> = []

  /// Whether nobody before asks the same. Of an item that needs several replies always: which questions follow the first
  /// one is known when that is answered.
  mutating func isNew(_ walk: Walk) -> Bool {
    guard walk.isWhole, walk.open.count == 1 else { return true }
    return seen.insert(walk.open[0].fingerprint.words).inserted
  }
}

extension Walk {
  /// The messages with who speaks, and the names of replies that are still to come.
  fileprivate func shown(of job: Job) -> [(speaker: String, text: String)] {
    var requests = job.turns.map { turn -> ReplyRequest? in if case .reply(let request) = turn { request } else { nil }
    }[...]
    let missing = Set(open.map(\.request.name))
    var shown: [(speaker: String, text: String)] = []
    for message in messages {
      let request = requests.popFirst() ?? nil
      if let request, missing.contains(request.name) {
        shown.append(("reply \(request.name)", "(not asked yet)"))
      } else {
        shown.append((request.map { "reply \($0.name)" } ?? message.role.rawValue, message.text))
      }
    }
    return shown
  }
}
