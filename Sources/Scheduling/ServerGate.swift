import Synchronization

/// Holds requests back until the provider's own server answers; it is started when the first request wants it.
final class ServerGate: Sendable {
  private enum State {
    case idle
    case wanted
    case ready
    case failed
  }

  private struct Waiting {
    var state: State
    var requests: [CheckedContinuation<Bool, Never>] = []
    var starter: CheckedContinuation<Bool, Never>?
    var over = false
  }

  private let waiting: Mutex<Waiting>

  /// - Parameter starts: whether there is anything to start; without, the gate is open.
  init(starts: Bool) { waiting = Mutex(Waiting(state: starts ? .idle : .ready)) }

  /// Waits until the server answers; false when it does not come up.
  func ready() async -> Bool {
    await withCheckedContinuation { continuation in
      let (answer, starter) = waiting.withLock { waiting -> (Bool?, CheckedContinuation<Bool, Never>?) in
        switch waiting.state {
        case .ready: return (true, nil)
        case .failed: return (false, nil)
        case .idle, .wanted:
          waiting.state = .wanted
          waiting.requests.append(continuation)
          defer { waiting.starter = nil }
          return (nil, waiting.starter)
        }
      }
      starter?.resume(returning: true)
      if let answer { continuation.resume(returning: answer) }
    }
  }

  /// Waits until the first request wants the server; false when the run ends without.
  func wanted() async -> Bool {
    await withCheckedContinuation { continuation in
      let answer = waiting.withLock { waiting -> Bool? in
        if waiting.state == .wanted { return true }
        if waiting.over || waiting.state == .ready { return false }
        waiting.starter = continuation
        return nil
      }
      if let answer { continuation.resume(returning: answer) }
    }
  }

  /// The server answers, or never will.
  func open(_ success: Bool) {
    let requests = waiting.withLock { waiting in
      waiting.state = success ? .ready : .failed
      defer { waiting.requests = [] }
      return waiting.requests
    }
    for request in requests { request.resume(returning: success) }
  }

  /// No request starts any more: those that wait for the server are turned away.
  func close() {
    let requests = waiting.withLock { waiting -> [CheckedContinuation<Bool, Never>] in
      guard waiting.state != .ready else { return [] }
      waiting.state = .failed
      defer { waiting.requests = [] }
      return waiting.requests
    }
    for request in requests { request.resume(returning: false) }
  }

  /// The run needs no server any more.
  func end() {
    let starter = waiting.withLock { waiting in
      waiting.over = true
      defer { waiting.starter = nil }
      return waiting.starter
    }
    starter?.resume(returning: false)
  }
}
