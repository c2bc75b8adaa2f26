import Synchronization

/// `--limit`: how many items may still be asked for.
struct AskLimit: Sendable {
  private var left: Int?
  /// An item was turned away.
  private(set) var reached = false

  init(_ limit: Int?) { left = limit }

  mutating func take() -> Bool {
    guard let left else { return true }
    guard left > 0 else {
      reached = true
      return false
    }
    self.left = left - 1
    return true
  }

  /// What was taken was not asked for.
  mutating func giveBack() { left = left.map { $0 + 1 } }
}

/// `--limit`, shared by the jobs of a run.
final class SharedLimit: Sendable {
  private let limit: Mutex<AskLimit>

  init(_ limit: AskLimit) { self.limit = Mutex(limit) }

  var value: AskLimit { limit.withLock { $0 } }

  func take() -> Bool { limit.withLock { $0.take() } }

  func giveBack() { limit.withLock { $0.giveBack() } }
}
