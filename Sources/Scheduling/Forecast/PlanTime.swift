import JobModel
import Ledger
import Workspace

extension WorkTime {
  /// Of the jobs of a stage, under their own limits, those of their providers, and what was learned of these.
  init(_ jobs: [LoadedJob], _ works: [Work], learned: [LimitFact]) {
    self.init(works)
    for (index, loaded) in jobs.enumerated() { limit(loaded.job.limits.rate, jobs: [index]) }
    for (name, shared) in Dictionary(grouping: jobs.indices, by: { jobs[$0].provider.name }) {
      let provider = jobs[shared[0]].provider
      limit(provider.limits, jobs: shared)
      if let declared = provider.limits.concurrency?.fixed { places(declared, jobs: shared) }
      for index in shared where jobs[index].concurrency != .auto { places(jobs[index].places, jobs: [index]) }
      let auto = shared.filter { jobs[$0].concurrency == .auto }
      if let most = auto.map({ jobs[$0].places }).max() { places(most, jobs: auto) }
      guard provider.limits.requestsPerMinute == nil else { continue }
      for fact in learned where fact.provider == name && fact.address == provider.baseURL {
        let paced = shared.filter {
          jobs[$0].job.model == fact.model && jobs[$0].job.limits.rate.requestsPerMinute == nil
        }
        let limits = RateLimits(
          requestsPerMinute: fact.limit.requestsPerMinute, tokensPerMinute: fact.limit.tokensPerMinute)
        if !paced.isEmpty { limit(limits, jobs: paced) }
      }
    }
  }
}

extension PlanReport {
  /// Gives the jobs of a stage their times, cut at their deadlines, and warns of what these leave out.
  ///
  /// - Parameter deadline: of the run.
  mutating func time(_ planned: inout [PlannedJob], by time: WorkTime, jobs: [LoadedJob], deadline: Duration?) {
    for (index, loaded) in jobs.enumerated() {
      planned[index].beside = time.sharing(with: index).map { jobs[$0].job.name }
      guard let seconds = time.seconds(index) else { continue }
      planned[index].seconds = seconds
      let own = loaded.job.limits.deadline
      let isOwn = own.map { own in deadline.map { own <= $0 } ?? true } ?? false
      guard let last = isOwn ? own : deadline, seconds > last / .seconds(1) else { continue }
      planned[index].seconds = last / .seconds(1)
      let items = planned[index].asked
      let missing = items - WorkTime.reached(of: items, within: last / .seconds(1), seconds: seconds)
      guard missing > 0 else { continue }
      planned[index].unreached = missing
      warnings.append(
        "\(loaded.job.name): about \(missing) of \(items) items are not reached before the \(isOwn ? "job" : "run")'s "
          + "deadline of \(last.shown): they stay pending, and the next run goes on with them")
    }
  }
}
