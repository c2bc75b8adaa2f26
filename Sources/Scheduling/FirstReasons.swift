import Synchronization

/// Why the first items of a run failed.
package final class FirstReasons: Sendable {
  private let reasons = Mutex<[String]>([])
  private let most: Int

  package init(most: Int = 3) { self.most = most }

  /// In words, in the order in which they failed.
  package var list: [String] { reasons.withLock { $0 } }

  package func note(_ event: RunEvent) {
    guard case .itemFailed(let job, let key, let message) = event else { return }
    reasons.withLock { if $0.count < most { $0.append("\(job): \(key): \(message)") } }
  }
}
