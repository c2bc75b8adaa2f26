import DequeModule
import Synchronization

/// How many requests wait for their connection at once.
///
/// Thousands that are opened together overflow a server's queue of new connections, and their answers come back together:
/// a burst that takes longer to work on than it took to wait for. A few hundred at a time are spread evenly, and stay so.
final class StartLimit: Sendable {
  /// Half of the connections that nginx lets wait where nothing else is configured: `backlog` of
  /// nginx.org/en/docs/http/ngx_http_core_module.html#listen is 511.
  static let most = 256

  private struct State {
    var free: Int
    var arrivals = 0
    var waiting: [Int: CheckedContinuation<Bool, Never>] = [:]
    /// First come first; who was cancelled meanwhile is not in `waiting`.
    var line = Deque<Int>()

    mutating func giveBack() -> CheckedContinuation<Bool, Never>? {
      while let first = line.popFirst() { if let waiter = waiting.removeValue(forKey: first) { return waiter } }
      free += 1
      return nil
    }
  }

  private let state: Mutex<State>

  init(_ most: Int = StartLimit.most) { state = Mutex(State(free: most)) }

  /// Waits until the request may be sent.
  ///
  /// - Returns: whether it counts, and `leave` is to be called; false when the task is cancelled.
  func enter() async -> Bool {
    let id = state.withLock { state in
      state.arrivals += 1
      return state.arrivals
    }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let answer: Bool? = state.withLock { state in
          if Task.isCancelled { return false }
          if state.free > 0 {
            state.free -= 1
            return true
          }
          state.waiting[id] = continuation
          state.line.append(id)
          return nil
        }
        if let answer { continuation.resume(returning: answer) }
      }
    } onCancel: {
      state.withLock { $0.waiting.removeValue(forKey: id) }?.resume(returning: false)
    }
  }

  /// A request has its connection, or has ended without.
  func leave() { state.withLock { $0.giveBack() }?.resume(returning: true) }
}
