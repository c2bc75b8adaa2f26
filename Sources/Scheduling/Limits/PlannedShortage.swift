import JobModel

/// What budgets do not cover of work that is planned, in words.
struct PlannedShortage {
  /// So many items of a job that never fit are told one by one.
  private static let told = 3

  let purse: Purse
  /// By job, in the order of the plan.
  private var excesses: [(job: String, lines: [String], items: Int)] = []

  init(_ purse: Purse) { self.purse = purse }

  /// Adds an item that a run would ask for.
  ///
  /// - Parameter worst: the most that it can cost; nil where nobody knows.
  mutating func add(_ worst: Price.WorstCase?, job: String, item: String) {
    guard purse.isBound(job), let worst, let line = purse.excess(worst.cost, job: job, item: item) else { return }
    if excesses.last?.job != job { excesses.append((job, [], 0)) }
    let last = excesses.count - 1
    excesses[last].items += 1
    if excesses[last].items <= Self.told { excesses[last].lines.append(line) }
  }

  /// - Parameter planned: all jobs of the plan.
  func lines(_ planned: [PlanReport.PlannedJob], at time: WallTime) -> [String] {
    let needs = planned.compactMap { job in
      (job.work.worst ?? job.work.unbounded?.least).map { (job.job, $0) }
    }
    let unbounded = planned.compactMap { job -> String? in
      guard purse.isBound(job.job), let place = job.work.unbounded?.at else { return nil }
      return "\(job.job): a budget may stop an item in the middle of its conversation: \(place)"
    }
    return purse.unkept(at: time)
      + excesses.flatMap { excess in
        let rest = excess.items - Self.told
        return excess.lines + (rest > 0 ? ["\(excess.job): \(rest) more items may cost more than all of a budget"] : [])
      } + unbounded + purse.shortfalls(Dictionary(needs) { first, _ in first }, at: time)
  }
}
