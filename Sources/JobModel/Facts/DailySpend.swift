/// What a job's attempts of one day cost, those of unknown fate in full.
package struct DailySpend: Hashable, Sendable {
  /// Whose attempts asked; a reply that jobs share counts for the one that did.
  package let job: String
  /// Of UTC, in which the attempts were started: days since 1970-01-01.
  package let day: Int
  package let cost: Money
  /// Attempts that may have been billed at a price that is unknown: they are not in `cost`.
  package let unpriced: Int

  package init(job: String, day: Int, cost: Money, unpriced: Int = 0) {
    self.job = job
    self.day = day
    self.cost = cost
    self.unpriced = unpriced
  }
}
