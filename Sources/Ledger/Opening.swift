import CSQLite
import GRDB

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// How a state is looked at, made and opened.
enum Opening {
  /// Seconds that a statement waits for a lock of another process; only `status` and `plan` are ever in the way.
  private static let patience = 10.0

  /// Bytes that the write-ahead log keeps when it begins anew. It does so from 1,000 pages on (4 MB), as soon as no reader
  /// is in the way; a large batch, or a reader that stays, can make it longer for a while.
  private static let longestLog = 8 << 20

  /// Done once, before the first connection.
  private static let memoryIsUncounted: Void = galley_sqlite_leave_memory_uncounted()

  static func configuration(readOnly: Bool) -> Configuration {
    _ = memoryIsUncounted
    var configuration = Configuration()
    configuration.readonly = readOnly
    configuration.label = "galley.ledger"
    configuration.busyMode = .timeout(patience)
    configuration.prepareDatabase { db in
      // A damaged page is found when it is read, not when it has been built upon.
      try db.execute(sql: "PRAGMA cell_size_check = ON")
      try db.execute(sql: "PRAGMA trusted_schema = OFF")
      if !readOnly {
        // On macOS fsync leaves the drive's cache unwritten; elsewhere these two change nothing.
        try db.execute(sql: "PRAGMA fullfsync = ON")
        try db.execute(sql: "PRAGMA checkpoint_fullfsync = ON")
        try db.execute(sql: "PRAGMA journal_size_limit = \(longestLog)")
      }
    }
    return configuration
  }

  /// Opens a state through a connection that cannot write.
  ///
  /// A run without a write-ahead log that died in a commit has left its journal. Until that is undone nothing can be read,
  /// and only a connection that may write can undo it.
  static func look(_ paths: StatePaths) throws -> DatabaseQueue {
    func opened(readOnly: Bool) throws -> DatabaseQueue {
      let queue = try DatabaseQueue(path: paths.state, configuration: configuration(readOnly: readOnly))
      _ = try queue.read { db in try Int.fetchOne(db, sql: "PRAGMA schema_version") }
      return queue
    }
    do {
      return try opened(readOnly: true)
    } catch let error as DatabaseError where error.extendedResultCode == .SQLITE_READONLY_ROLLBACK {
      try opened(readOnly: false).close()
      return try opened(readOnly: true)
    }
  }

  /// Refuses what is damaged, newer or somebody else's, through a connection that cannot write.
  static func inspect(_ db: Database, _ paths: StatePaths) throws {
    let application = try Int.fetchOne(db, sql: "PRAGMA application_id")
    guard application == Schema.applicationID else {
      throw LedgerError.damaged(path: paths.state, detail: "it is not a state of galley")
    }
    if try Schema.migrator.hasBeenSuperseded(db) { throw LedgerError.newer(path: paths.state) }
  }

  /// Whether there is a state to open; one that lost its file or all its bytes is damage, not a fresh start.
  static func isThere(_ paths: StatePaths) throws(LedgerError) -> Bool {
    let (size, logSize): (Int?, Int?)
    do throws(SystemCallFailure) {
      (size, logSize) = (try fileSize(paths.state), try fileSize(paths.log))
    } catch {
      // Behind a closed door there may be a state: to take it for none would call everything that is done undone.
      throw error.number == EACCES ? .unreadable(path: paths.directory) : LedgerError(error)
    }
    if size == 0 { throw .damaged(path: paths.state, detail: "it is empty") }
    if size == nil, let logSize, logSize > 0 {
      throw .damaged(path: paths.state, detail: "it is gone, its -wal file is still there")
    }
    return size != nil
  }

  /// Whether there is a write-ahead log with something in it: the run before did not end cleanly, or still goes on.
  static func hasLog(_ paths: StatePaths) -> Bool {
    do throws(SystemCallFailure) {
      return try fileSize(paths.log) ?? 0 > 0
    } catch { return true }
  }

