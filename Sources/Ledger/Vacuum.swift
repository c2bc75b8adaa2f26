import Foundation
import GRDB

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// How large a state is and what it holds.
package struct StateSize: Sendable, Equatable {
  /// Of the database and its write-ahead log, in bytes.
  package let bytes: Int
  package let replies: Int
  package let attempts: Int
  /// About what a vacuum would give back, in bytes: responses whose text is kept beside them, and pages that are empty.
  package let reclaimable: Int
}

extension LedgerReader {
  /// How large the state is now, and what it holds.
  package func size() async throws(LedgerError) -> StateSize {
    let bytes = try inLedgerTerms(path) { try (fileSize(path) ?? 0) + (fileSize(path + "-wal") ?? 0) }
    return try await read { db in
      func number(_ sql: String) throws -> Int { try Int.fetchOne(db, sql: sql) ?? 0 }
      let bodies = try number("SELECT ifnull(sum(length(body)), 0) FROM received WHERE \(Ledger.spareBodies)")
      let empty = try number("PRAGMA freelist_count") * number("PRAGMA page_size")
      return StateSize(
        bytes: bytes, replies: try number("SELECT count(*) FROM reply"),
        attempts: try number("SELECT count(*) FROM attempt"), reclaimable: bodies + empty)
    }
  }
}

extension Ledger {
  /// The bodies of responses that nobody needs any more: their text is kept. Those of failed attempts stay, as evidence.
  static let spareBodies = "text IS NOT NULL AND body IS NOT NULL"

  /// Drops the raw responses whose text is kept and gives the space back to the file system. Not while anything else is
  /// written.
  ///
  /// - Throws: `LedgerError.noRoom` where the disk has no space for the copy that SQLite makes on the way.
  package func vacuum() throws(LedgerError) {
    try checkRoom()
    try inLedgerTerms(path) {
      try database.writeWithoutTransaction { db in
        try db.execute(sql: "UPDATE received SET body = NULL WHERE \(Self.spareBodies)")
        try db.checkpoint(.truncate)
        try db.execute(sql: "VACUUM")
        try db.checkpoint(.truncate)
      }
    }
  }

  /// SQLite makes the new database in its folder for temporary files, and copies it through the write-ahead log.
  private func checkRoom() throws(LedgerError) {
    guard let size = try inLedgerTerms(path, { try fileSize(path) }) else { return }
    let temporary = Self.temporaryFolder()
    let isSame = FileIdentity(temporary)?.device == FileIdentity(lock.directory)?.device
    for (folder, needed) in [(lock.directory, isSame ? 2 * size : size), (temporary, isSame ? 0 : size)] {
      if let free = freeSpace(folder), free < needed {
        throw .noRoom(path: folder, needed: needed, free: free)
      }
    }
  }

  /// Where SQLite puts temporary files (sqlite.org/tempfiles.html, section 5).
  private static func temporaryFolder() -> String {
    let named = ["SQLITE_TMPDIR", "TMPDIR"].compactMap { ProcessInfo.processInfo.environment[$0] }
    return (named + ["/var/tmp", "/usr/tmp", "/tmp"]).first { access($0, W_OK | X_OK) == 0 } ?? "."
  }
}
