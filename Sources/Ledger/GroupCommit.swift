import GRDB
import Synchronization

/// The one writer: takes what has arrived, commits it as one transaction, resumes those who wait, and begins again.
///
/// It works on the connection's own thread, off Swift's cooperative pool. Each caller waits for its commit, so no more
/// can be queued than there are callers: a slow disk slows the asking, not the memory. What it does when the disk fails
/// is told in docs/decisions/0009.
final class GroupCommit: Sendable {
  /// A transaction holds this many writes at most, so that the first in a long queue is not kept from its reply.
  private static let largest = 512

  private struct Write {
    let duty: Duty
    /// Writes and returns what tells the caller, once the transaction is committed.
    let apply: @Sendable (Database) throws -> @Sendable () -> Void
    let fail: @Sendable (LedgerError) -> Void
  }

  private enum Phase {
    /// Everything is committed.
    case open
    /// The disk is full and the ballast gone: what is owed is committed.
    case full(LedgerError)
    /// A commit failed, and after that neither a later commit nor what was read back would prove anything: nothing is
    /// written to the database any more, replies go to the rescue file.
    case failed(LedgerError)
  }

  private struct State {
    var waiting: [Write] = []
    var isCommitting = false
    var phase = Phase.open
    var isClosed = false
  }

  private let database: any DatabaseWriter
  private let paths: StatePaths
  /// The file that was opened.
  private let identity: FileIdentity?
  private let state = Mutex(State())
  /// Only the writer's thread uses it: nobody ever waits for this lock.
  private let rescue: Mutex<Rescue>

  init(database: any DatabaseWriter, paths: StatePaths) {
    self.database = database
    self.paths = paths
    identity = FileIdentity(paths.state)
    rescue = Mutex(Rescue(paths: paths))
  }

  private var path: String { paths.state }
  private var ballast: Ballast { Ballast(path: paths.ballast) }

  /// Writes that have arrived and whose transaction has not begun.
  var waiting: Int { state.withLock { $0.waiting.count } }

  /// Returns when what `body` wrote is on the disk. Cancellation does not reach it: a reply that has arrived is stored.
  ///
  /// - Parameters:
  ///   - lined: is called when the write is in line: what comes to the disk later comes behind it.
  ///   - body: may be run a second time, after its first transaction was rolled back.
  func commit<T: Sendable>(
    _ duty: Duty, lined: () -> Void = {}, _ body: @escaping @Sendable (Database) throws -> T
  ) async throws(LedgerError) -> T {
    let result: Result<T, LedgerError> = await withCheckedContinuation { continuation in
      enqueue(
        Write(
          duty: duty,
          apply: { db in
            let value = try body(db)
            return { continuation.resume(returning: .success(value)) }
          },
          fail: { continuation.resume(returning: .failure($0)) }))
      lined()
    }
    return try result.get()
  }

  /// Holds room for the replies in flight, on the writer's thread.
  func holdBallast(bytes: Int) async throws(LedgerError) {
    try await onThread { [ballast] _ in try ballast.hold(bytes: bytes) }
  }

  /// Lets what has arrived be committed, refuses what comes later, and empties the write-ahead log into the database.
  ///
  /// - Throws: what made the disk fail, if it did, with what became of the replies that came after.
  func finish() async throws(LedgerError) {
    state.withLock { $0.isClosed = true }
    try await onThread { [self] db in
      switch state.withLock({ $0.phase }) {
      case .open: break
      case .full(let cause): throw cause
      case .failed(let cause): throw cause.with(rescue.withLock { $0.account })
      }
      ballast.remove()
      _ = try Opening.emptyLog(db)
    }
  }

  /// Runs something on the writer's thread, behind what has begun there.
  private func onThread(_ body: @escaping @Sendable (Database) throws -> Void) async throws(LedgerError) {
    let path = self.path
    let result: Result<Void, LedgerError> = await withCheckedContinuation { continuation in
      database.asyncWriteWithoutTransaction { db in
        continuation.resume(returning: Result { try body(db) }.mapError { LedgerError($0, path: path) })
      }
    }
    try result.get()
  }

  private func enqueue(_ write: Write) {
    enum Next { case wait, begin, fail(LedgerError) }
    let next = state.withLock { state -> Next in
      if state.isClosed { return .fail(.closed) }
      switch state.phase {
      case .open: break
      case .full(let cause), .failed(let cause): if write.duty.isFresh { return .fail(cause) }
      }
      state.waiting.append(write)
      if state.isCommitting { return .wait }
      state.isCommitting = true
      return .begin
    }
    switch next {
    case .wait: break
    case .begin:
      database.asyncWriteWithoutTransaction { [self] db in while let batch = nextBatch() { perform(batch, db) } }
    case .fail(let error): write.fail(error)
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

  /// Commits a batch, as far as the disk lets it, and tells each who waits what became of it.
  private func perform(_ batch: [Write], _ db: Database) {
    switch state.withLock({ $0.phase }) {
    case .failed(let cause): return keep(batch, cause)
    case .full(let cause):
      let owed = refuseFresh(batch, cause)
      do throws(LedgerError) {
        try commit(owed, db)
      } catch {
        fail(owed, error)
      }
    case .open:
      do throws(LedgerError) {
        try commit(batch, db)
      } catch {
        guard case .diskFull = error else { return fail(batch, error) }
        ballast.remove()
        state.withLock { $0.phase = .full(error) }
        // The transaction was rolled back, and the same connection can commit again.
        perform(batch, db)
      }
    }
  }

  private func commit(_ batch: [Write], _ db: Database) throws(LedgerError) {
    guard !batch.isEmpty else { return }
    var tell: [@Sendable () -> Void] = []
    try inLedgerTerms(path) {
      try db.inTransaction(.immediate) {
        for write in batch { tell.append(try write.apply(db)) }
        return .commit
      }
    }
    // It may have gone to a file that nobody finds again.
    guard let identity, FileIdentity(path) == identity else { throw .gone(path: path) }
    for each in tell { each() }
  }

  /// Writes nothing to the database from here on.
  private func fail(_ batch: [Write], _ cause: LedgerError) {
    // Room for the rescue file; in a folder that was replaced the name may be another run's.
    if case .gone = cause {} else { ballast.remove() }
    state.withLock { $0.phase = .failed(cause) }
    keep(batch, cause)
  }

  /// Brings the replies of a batch to the rescue file, and tells all who wait that nothing was committed.
  private func keep(_ batch: [Write], _ cause: LedgerError) {
    let owed = refuseFresh(batch, cause)
    let account = rescue.withLock { rescue in
      rescue.keep(owed.compactMap(\.duty.reply))
      return rescue.account
    }
    for write in owed { write.fail(cause.with(account)) }
  }

  /// Tells those that would lead to sending or placing that they must not, and returns the others.
  private func refuseFresh(_ batch: [Write], _ cause: LedgerError) -> [Write] {
    for write in batch where write.duty.isFresh { write.fail(cause) }
    return batch.filter { !$0.duty.isFresh }
  }
}

extension LedgerError {
  /// The error with what became of replies, where there were any.
  fileprivate func with(_ account: RescueAccount) -> LedgerError {
    account == RescueAccount() ? self : .rescued(self, account)
  }
}
