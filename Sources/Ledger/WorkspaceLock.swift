import Synchronization

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The right to write in a workspace: one process at a time has it, and it ends with the process, however that dies.
///
/// It is an advisory lock (`flock`) on `output/.galley/lock`. The file is close-on-exec, or a model server that the
/// run started would go on holding it; it is never removed, or two runs could each lock a file of that name.
package final class WorkspaceLock: Sendable {
  /// The workspace's `output/.galley`.
  package var directory: String { paths.directory }

  let paths: StatePaths
  private let descriptor: Mutex<Int32?>

  private init(holding file: LockFile) throws(LockError) {
    try file.sign()
    paths = file.paths
    descriptor = Mutex(file.take())
  }

  deinit { release() }

  /// Takes the lock or says who has it, without waiting. Makes the folder if it is missing.
  ///
  /// - Parameter directory: the workspace's `output/.galley`.
  package static func acquire(_ directory: String) throws(LockError) -> WorkspaceLock {
    let file = try LockFile(StatePaths(directory: directory))
    guard try file.lock(waiting: false) else { throw file.refusal }
    return try WorkspaceLock(holding: file)
  }

  /// The same, and waits for who has it until `enough` returns.
  ///
  /// - Parameters:
  ///   - directory: the workspace's `output/.galley`.
  ///   - waiting: called once with who has the lock, before the wait; not where it is free.
  ///   - enough: ends the wait when it returns. It is cancelled when the lock is had.
  package static func acquire(
    _ directory: String, waiting: (LockError) -> Void, until enough: @escaping @Sendable () async -> Void
  ) async throws(LockError) -> WorkspaceLock {
    let file = try LockFile(StatePaths(directory: directory))
    if try !file.lock(waiting: false) {
      waiting(file.refusal)
      guard try await file.lock(until: enough) else { throw file.refusal }
    }
    return try WorkspaceLock(holding: file)
  }

  /// Gives the lock back; at the latest it goes with the last reference. Safe to repeat.
  package func release() {
    descriptor.withLock { descriptor in
      guard let held = descriptor else { return }
      ftruncate(held, 0)
      // Not left to `close`: a child between fork and exec has the file open as well.
      flock(held, LOCK_UN)
      close(held)
      descriptor = nil
    }
  }
}
