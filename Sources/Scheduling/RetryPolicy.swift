package import JobModel

/// What follows an attempt that brought no reply.
package enum NextStep: Sendable, Equatable {
  /// Ask again after this wait.
  case again(after: Duration)
  /// This item gets no reply in this run.
  case giveUp
  /// No item of this job can be answered.
  case stopJob
  /// The run ends.
  case stopRun(StopReason)
}

extension Retry {
  /// Decides after the `attempt`-th request (counted from 1) for one reply in one run.
  ///
  /// - Parameter fraction: a random number from 0 up to 1.
  package func next(after failure: Failure, attempt: Int, fraction: Double) -> NextStep {
    switch failure.scope {
    case .item: return .giveUp
    case .model: return .stopJob
    case .refused, .unavailable: return .stopRun(.provider)
    case .transient:
      guard attempt < attempts else { return .giveUp }
      return .again(after: max(wait(after: attempt, fraction: fraction), failure.retryAfter ?? .zero))
    }
  }

  /// How long the provider is left alone, by all requests; nil where it does not ask for that.
  package func pause(after failure: Failure) -> Duration? {
    failure.retryAfter.flatMap { $0 > .zero ? $0 : nil }
  }

  /// base, 2 × base, 4 × base … up to cap, half of it fixed and half random.
  package func wait(after attempt: Int, fraction: Double) -> Duration {
    let doublings = min(attempt - 1, 40)
    let full = min(base * Double(1 << doublings), cap)
    return full / 2 + (full / 2) * fraction
  }
}
