/// A request that may have been billed at a price that was unknown when it was sent.
package struct UnpricedAttempt: Hashable, Sendable {
  package let job: String
  /// Of UTC, in which it was started: days since 1970-01-01.
  package let day: Int
  package let provider: String
  package let model: String
  /// nil where no reply on record says what it took.
  package let usage: Usage?

  package init(job: String, day: Int, provider: String, model: String, usage: Usage?) {
    self.job = job
    self.day = day
    self.provider = provider
    self.model = model
    self.usage = usage
  }
}
