/// What holds a run back, as `status` and the progress line name it.
package enum HoldBack: String, Sendable, CaseIterable {
  /// All places are taken.
  case concurrency
  /// Requests a minute, declared or learned.
  case requests
  case tokens, budget
  /// It asked to be left alone.
  case provider
}
