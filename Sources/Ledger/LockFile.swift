import Dispatch
import Synchronization

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The open file behind a workspace's lock, until the lock is had.
///
/// Whoever still holds a reference keeps it open; the last one unlocks and closes it. So a wait that was given up does no
/// harm: when its thread gets the lock at last, nobody is there to keep it.
final class LockFile: Sendable {
  let paths: StatePaths
  /// nil once it was taken.
  private let descriptor: Mutex<Int32?>

  /// Opens it, and makes its folder if that is missing.
  init(_ paths: StatePaths) throws(LockError) {
    self.paths = paths
    do {
      // What prompts and replies say is nobody else's; a folder that is there keeps the mode that its owner gave it.
      try makeFolderDurably(paths.directory, mode: 0o700)
    } catch {
      throw .unwritable(path: error.path, reason: errorText(error.number))
    }
    let descriptor = open(paths.lock, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o666)
    guard descriptor >= 0 else { throw .unwritable(path: paths.lock, reason: errorText(errno)) }
    self.descriptor = Mutex(descriptor)
  }

  deinit {
    guard let descriptor = take() else { return }
    // Not left to `close`: a child between fork and exec has the file open as well.
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }

  /// The descriptor, whose owner the caller becomes; nil when it was taken before.
  func take() -> Int32? { descriptor.withLock { $0.take() } }

  /// - Parameter waiting: whether to block the calling thread until whoever has the lock lets go.
  /// - Returns: false where another process has it.
  func lock(waiting: Bool) throws(LockError) -> Bool {
    guard let descriptor = descriptor.withLock({ $0 }) else { return false }
    while flock(descriptor, waiting ? LOCK_EX : LOCK_EX | LOCK_NB) != 0 {
      switch errno {
      case EINTR: continue
      case EWOULDBLOCK: return false
      default: throw .unlockable(path: paths.lock, reason: errorText(errno))
      }
    }
    return true
  }

  /// Waits for the lock until `enough` returns; that is cancelled when the wait is over.
  ///
  /// - Returns: whether it was had.
  func lock(until enough: @escaping @Sendable () async -> Void) async throws(LockError) -> Bool {
    let result = await withTaskGroup(of: Result<Bool, LockError>.self) { group in
      group.addTask { await self.lockOnOwnThread() }
      group.addTask {
        await enough()
        return .success(false)
      }
      var had = Result<Bool, LockError>.success(false)
      for await ended in group {
        group.cancelAll()
        if ended != .success(false) { had = ended }
      }
      return had
    }
    return try result.get()
  }

  /// `flock` cannot be woken: when the task is cancelled its thread goes on waiting, and lets go of what it gets.
  private func lockOnOwnThread() async -> Result<Bool, LockError> {
    let answer = Answer()
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        guard answer.isAwaited(by: continuation) else { return }
        DispatchQueue(label: "galley.lock").async {
          do throws(LockError) {
            answer.give(.success(try self.lock(waiting: true)))
          } catch {
            answer.give(.failure(error))
          }
        }
      }
    } onCancel: {
      answer.give(.success(false))
    }
  }

  /// Puts the process and its machine into the file, for those who come later.
  func sign() throws(LockError) {
    let number: Int32? = descriptor.withLock { descriptor in
      guard let descriptor else { return nil }
      var status = stat()
      // Deleted while it was waited for: another run may have locked a new file of that name.
      if fstat(descriptor, &status) == 0, status.st_nlink == 0 { return ENOENT }
      let note = Array("\(getpid()) \(hostName())\n".utf8)
      guard ftruncate(descriptor, 0) == 0, pwrite(descriptor, note, note.count, 0) == note.count else { return errno }
      return nil
    }
    if let number { throw .unwritable(path: paths.lock, reason: errorText(number)) }
  }

  /// That another process has the lock, and which, as far as it has signed.
  var refusal: LockError {
    var note = [UInt8](repeating: 0, count: 512)
    let count = descriptor.withLock { descriptor in descriptor.map { pread($0, &note, note.count, 0) } ?? 0 }
    guard count > 0, note[count - 1] == UInt8(ascii: "\n") else {
      return .held(pid: nil, host: nil, path: paths.lock)
    }
    let words = String(decoding: note[..<(count - 1)], as: UTF8.self).split(separator: " ", maxSplits: 1)
    let pid = words.first.flatMap { Int($0) }
    return .held(pid: pid, host: pid != nil && words.count == 2 ? String(words[1]) : nil, path: paths.lock)
  }
}

/// The outcome of a wait, given once: by the thread that waited, or by the task that gave up.
private final class Answer: Sendable {
  private enum State {
    case open
    case awaited(CheckedContinuation<Result<Bool, LockError>, Never>)
    case given
  }

  private let state = Mutex(State.open)

  /// - Returns: false where the wait was given up before it began; the continuation is resumed then.
  func isAwaited(by continuation: CheckedContinuation<Result<Bool, LockError>, Never>) -> Bool {
    let begins = state.withLock { state in
      guard case .open = state else { return false }
      state = .awaited(continuation)
      return true
    }
    if !begins { continuation.resume(returning: .success(false)) }
    return begins
  }

  func give(_ result: Result<Bool, LockError>) {
    let before = state.withLock { state in
      defer { state = .given }
      return state
    }
    if case .awaited(let continuation) = before { continuation.resume(returning: result) }
  }
}
