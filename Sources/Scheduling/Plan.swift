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

  /// Requests, and what they may cost.
  package struct Estimate: Sendable {
    package var requests = 0
    /// What the prompts probably are, in tokens.
    package var input = 0
    /// The most that the replies can be; nil where nothing bounds one of them.
    package var outputMax: Int? = 0
    /// nil where the model's price is unknown.
    package var low: Money?
    /// nil where a price or a bound on the output is unknown.
    package var high: Money?
  }

  package struct PlannedJob: Sendable {
    package let job: String
    /// Where its drafts go: `output`, or `output/rehearsal`.
    package let root: String
    package var items: [PlannedItem] = []
    package var work = Estimate()
    /// What `--update` would add for the stale drafts.
    package var renewal = Estimate()
    /// nil where no earlier reply says how long one takes.
    package var seconds: Double?
  }

  package var jobs: [PlannedJob] = []

  /// The document of CONTRACT, keys in its order.
  package var json: Value {
    .map([
      "jobs": .list(
        jobs.map { job in
          .map([
            "job": .string(job.job),
            "items": .list(
              job.items.map {
                .map(["key": .string($0.key), "path": .string($0.path), "action": .string($0.action.rawValue)])
              }),
            "requests": .integer(job.work.requests),
            "tokens": .map([
              "input": .integer(job.work.input), "output_max": job.work.outputMax.map { .integer($0) } ?? .none,
            ]),
            "cost_usd": .map(["low": job.work.low.map(\.json) ?? .none, "high": job.work.high.map(\.json) ?? .none]),
            "seconds": job.seconds.map { .float(($0 * 10).rounded() / 10) } ?? .none,
          ])
        })
    ])
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
    for (stage, jobs) in Stage.split(preparation) {
      let view = try await StageView(stage)
      for index in jobs { report.jobs.append(try await plan(preparation.jobs[index], view: view)) }
    }
    return report
  }

  private func plan(_ loaded: LoadedJob, view: StageView) async throws -> PlanReport.PlannedJob {
    let inspector = try await view.inspector(
      for: loaded, now: now, update: options.update, retryFailed: options.retryFailed)
    var planned = PlanReport.PlannedJob(job: loaded.job.name, root: view.stage.root)
    planned.work.low = loaded.price.map { _ in .zero }
    planned.work.high = planned.work.low
    planned.renewal = planned.work
    var paths: Set<Text> = []
    let only = options.only.map { NamePattern($0) }
    var asked = 0
    for case .success(let item) in loaded.job.items(of: loaded.rows) {
      let inspected = try await inspector.inspect(item)
      paths.insert(Text(inspected.path.text))
      let matches = only.map { $0.matches(item.id.key) || $0.matches(inspected.path.text) } ?? true
      let asks = inspected.isAskedFor
      if asks {
        guard matches, options.limit.map({ asked < $0 }) ?? true else { continue }
        asked += 1
        count(inspected, loaded: loaded, into: &planned.work)
      } else if !matches {
        continue
      } else if inspected.standing.state == .stale {
        count(inspected, loaded: loaded, into: &planned.renewal)
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
    planned.seconds = try await seconds(of: planned, loaded: loaded, view: view)
    return planned
  }

  /// Adds the requests that an item still needs, with stand-ins for the replies between them.
  private func count(_ inspected: InspectedItem, loaded: LoadedJob, into planned: inout PlanReport.Estimate) {
    let walk = loaded.job.walk(inspected.item, asked: inspected.asked, api: loaded.provider.api, throughStandIns: true)
    {
      inspected.replies[$1]
    }
    // A reply that is not there yet goes into the prompts behind it, with at most `max_tokens`.
    var earlier: Int? = 0
    for open in walk.open {
      let bound = open.question.settings.maxTokens
      planned.requests += 1
      planned.input += open.question.inputTokenEstimate
      planned.outputMax = planned.outputMax.flatMap { sum in bound.map { sum + $0 } }
      if let price = loaded.price {
        planned.low = planned.low.map { $0 + price.cost(Usage(input: open.question.inputTokenEstimate)) }
        let worst = earlier.flatMap { before in
          price.worstCase(of: open.question).map { $0 + price.cost(Usage(input: before)) }
        }
        planned.high = planned.high.flatMap { sum in worst.map { sum + $0 } }
      }
      earlier = earlier.flatMap { sum in bound.map { sum + $0 } }
    }
  }

  /// Requests by the mean time of earlier ones, as many at once as may be in flight; nil where there were none.
  private func seconds(
    of planned: PlanReport.PlannedJob, loaded: LoadedJob, view: StageView
  ) async throws -> Double? {
    if planned.work.requests == 0 { return 0 }
    guard let latency = try await view.reader?.meanLatency(job: loaded.job.name, model: loaded.job.model) else {
      return nil
    }
    return Double(planned.work.requests) * (latency / .seconds(1)) / Double(loaded.places)
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
