import Foundation
import GRDB
import JobModel

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// What rescue files held.
package struct ReadBack: Equatable, Sendable {
  /// Replies that are in the state now; some may have been there before, by a commit that seemed to fail.
  package var replies = 0
  /// Files with lines that could not be read: they lie there under these names, to be looked at.
  package var keptFiles: [String] = []
}

/// The rescue files of earlier runs, taken over by the state.
///
/// Each reply is found by what was asked and when, not by a counter: the state may be the one that failed, with or
/// without the commit that seemed to fail, or one that was made anew. So to read a file twice changes nothing.
struct RescueFiles {
  private struct File {
    let path: String
    /// nil for a line that is torn.
    let lines: [RescuedReply?]
    /// The run that makes it is still at work, and may add to it.
    let isGrowing: Bool
  }

  private let files: [File]

  /// - Throws: where one cannot be read: to go on would be to pay for its replies again.
  init(_ paths: StatePaths) throws {
    files = try paths.rescues.map { try Self.read($0) }
  }

  private static func read(_ path: String) throws -> File {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard descriptor >= 0 else { throw SystemCallFailure(path: path, number: errno) }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    let isGrowing = flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK
    let bytes: Data
    do {
      bytes = try file.readToEnd() ?? Data()
    } catch {
      throw SystemCallFailure(path: path, number: EIO)
    }
    let decoder = JSONDecoder()
    let lines = bytes.split(separator: UInt8(ascii: "\n")).map { try? decoder.decode(RescuedReply.self, from: $0) }
    return File(path: path, lines: lines, isGrowing: isGrowing)
  }

  /// Settles each reply that the state does not have yet, in the transaction that is open.
  ///
  /// A line that is torn, or that the state refuses, does not keep the others out.
  func read(into db: Database, _ path: String) throws -> ReadBack {
    var result = ReadBack()
    for file in files {
      var isWhole = true
      for line in file.lines {
        do {
          try db.inSavepoint {
            guard let line else { throw LedgerError.refused(path: path, detail: "a torn line") }
            try line.settle(db, path)
            return .commit
          }
          result.replies += 1
        } catch {
          guard case .refused = LedgerError(error, path: path) else { throw error }
          isWhole = false
        }
      }
      if !isWhole, !file.isGrowing { result.keptFiles.append(file.path + Self.keptEnding) }
    }
    return result
  }

  /// Removes the files, once their replies are committed; those with lines that could not be read get another name.
  func remove(but kept: ReadBack, _ paths: StatePaths) throws(SystemCallFailure) {
    if files.isEmpty { return }
    for file in files where !file.isGrowing {
      let isKept = kept.keptFiles.contains(file.path + Self.keptEnding)
      guard (isKept ? rename(file.path, file.path + Self.keptEnding) : unlink(file.path)) == 0 else {
        throw SystemCallFailure(path: file.path, number: errno)
      }
    }
    try syncFolder(paths.directory)
  }

  private static let keptEnding = ".unread"
}

extension RescuedReply {
  /// Puts the reply into the state, unless it is there.
  fileprivate func settle(_ db: Database, _ path: String) throws {
    guard let asked = start(run: RunID(run)) else {
      throw LedgerError.refused(path: path, detail: "a line that this galley does not know")
    }
    let row = try Row.fetchOne(
      db,
      sql: """
        SELECT id, outcome FROM attempt
        WHERE fingerprint = ? AND started_at = ? AND outcome IN ('open', 'unknown', 'reply') ORDER BY id = ? DESC LIMIT 1
        """,
      arguments: [asked.fingerprint.data, startedAt, attempt])
    if row?[1] as String? == "reply" { return }
    let id: AttemptID
    if let row {
      id = AttemptID(row[0])
      let reopen = "UPDATE attempt SET outcome = 'open', ended_at = NULL, maybe_billed = NULL, cost = NULL WHERE id = ?"
      try execute(db, reopen, id.number)
    } else {
      // The state was made anew: as far as it knows, the run that asked has died.
      id = try Ledger.write(start(run: try deadRun(db)) ?? asked, db, path)
    }
    let cost = cost.map { Money(picoDollars: $0) }
    let received = Received(outcome, to: asked.fingerprint)
    try Ledger.settle(
      id, of: asked, outcome, received, cost: cost, at: WallTime(milliseconds: arrivedAt), db, path)
    // What is on record is at least as new.
    let known = "SELECT 1 FROM item WHERE job = ? AND key = ? AND sample = ?"
    if let item, try Row.fetchOne(db, sql: known, arguments: [job, key, sample]) == nil {
      try Ledger.write(item, of: asked.item, db, QuestionIndex(), path)
    }
  }

  private func deadRun(_ db: Database) throws -> RunID {
    let known = "SELECT id FROM run WHERE outcome = 'died' AND pid = ? AND jobs = ?"
    if let id = try Int.fetchOne(db, sql: known, arguments: [pid, job]) { return RunID(id) }
    try execute(
      db, "INSERT INTO run (jobs, pid, started_at, outcome) VALUES (?, ?, ?, 'died')", job, pid, startedAt)
    return RunID(Int(db.lastInsertedRowID))
  }
}
