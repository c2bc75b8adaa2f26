import Dispatch
import GRDB
import Synchronization

@testable import Ledger

/// Keeps the writer in a transaction of its own, until it is opened.
final class Gate: Sendable {
  private let semaphore = DispatchSemaphore(value: 0)
  private let isHeld = Mutex(false)

  func hold(_ ledger: Ledger) async throws {
    try await ledger.writer.commit(.fresh) { [self] db in
      try db.execute(sql: "UPDATE run SET pid = 43")
      isHeld.withLock { $0 = true }
      semaphore.wait()
    }
  }

  func isClosed() async { while !isHeld.withLock({ $0 }) { await Task.yield() } }

  func open() { semaphore.signal() }
}
