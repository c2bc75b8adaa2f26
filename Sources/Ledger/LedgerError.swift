import GRDB

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Why the state cannot be used; all of them end a run with exit 73.
package enum LedgerError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Written by a galley that knows more migrations than this one, or values that this one does not.
  case newer(path: String)
  case damaged(path: String, detail: String)
  /// Damaged so that a repair finds nothing in it.
  case lost(path: String)
  /// Its folder is another user's, who has not opened it to this one.
  case unreadable(path: String)
  case unwritable(path: String, reason: String)
  case diskFull(path: String)
  /// Too little space for what is to be done, found before it was begun; in bytes.
  case noRoom(path: String, needed: Int, free: Int)
  /// Another program has locked the database.
  case busy(path: String)
  /// The schema refuses a row, or a fact contradicts what is on record: an error in galley.
  case refused(path: String, detail: String)
  case io(path: String, detail: String)
  /// The file of that path is not the one that was opened: `output/` or the state was moved, deleted or replaced.
  case gone(path: String)
  /// Replies had arrived that the state could not take: why, and what became of them.
  indirect case rescued(LedgerError, RescueAccount)
  case closed

  package var description: String {
    switch self {
    case .newer(let path):
      "\(path) was written by a newer galley and was not touched; update galley to go on with this workspace"
    case .damaged(let path, let detail):
      "\(path) is damaged (\(detail)) and was not touched; put back a backup, or let `galley doctor --repair` save "
        + "what can be read of it; without either, every reply would be asked and paid for again"
    case .lost(let path):
      "\(path) is damaged, nothing of it can be read, and it was not touched; put back a backup, or move it away to begin "
        + "anew: every reply would be asked and paid for again"
    case .unreadable(let path):
      "\(path) cannot be read: permission denied; its owner can look into it, or open it to a group with: "
        + "chmod g+rx \(path)"
    case .unwritable(let path, let reason):
      "\(path) cannot be written: \(reason); mend the permissions of its folder and run again"
    case .diskFull(let path):
      "the disk is full: \(path) cannot grow; make room and run again, nothing that was stored is lost"
    case .noRoom(let path, let needed, let free):
      "\(needed >> 20) MiB are needed in \(path) and \(free >> 20) MiB are free; make room and try again; nothing was changed"
    case .busy(let path):
      "\(path) is locked by another program; close what has it open and run again"
    case .refused(let path, let detail):
      "\(path) refused a row (\(detail)); this is an error in galley, please report it"
    case .io(let path, let detail):
      "\(path) cannot be read or written (\(detail)); look after the disk, then run again"
    case .gone(let path):
      "\(path) was moved, deleted or replaced while galley ran; run again to make it anew, or put it back first, together "
        + "with what lies in its place now"
    case .rescued(let cause, let account): "\(cause); \(account)"
    case .closed:
      "the state was used after it had been closed; this is an error in galley, please report it"
    }
  }
}

extension LedgerError {
  /// What GRDB or SQLite threw, in our terms.
  init(_ error: any Error, path: String) {
    if let own = error as? LedgerError {
      self = own
      return
    }
    if let failure = error as? SystemCallFailure {
      self.init(failure)
      return
    }
    guard let error = error as? DatabaseError else {
      self = .io(path: path, detail: "\(error)")
      return
    }
    let detail = error.message ?? "\(error.resultCode)"
    self =
      switch error.resultCode {
      case .SQLITE_FULL: .diskFull(path: path)
      case .SQLITE_CORRUPT, .SQLITE_NOTADB: .damaged(path: path, detail: detail)
      case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH: .unwritable(path: path, reason: detail)
      case .SQLITE_BUSY, .SQLITE_LOCKED: .busy(path: path)
      case .SQLITE_CONSTRAINT: .refused(path: path, detail: detail)
      case .SQLITE_MISUSE: .closed
      default: .io(path: path, detail: detail)
      }
  }
}

extension LedgerError {
  /// What a system call said of a file beside the state.
  init(_ failure: SystemCallFailure) {
    self =
      switch failure.number {
      case ENOSPC, EDQUOT: .diskFull(path: failure.path)
      case EROFS, EACCES, EPERM: .unwritable(path: failure.path, reason: errorText(failure.number))
      default: .io(path: failure.path, detail: errorText(failure.number))
      }
  }
}

/// Runs what GRDB may throw from, and throws it in our terms.
func inLedgerTerms<T>(_ path: String, _ body: () throws -> T) throws(LedgerError) -> T {
  do {
    return try body()
  } catch {
    throw LedgerError(error, path: path)
  }
}
