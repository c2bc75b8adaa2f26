import Foundation
import GRDB
package import JobModel
import Values

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// What became of a state that was to be repaired.
package enum Repaired: Sendable, Equatable {
  /// There is none.
  case none
  /// It is whole, and was left as it is.
  case healthy
  /// The old one lies at `kept`.
  case salvaged(Salvaged, kept: String)
}

extension Ledger {
  /// Makes a new state of all that can be read of a damaged one, and keeps the old one under another name.
  ///
  /// The new one takes the state's name when it is whole and on the disk. Killed at any moment, this leaves the old state, or
  /// an empty file that every command refuses, or the new state; the next call goes on from there.
  ///
  /// - Throws: `LedgerError.newer` for the state of a newer galley, `.damaged` where nothing can be read of it; neither
  ///   is touched then.
  package static func repair(_ lock: WorkspaceLock, now: WallTime) throws(LedgerError) -> Repaired {
    let repair = Repair(paths: lock.paths, now: now)
    return try inLedgerTerms(lock.paths.state) { try repair.run() }
  }
}

/// The way from a damaged state to one that was salvaged from it.
struct Repair {
  let paths: StatePaths
  let now: WallTime

  func run() throws -> Repaired {
    if let unfinished = try resume() { return unfinished }
    guard try fileSize(paths.state) != nil || fileSize(paths.log) != nil else { return .none }
    if try isHealthy() { return .healthy }
    try checkRoom()
    // The colons of a time are no good in the names of files.
    let stamp = Moment(secondsSinceEpoch: now.milliseconds / 1000, precision: .second).text.filter {
      $0 != ":" && $0 != "-"
    }
    guard let salvaged = try Salvage(paths: paths, now: now).run(into: paths.unborn) else {
      throw LedgerError.lost(path: paths.state)
    }
    let ready = paths.repaired + stamp
    try move(paths.unborn, to: ready)
    try setAside(as: paths.damaged + stamp)
    try finish(ready, kept: paths.damaged + stamp)
    return .salvaged(salvaged, kept: paths.damaged + stamp)
  }

  /// Goes on with a repair that was killed: to its end if the old state has been put aside already, else from the start.
  private func resume() throws -> Repaired? {
    let ready = paths.siblings(paths.repaired)
    if try fileSize(paths.state) == 0, let last = ready.last {
      let kept = paths.damaged + last.dropFirst(paths.repaired.count)
      let queue = try DatabaseQueue(path: last, configuration: Opening.configuration(readOnly: true))
      let salvaged = try queue.read { db in try Salvage(paths: paths, now: now).count(db) }
      try queue.close()
      try finish(last, kept: kept)
      return .salvaged(salvaged, kept: kept)
    }
    removeDatabase(paths.unborn)
    for file in ready { unlink(file) }
    if let state = FileIdentity(paths.state) {
      for file in paths.siblings(paths.damaged) where FileIdentity(file) == state { unlink(file) }
    }
    return nil
  }

  /// Whether all of it can be read, every text is as it was stored, and a run would open it.
  private func isHealthy() throws -> Bool {
    guard let size = try fileSize(paths.state), size > 0 else { return false }
    do {
      let queue = try Opening.look(paths)
      return try queue.read { db in
        try Opening.inspect(db, paths)
        return try Soundness.problem(db) == nil
      }
    } catch let error as LedgerError {
      guard case .damaged = error else { throw error }
      return false
    } catch let error as DatabaseError
      where [.SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_IOERR, .SQLITE_ERROR].contains(error.resultCode)
    {
      return false
    }
  }

  private func checkRoom() throws {
    let needed = try (fileSize(paths.state) ?? 0) + (fileSize(paths.log) ?? 0)
    guard let free = freeSpace(paths.directory), free < needed else { return }
    throw LedgerError.noRoom(path: paths.directory, needed: needed, free: free)
  }

  /// Keeps the old state under `kept` and leaves an empty file in its place: from here on no command takes it for a
  /// state, nor its absence for a fresh start that would pay for everything again.
  private func setAside(as kept: String) throws {
    if try fileSize(paths.state) != nil, link(paths.state, kept) != 0 {
      throw LedgerError.unwritable(path: kept, reason: errorText(errno))
    }
    try syncFolder(paths.directory)
    try makeEmpty(paths.unborn)
    try move(paths.unborn, to: paths.state)
  }

  /// A log or a journal that stayed beside the new state would be taken for its own: they go first.
  private func finish(_ ready: String, kept: String) throws {
    for (file, ending) in [(paths.log, "-wal"), (paths.journal, "-journal")] {
      switch try fileSize(file) {
      case nil: break
      case 0?: unlink(file)
      case .some: try move(file, to: kept + ending)
      }
    }
    unlink(paths.state + "-shm")
    try move(ready, to: paths.state)
  }

  /// Renames a file, durably.
  private func move(_ from: String, to: String) throws {
    guard rename(from, to) == 0 else { throw LedgerError.unwritable(path: to, reason: errorText(errno)) }
    try syncFolder(paths.directory)
  }

  private func makeEmpty(_ path: String) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw LedgerError.unwritable(path: path, reason: errorText(errno)) }
    close(descriptor)
  }
}
