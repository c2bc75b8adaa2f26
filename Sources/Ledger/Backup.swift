import GRDB

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A copy of a state that was made and checked.
package struct Backup: Sendable, Equatable {
  package let file: String
  /// In bytes.
  package let size: Int
  package let replies: Int
}

/// Why there is no backup.
package enum BackupError: Error, Sendable, Equatable {
  /// Something lies at the path already; it was not touched.
  case exists(String)
  case ledger(LedgerError)
}

extension LedgerReader {
  /// Copies the state, as of one moment, into one file that needs no other; a run that goes on is not disturbed.
  ///
  /// The file gets its name when it is whole, checked and on the disk.
  package func backUp(to file: String) throws(BackupError) -> Backup {
    guard !isThere(file) else { throw .exists(file) }
    let unborn = Self.unborn(beside: file)
    defer { removeDatabase(unborn) }
    do {
      let replies = try copy(to: unborn)
      try syncFile(unborn)
      guard let size = try fileSize(unborn) else { throw SystemCallFailure(path: unborn, number: ENOENT) }
      guard try renameWithoutReplacing(unborn, to: file) else { throw BackupError.exists(file) }
      return Backup(file: file, size: size, replies: replies)
    } catch let error as BackupError {
      throw error
    } catch {
      throw .ledger(LedgerError(error, path: file))
    }
  }

  private func copy(to unborn: String) throws -> Int {
    let copy = try DatabaseQueue(path: unborn, configuration: Opening.configuration(readOnly: false))
    try database.backup(to: copy)
    let replies = try copy.writeWithoutTransaction { db in
      // Else a reader would want to put a log beside it.
      try db.execute(sql: "PRAGMA journal_mode = DELETE")
      if let problem = try Soundness.problem(db) { throw LedgerError.damaged(path: path, detail: problem) }
      return try Int.fetchOne(db, sql: "SELECT count(*) FROM reply") ?? 0
    }
    try copy.close()
    return replies
  }

  /// In the same folder, hidden; nobody else's, since the process is in its name.
  private static func unborn(beside file: String) -> String {
    let parts = file.split(separator: "/", omittingEmptySubsequences: false)
    let folder = parts.dropLast().map { $0 + "/" }.joined()
    return (folder.isEmpty ? "./" : folder) + ".\(parts.last ?? "").\(getpid())"
  }

  /// Whether anything has the name, a link to nothing too.
  private func isThere(_ file: String) -> Bool {
    var status = stat()
    return lstat(file, &status) == 0
  }
}
