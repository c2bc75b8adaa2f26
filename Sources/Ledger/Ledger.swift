import GRDB
package import JobModel

/// The facts of a workspace, open for writing: each is written once, by a function that is named for it, and is on the
/// disk when that function returns.
///
/// One process at a time has it, which the lock proves; others look through `LedgerReader.open`. A write that failed
/// stops it: nothing more is written than what has happened already.
package struct Ledger: Sendable {
  /// What has been written, this ledger's own committed writes included.
  package let reader: LedgerReader
  /// Attempts of runs that had died, found open at opening and charged at their worst case.
  package let abandoned: Int
  /// What rescue files of earlier runs held, found at opening.
  package let readBack: ReadBack
  /// The network file system on which the state lies; nil where it lies on a local one.
  package let networkFileSystem: String?

  let writer: GroupCommit
  let database: any DatabaseWriter
  let path: String
  let questions: QuestionIndex
  let lock: WorkspaceLock

  /// Opens the state of the locked workspace, or makes it; brings an older one up to date; takes over what rescue files
  /// hold; closes what dead runs left open, as of unknown fate. A state that is damaged or newer is refused and not
  /// touched.
  package static func open(_ lock: WorkspaceLock, now: WallTime) throws(LedgerError) -> Ledger {
    try open(lock, now: now, on: FileSystem(of: lock.directory))
  }

  static func open(_ lock: WorkspaceLock, now: WallTime, on fileSystem: FileSystem) throws(LedgerError) -> Ledger {
    let paths = lock.paths
    let isThere = try Opening.isThere(paths)
    let hasLog = isThere && Opening.hasLog(paths)
    return try inLedgerTerms(paths.state) {
      if isThere {
        let queue = try Opening.look(paths)
        try queue.read { db in try Opening.inspect(db, paths) }
        try queue.close()
      } else {
        try Opening.create(paths)
      }
      // Of a run that was killed: what follows may need the room.
      Ballast(path: paths.ballast).remove()
      let database = try Opening.writer(paths, on: fileSystem)
      let isRenewed = try !hasLog || Opening.renewLog(database)
      try Schema.migrator.migrate(database)
      let rescued = try RescueFiles(paths)
      let (readBack, abandoned, questions) = try database.write { db in
        (try rescued.read(into: db, paths.state), try settleAbandoned(db, now: now), try QuestionIndex(db))
      }
      if isRenewed { try rescued.remove(but: readBack, paths) }
      return Ledger(
        database: database, lock: lock, fileSystem: fileSystem, readBack: readBack, abandoned: abandoned,
        questions: questions)
    }
  }

  private init(
    database: any DatabaseWriter, lock: WorkspaceLock, fileSystem: FileSystem, readBack: ReadBack, abandoned: Int,
    questions: QuestionIndex
  ) {
    self.database = database
    self.lock = lock
    self.readBack = readBack
    self.abandoned = abandoned
    networkFileSystem = if case .network(let name) = fileSystem { name } else { nil }
    path = lock.paths.state
    writer = GroupCommit(database: database, paths: lock.paths)
    reader = LedgerReader(database: database, path: path, questions: questions)
    self.questions = questions
  }

  /// Holds room on the disk for replies in flight, until the ledger is closed or the disk is full.
  package func holdBallast(bytes: Int) async throws(LedgerError) { try await writer.holdBallast(bytes: bytes) }

  /// Opens the state for as long as `body` runs, and closes it on every way out.
  ///
  /// - Throws: what `body` does, or the opening; the closing's error only after a body that had none.
  package static func during<T>(
    _ lock: WorkspaceLock, now: WallTime, _ body: (Ledger) async throws -> T
  ) async throws -> T {
    let ledger = try Ledger.open(lock, now: now)
    let result: T
    do {
      result = try await body(ledger)
    } catch {
      try? await ledger.close()
      throw error
    }
    try await ledger.close()
    return result
  }

  /// Commits what has arrived, empties the write-ahead log into the database and closes it. The lock stays with
  /// whoever took it.
  ///
  /// - Throws: what stopped the writer, if something did, with what became of the replies that arrived after.
  package func close() async throws(LedgerError) {
    try await writer.finish()
    try inLedgerTerms(path) { try database.close() }
  }
}
