import GRDB

/// The facts of a workspace, to be looked at: by its run, or by `plan` and `status` while a run goes on.
///
/// Each call sees one moment. Reading blocks threads of its own, not Swift's, and goes on in a cancelled task: a reply
/// that has arrived still becomes a draft.
package struct LedgerReader: Sendable {
  let database: any DatabaseReader
  let path: String
  let questions: QuestionIndex

  init(database: any DatabaseReader, path: String, questions: QuestionIndex = QuestionIndex()) {
    self.database = database
    self.path = path
    self.questions = questions
  }

  /// Opens a state to look at it, without the lock; nil where there is none. Changes nothing in it.
  ///
  /// - Parameters:
  ///   - directory: the workspace's `output/.galley`.
  ///   - olderToo: whether one will do that a run would first bring up to date: for a copy, not for reading facts.
  package static func open(_ directory: String, olderToo: Bool = false) throws(LedgerError) -> LedgerReader? {
    let paths = StatePaths(directory: directory)
    guard try Opening.isThere(paths) else { return nil }
    return try inLedgerTerms(paths.state) {
      let queue: DatabaseQueue
      do {
        queue = try inspected(Opening.look(paths), paths, olderToo)
      } catch let error as DatabaseError
        where [.SQLITE_READONLY, .SQLITE_CANTOPEN].contains(error.resultCode)
        && !Opening.hasLog(paths) && !Opening.hasJournal(paths)
      {
        // SQLite wants to put its shared memory beside the database, and the folder is read-only. With an empty log, and no journal, all
        // is in the database itself, and whoever cannot write here does not share it with a run of ours.
        let unlocked = try DatabaseQueue(
          path: paths.immutableURI, configuration: Opening.configuration(readOnly: true))
        queue = try inspected(unlocked, paths, olderToo)
      }
      return LedgerReader(database: queue, path: paths.state)
    }
  }

  private static func inspected(
    _ queue: DatabaseQueue, _ paths: StatePaths, _ olderToo: Bool
  ) throws -> DatabaseQueue {
    let isOlder = try queue.read { db in
      try Opening.inspect(db, paths)
      return try !Schema.migrator.hasCompletedMigrations(db)
    }
    return isOlder && !olderToo ? try broughtUpToDate(queue) : queue
  }

  /// A copy that the next run's migrations were made in: who only looks leaves the state as it is. An empty path is a
  /// temporary file that goes with its connection (sqlite.org/inmemorydb.html).
  private static func broughtUpToDate(_ older: DatabaseQueue) throws -> DatabaseQueue {
    let copy = try DatabaseQueue(path: "")
    try older.backup(to: copy)
    try Schema.migrator.migrate(copy)
    return copy
  }

  func read<T: Sendable>(
    _ body: @escaping @Sendable (Database) throws -> T
  ) async throws(LedgerError) -> T {
    let path = self.path
    let result: Result<T, LedgerError> = await withCheckedContinuation { continuation in
      database.asyncRead { access in
        do {
          continuation.resume(returning: .success(try body(try access.get())))
        } catch {
          continuation.resume(returning: .failure(LedgerError(error, path: path)))
        }
      }
    }
    return try result.get()
  }
}
