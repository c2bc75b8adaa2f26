import JobModel
import Synchronization

/// Notices that a provider is out of service: eight failures in a row.
///
/// Requests that were in flight together fail together, and that is one failure: only a request that began after the
/// last counted failure was known counts anew. A rate limit is no failure of the service.
final class ProviderHealth: Sendable {
  /// From then on the provider is out of service.
  static let limit = 8

  private struct State {
    var failures = 0
    var lastCounted: Instant?
  }

  private let state = Mutex(State())

  /// Whether the provider is out of service, this outcome counted.
  ///
  /// - Parameters:
  ///   - began: when the request was sent.
  ///   - now: when its outcome was known.
  func isOut(
    after result: Result<Reply, Failure>, began: Instant, now: Instant
  ) -> Bool {
    state.withLock { state in
      guard case .failure(let failure) = result, failure.scope == .transient else {
        // It answered, so it is in service.
        state = State()
        return false
      }
      if failure.code == "rate_limited" || failure.code == "cancelled" { return false }
      if let last = state.lastCounted, began < last { return state.failures >= Self.limit }
      state.failures += 1
      state.lastCounted = now
      return state.failures >= Self.limit
    }
  }
}
