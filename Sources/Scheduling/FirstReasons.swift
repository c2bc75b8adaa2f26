import Synchronization

/// Why the first items of a run failed.
package final class FirstReasons: Sendable {
  private let reasons = Mutex<[String]>([])
  private let most: Int

  /// - Parameter most: how many reasons are kept.
  package init(most: Int = 3) { self.most = most }

  /// In words, in the order in which they failed.
  package var list: [String] { reasons.withLock { $0 } }

  /// Keeps the reason, if the event is the failure of an item.
  package func note(_ event: RunEvent) {
    guard case .itemFailed(let job, let key, let message) = event else { return }
    reasons.withLock { if $0.count < most { $0.append("\(job): \(key): \(message)") } }
  }
}
