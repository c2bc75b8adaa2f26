import GRDB
package import JobModel

/// The facts of a workspace, open for writing: each is written once, by a function that is named for it, and is on the
/// disk when that function returns.
///
/// One process at a time has it, which the lock proves; others look through `LedgerReader.open`. A write that failed
/// stops it: that write and all later ones throw.
package struct Ledger: Sendable {
  /// What has been written, this ledger's own committed writes included.
  package let reader: LedgerReader
  /// Attempts of runs that had died, found open at opening and charged at their worst case.
  package let abandoned: Int

  let writer: GroupCommit
  let pool: DatabasePool
  let path: String
  let lock: WorkspaceLock

  /// Opens the state of the locked workspace, or makes it; brings an older one up to date; closes what dead runs left
  /// open, as of unknown fate. A state that is damaged or newer is refused and not touched.
  package static func open(_ lock: WorkspaceLock, now: WallTime) throws(LedgerError) -> Ledger {
    let paths = lock.paths
    let isThere = try Opening.isThere(paths)
    return try inLedgerTerms(paths.state) {
      if isThere {
        let queue = try DatabaseQueue(path: paths.state, configuration: Opening.configuration(readOnly: true))
        try queue.read { db in try Opening.inspect(db, paths) }
        try queue.close()
      } else {
        try Opening.create(paths)
      }
      let pool = try Opening.pool(paths)
      try Schema.migrator.migrate(pool)
      return Ledger(pool: pool, lock: lock, abandoned: try pool.write { db in try settleAbandoned(db, now: now) })
    }
  }

  private init(pool: DatabasePool, lock: WorkspaceLock, abandoned: Int) {
    self.pool = pool
    self.lock = lock
    self.abandoned = abandoned
    path = lock.paths.state
    writer = GroupCommit(pool: pool, path: path)
    reader = LedgerReader(database: pool, path: path)
  }

  /// Commits what has arrived, empties the write-ahead log into the database and closes it. The lock stays with
  /// whoever took it.
  package func close() async throws(LedgerError) {
    try await writer.finish()
    try inLedgerTerms(path) { try pool.close() }
  }
}
