import Synchronization

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Why the lock of a workspace could not be had.
package enum LockError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Another process has it; who, as far as its lock file says. Exit 75.
  case held(pid: Int?, host: String?, path: String)
  /// Exit 73.
  case unwritable(path: String, reason: String)

  package var description: String {
    switch self {
    case .held(let pid, let host, let path):
      "another galley\(pid.map { " (pid \($0)\(host.map { " on \($0)" } ?? ""))" } ?? "") is at work in this "
        + "workspace: it holds \(path); run again when it is done"
    case .unwritable(let path, let reason):
      "\(path) cannot be written: \(reason); mend the permissions of its folder and run again"
    }
  }
}

/// The right to write in a workspace: one process at a time has it, and it ends with the process, however that dies.
///
/// It is an advisory lock (`flock`) on `output/.galley/lock`. The file is close-on-exec, or a model server that the
/// run started would go on holding it; it is never removed, or two runs could each lock a file of that name.
package final class WorkspaceLock: Sendable {
  /// The workspace's `output/.galley`.
  package var directory: String { paths.directory }

  let paths: StatePaths
  private let descriptor: Mutex<Int32?>

  private init(paths: StatePaths, descriptor: Int32) {
    self.paths = paths
    self.descriptor = Mutex(descriptor)
  }

  deinit { release() }

  /// Takes the lock or says who has it, without waiting. Makes the folder if it is missing.
  ///
  /// - Parameter directory: the workspace's `output/.galley`.
  package static func acquire(_ directory: String) throws(LockError) -> WorkspaceLock {
    let paths = StatePaths(directory: directory)
    do {
      // What prompts and replies say is nobody else's; a folder that is there keeps the mode that its owner gave it.
      try makeFolderDurably(directory, mode: 0o700)
    } catch {
      throw .unwritable(path: error.path, reason: errorText(error.number))
    }
    let descriptor = open(paths.lock, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o666)
    guard descriptor >= 0 else { throw .unwritable(path: paths.lock, reason: errorText(errno)) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let number = errno
      let holder = holder(in: descriptor)
      close(descriptor)
      guard number == EWOULDBLOCK else { throw .unwritable(path: paths.lock, reason: errorText(number)) }
      throw .held(pid: holder.pid, host: holder.host, path: paths.lock)
    }
    let note = Array("\(getpid()) \(hostName())\n".utf8)
    guard ftruncate(descriptor, 0) == 0, pwrite(descriptor, note, note.count, 0) == note.count else {
      let number = errno
      close(descriptor)
      throw .unwritable(path: paths.lock, reason: errorText(number))
    }
    return WorkspaceLock(paths: paths, descriptor: descriptor)
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

  private static func holder(in descriptor: Int32) -> (pid: Int?, host: String?) {
    var note = [UInt8](repeating: 0, count: 512)
    let count = pread(descriptor, &note, note.count, 0)
    guard count > 0, note[count - 1] == UInt8(ascii: "\n") else { return (nil, nil) }
    let words = String(decoding: note[..<(count - 1)], as: UTF8.self).split(separator: " ", maxSplits: 1)
    guard let first = words.first, let pid = Int(first) else { return (nil, nil) }
    return (pid, words.count == 2 ? String(words[1]) : nil)
  }

  private static func hostName() -> String {
    var name = [CChar](repeating: 0, count: 256)
    guard gethostname(&name, name.count - 1) == 0 else { return "" }
    return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
