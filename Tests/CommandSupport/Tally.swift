import Synchronization

/// A number that only grows, and that tests wait for: "when 20 requests have come", or, as a door that opens once, "when
/// I say so". It stands where a weaker test would sleep.
package final class Tally: Sendable {
  private struct Waiter {
    let number: Int
    let continuation: CheckedContinuation<Void, any Error>
  }

  private struct State {
    var count = 0
    var nextID = 0
    var waiters: [Int: Waiter] = [:]
    var cancelled: Set<Int> = []
  }

  private let state = Mutex(State())

  package init() {}

  package var count: Int { state.withLock { $0.count } }

  @discardableResult
  package func add(_ number: Int = 1) -> Int {
    let (count, ready) = state.withLock { state in
      state.count += number
      let ready = state.waiters.filter { $0.value.number <= state.count }
      for id in ready.keys { state.waiters[id] = nil }
      return (state.count, ready.values.map(\.continuation))
    }
    for continuation in ready { continuation.resume() }
    return count
  }

  /// Lets everybody through, now and later.
  package func open() { add(1_000_000) }

  /// Waits until the count is `number` or more.
  /// - Throws: `CancellationError`.
  package func reaches(_ number: Int) async throws {
    let id = state.withLock { state in
      state.nextID += 1
      return state.nextID
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
        let result: Result<Void, any Error>? = state.withLock { state in
          if state.cancelled.remove(id) != nil { return .failure(CancellationError()) }
          if state.count >= number { return .success(()) }
          state.waiters[id] = Waiter(number: number, continuation: continuation)
          return nil
        }
        if let result { continuation.resume(with: result) }
      }
    } onCancel: {
      let waiter = state.withLock { state in
        let waiter = state.waiters.removeValue(forKey: id)
        if waiter == nil { state.cancelled.insert(id) }
        return waiter
      }
      waiter?.continuation.resume(throwing: CancellationError())
    }
  }
}