  /// Whether there is a journal of a commit that was cut off, or is under way.
  static func hasJournal(_ paths: StatePaths) -> Bool {
    do throws(SystemCallFailure) {
      return try fileSize(paths.journal) ?? 0 > 0
    } catch { return true }
  }

  /// Brings a log that a dead run left into the database, and begins it anew.
  ///
  /// The run may have ended because the log could not be synced. Then its last pages are in the kernel's memory, counted
  /// as clean, and not on the disk: whatever were appended behind them would be lost with them when the power fails. Copied
  /// into the database they are written, and synced, once more.
  ///
  /// - Returns: false where a reader was in the way.
  static func renewLog(_ database: any DatabaseWriter) throws -> Bool {
    try database.writeWithoutTransaction { db in try emptyLog(db) }
  }

  /// Brings the log into the database, and makes it empty.
  ///
  /// - Returns: false where a reader was in the way: all is committed, and the next that opens or closes the state can.
  static func emptyLog(_ db: Database) throws -> Bool {
    do {
      try db.checkpoint(.truncate)
      return true
    } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
      return false
    }
  }

  /// Makes an empty state under another name and gives it its own when it is whole and on the disk, so that a crash
  /// never leaves half a state.
  static func create(_ paths: StatePaths) throws {
    removeDatabase(paths.unborn)
    let queue = try DatabaseQueue(path: paths.unborn, configuration: configuration(readOnly: false))
    try queue.writeWithoutTransaction { db in
      // One sync at the end instead of four for each migration: until it has its name, nobody needs it.
      try db.execute(sql: "PRAGMA synchronous = OFF")
      try db.execute(sql: "PRAGMA journal_mode = MEMORY")
    }
    try Schema.migrator.migrate(queue)
    try queue.close()
    try syncFile(paths.unborn)
    // What has the name now could be the state, unseen.
    guard try renameWithoutReplacing(paths.unborn, to: paths.state) else {
      throw SystemCallFailure(path: paths.state, number: EEXIST)
    }
  }

  /// Opens a state that was inspected for writing, every commit synced to the disk before it counts.
  static func writer(_ paths: StatePaths, on fileSystem: FileSystem) throws -> any DatabaseWriter {
    switch fileSystem {
    case .local: try writeAheadLogging(paths)
    case .network: try rollingBack(paths)
    }
  }

  private static func writeAheadLogging(_ paths: StatePaths) throws -> DatabasePool {
    let pool = try DatabasePool(path: paths.state, configuration: configuration(readOnly: false))
    try pool.writeWithoutTransaction { db in
      // GRDB sets NORMAL with WAL, after `prepareDatabase`: a commit could then be lost with the power.
      try db.execute(sql: "PRAGMA synchronous = FULL")
      try check(db, "synchronous", is: "2", paths)
    }
    return pool
  }

  /// For where a write-ahead log cannot be shared: one connection that keeps the file to itself and writes a rollback
  /// journal. EXTRA syncs the folder too when the journal goes (sqlite.org/pragma.html#pragma_synchronous).
  private static func rollingBack(_ paths: StatePaths) throws -> DatabaseQueue {
    let queue = try DatabaseQueue(path: paths.state, configuration: configuration(readOnly: false))
    try queue.writeWithoutTransaction { db in
      // First: a state that was brought here from a local disk has a write-ahead log, which needs no shared memory then.
      try db.execute(sql: "PRAGMA locking_mode = EXCLUSIVE")
      try db.execute(sql: "PRAGMA journal_mode = DELETE")
      try db.execute(sql: "PRAGMA synchronous = EXTRA")
      try check(db, "locking_mode", is: "exclusive", paths)
      try check(db, "journal_mode", is: "delete", paths)
      try check(db, "synchronous", is: "3", paths)
    }
    return queue
  }

  private static func check(_ db: Database, _ pragma: String, is wanted: String, _ paths: StatePaths) throws {
    let found = try String.fetchOne(db, sql: "PRAGMA \(pragma)")
    guard found == wanted else {
      throw LedgerError.io(path: paths.state, detail: "\(pragma) is \(found ?? "unknown") and should be \(wanted)")
    }
  }
}
