import Foundation
import GRDB
import JobModel

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// What `doctor --repair` read back from a damaged state.
package struct Salvaged: Sendable, Equatable {
  package internal(set) var replies = 0
  package internal(set) var attempts = 0
  package internal(set) var items = 0
  package internal(set) var drafts = 0
  /// Replies of which it is still known that they came, and no more.
  package internal(set) var lostReplies = 0
}

/// Reads the rows of a damaged state page by page and puts those that a healthy state would take into a new one.
///
/// What a row is follows from the types of its values; the new state's own constraints refuse the rest. A text is taken
/// only if its digest, or the hash of what a person wrote, proves that it is whole.
struct Salvage {
  let paths: StatePaths
  let now: WallTime

  /// Makes the new state at `file`, closed and synced.
  ///
  /// - Returns: nil where nothing could be read; then there is no file.
  func run(into file: String) throws -> Salvaged? {
    var configuration = Opening.configuration(readOnly: false)
    // Rows come in the order of their pages; what they point to is looked after at the end.
    configuration.foreignKeysEnabled = false
    let queue = try DatabaseQueue(path: file, configuration: configuration)
    try Schema.migrator.migrate(queue)
    let salvaged = try queue.write { db in
      let broken = try copy(into: db)
      try Mending(now: now).mend(db)
      let salvaged = try count(db, broken: broken)
      if let problem = try Soundness.problem(db) { throw LedgerError.refused(path: file, detail: problem) }
      return salvaged
    }
    try queue.close()
    guard salvaged.attempts + salvaged.items + salvaged.drafts > 0 else {
      unlink(file)
      return nil
    }
    try syncFile(file)
    return salvaged
  }

  /// Copies all rows that can be read.
  ///
  /// - Returns: the attempts of texts that are not whole.
  private func copy(into db: Database) throws -> Set<Int> {
    let tables = try RowShape.all(db)
    let pages = PageFile(paths)
    var migrations: Set<String> = []
    var broken: Set<Int> = []
    for number in stride(from: 1, through: pages.count, by: 1) {
      for row in pages.rows(on: number) {
        if let name = row.migration { migrations.insert(name) }
        for table in tables {
          guard let values = table.values(of: row) else { continue }
          if table.name == "received", !isWhole(values) {
            if let attempt = row.number { broken.insert(attempt) }
            continue
          }
          if table.name == "accepted", !isAccepted(values) { continue }
          try db.cachedStatement(sql: table.insertion(values.count)).execute(arguments: StatementArguments(values))
          if db.changesCount > 0 { break }
        }
      }
    }
    try check(migrations)
    return broken
  }

  /// Whether a row of `received` holds no text, or one that is as it was stored.
  private func isWhole(_ values: [DatabaseValue]) -> Bool {
    guard values.count > 3, let text = Data.fromDatabaseValue(values[3]) else { return true }
    guard let fingerprint = Data.fromDatabaseValue(values[1]) else { return false }
    return Data.fromDatabaseValue(values[2]) == ReplyDigest.of(text, to: fingerprint)
  }

  /// Whether a row of `accepted` holds the text that was accepted.
  private func isAccepted(_ values: [DatabaseValue]) -> Bool {
    guard values.count > 2, let text = Data.fromDatabaseValue(values[2]) else { return false }
    return AcceptedText.isWhole(text, Data.fromDatabaseValue(values[1]))
  }

  /// Refuses what this galley cannot take over, so far as the names of the migrations can still be read: one that is
  /// garbled stands in the place of one that is known.
  private func check(_ found: Set<String>) throws {
    let known = Set(Schema.migrator.migrations)
    if found.isStrictSuperset(of: known) { throw LedgerError.newer(path: paths.state) }
    if !found.isEmpty, found.isSubset(of: known), !found.contains(Schema.digestMigration) {
      throw LedgerError.damaged(
        path: paths.state, detail: "and by a galley whose replies do not prove that they are whole: only a backup helps"
      )
    }
  }

  /// Counts what a salvaged state holds.
  func count(_ db: Database, broken: Set<Int> = []) throws -> Salvaged {
    func count(_ sql: String) throws -> Int { try Int.fetchOne(db, sql: "SELECT count(*) FROM " + sql) ?? 0 }
    let missing = try Int.fetchSet(
      db,
      sql: """
        SELECT id FROM attempt WHERE outcome = 'reply'
          AND NOT EXISTS (SELECT 1 FROM received WHERE attempt = id AND text IS NOT NULL)
        """)
    return Salvaged(
      replies: try count("reply"), attempts: try count("attempt"), items: try count("item"),
      drafts: try count("draft"), lostReplies: missing.union(broken).count)
  }
}
