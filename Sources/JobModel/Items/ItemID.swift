/// The lasting identity of an item: one draft of one row of one job.
package struct ItemID: Hashable, Sendable {
  package let job: String
  package let key: String
  /// Counted from 1.
  package let sample: Int

  package init(job: String, key: String, sample: Int) {
    self.job = job
    self.key = key
    self.sample = sample
  }
}
