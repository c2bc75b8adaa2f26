import GRDB
import Synchronization

/// The one writer: takes what has arrived, commits it as one transaction, resumes those who wait, and begins again.
///
/// It works on the connection's own thread, off Swift's cooperative pool. Each caller waits for its commit, so no more
/// can be queued than there are callers: a slow disk slows the asking, not the memory. After a failure nothing is
/// written any more: what was in the failed transaction and all that comes later get the error.
final class GroupCommit: Sendable {
  /// A transaction holds this many writes at most, so that the first in a long queue is not kept from its reply.
  private static let largest = 512

  private struct Write {
    /// Writes and returns what tells the caller, once the transaction is committed.
    let apply: @Sendable (Database) throws -> @Sendable () -> Void
    let fail: @Sendable (LedgerError) -> Void
  }

  private struct State {
    var waiting: [Write] = []
    var isCommitting = false
    var end: LedgerError?
  }

  private let pool: DatabasePool
  private let path: String
  private let state = Mutex(State())

  init(pool: DatabasePool, path: String) {
    self.pool = pool
    self.path = path
  }

  /// Writes that have arrived and whose transaction has not begun.
  var waiting: Int { state.withLock { $0.waiting.count } }

  /// Returns when what `body` wrote is on the disk. Cancellation does not reach it: a reply that has arrived is stored.
  func commit<T: Sendable>(
    _ body: @escaping @Sendable (Database) throws -> T
  ) async throws(LedgerError) -> T {
    let result: Result<T, LedgerError> = await withCheckedContinuation { continuation in
      enqueue(
        Write(
          apply: { db in
            let value = try body(db)
            return { continuation.resume(returning: .success(value)) }
          },
          fail: { continuation.resume(returning: .failure($0)) }))
    }
    return try result.get()
  }

  /// Lets what has arrived be committed, refuses what comes later, and empties the write-ahead log into the database.
  func finish() async throws(LedgerError) {
    let failed = state.withLock { state in
      let failed = state.end
      state.end = failed ?? .closed
      return failed
    }
    if let failed { throw failed }
    let path = self.path
    let result: Result<Void, LedgerError> = await withCheckedContinuation { continuation in
      pool.asyncWriteWithoutTransaction { db in
        do {
          try db.checkpoint(.truncate)
          continuation.resume(returning: .success(()))
        } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
          // A reader of another process is in the way: all is committed, the next close empties the log.
          continuation.resume(returning: .success(()))
        } catch {
          continuation.resume(returning: .failure(LedgerError(error, path: path)))
        }
      }
    }
    try result.get()
  }

  private func enqueue(_ write: Write) {
    enum Next { case wait, begin, fail(LedgerError) }
    let next = state.withLock { state -> Next in
      if let end = state.end { return .fail(end) }
      state.waiting.append(write)
      if state.isCommitting { return .wait }
      state.isCommitting = true
      return .begin
    }
    switch next {
    case .wait: break
    case .begin: pool.asyncWriteWithoutTransaction { [self] db in commitAll(db) }
    case .fail(let error): write.fail(error)
    }
  }

  private func commitAll(_ db: Database) {
    while let batch = nextBatch() {
      do {
        var tell: [@Sendable () -> Void] = []
        try db.inTransaction(.immediate) {
          for write in batch { tell.append(try write.apply(db)) }
          return .commit
        }
        for each in tell { each() }
      } catch {
        let failure = LedgerError(error, path: path)
        for write in batch + stop(failure) { write.fail(failure) }
      }
    }
  }

  private func nextBatch() -> [Write]? {
    state.withLock { state in
      guard !state.waiting.isEmpty else {
        state.isCommitting = false
        return nil
      }
      let batch = Array(state.waiting.prefix(Self.largest))
      state.waiting.removeFirst(batch.count)
      return batch
    }
  }

  /// Makes an error the answer to all later writes, and takes those that wait.
  private func stop(_ error: LedgerError) -> [Write] {
    state.withLock { state in
      state.end = error
      let waiting = state.waiting
      state.waiting = []
      return waiting
    }
  }
}
