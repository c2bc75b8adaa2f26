import CGalley

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// What became of replies that the state could not take.
package struct RescueAccount: Equatable, Sendable, CustomStringConvertible {
  /// Where they lie; nil where there is no file.
  package var file: String?
  /// Replies that are in the file and on the disk.
  package var kept = 0
  /// Replies that could not be kept anywhere.
  package var lost = 0
  /// Why, as the system says it.
  package var reason = ""

  package var description: String {
    var words: [String] = []
    if kept > 0, let file {
      words.append(
        "\(Self.replies(kept)) that it could not take \(kept == 1 ? "lies" : "lie") in \(file): the next run reads "
          + (kept == 1 ? "it back" : "them back"))
    }
    if lost > 0 {
      words.append(
        "\(Self.replies(lost)) could not be written to any file (\(reason)) and \(lost == 1 ? "is" : "are") lost")
    }
    return words.joined(separator: "; ")
  }

  private static func replies(_ count: Int) -> String { count == 1 ? "1 reply" : "\(count) replies" }
}

/// Keeps replies beside a state that fails: each becomes a line of a new file, and is on the disk before anybody is told.
///
/// The file is locked as long as this process may add to it: in an `output/` that was deleted and made anew another run
/// can begin meanwhile, and must not take it away.
struct Rescue: ~Copyable {
  private let paths: StatePaths
  /// Open once there was something to keep; closed with this.
  private var file: Int32?
  private(set) var account = RescueAccount()

  init(paths: StatePaths) { self.paths = paths }

  deinit { if let file { close(file) } }

  /// Appends replies and brings them to the disk; those for which that fails are counted as lost.
  mutating func keep(_ replies: [RescuedReply]) {
    guard let first = replies.first else { return }
    var written = 0
    do throws(SystemCallFailure) {
      let file = try opened(at: first.arrivedAt)
      for reply in replies {
        do throws(SystemCallFailure) {
          try append(reply, to: file)
          written += 1
        } catch {
          lose(1, error)
        }
      }
      let number = galley_sync_file(file)
      guard number == 0 else { throw SystemCallFailure(path: account.file ?? "", number: number) }
      account.kept += written
    } catch {
      lose(file == nil ? replies.count : written, error)
    }
  }

  private mutating func lose(_ count: Int, _ failure: SystemCallFailure) {
    account.lost += count
    account.reason = errorText(failure.number)
  }

  /// Makes the file, with the folders above it where they are gone.
  private mutating func opened(at milliseconds: Int) throws(SystemCallFailure) -> Int32 {
    if let file { return file }
    try makeFolderDurably(paths.directory, mode: 0o700)
    let path = paths.rescue(at: milliseconds, pid: getpid())
    let new = open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard new >= 0 else { throw SystemCallFailure(path: path, number: errno) }
    // Nobody else knows the name yet; a file system without locks has no second run at work either.
    flock(new, LOCK_EX | LOCK_NB)
    do throws(SystemCallFailure) {
      try syncFolder(paths.directory)
    } catch {
      close(new)
      throw error
    }
    (file, account.file) = (new, path)
    return new
  }

  /// Writes a line, without the response's body where there is no room for that, or leaves the file as it was.
  private func append(_ reply: RescuedReply, to file: Int32) throws(SystemCallFailure) {
    var reply = reply
    do throws(SystemCallFailure) {
      try append(line(of: reply), to: file)
    } catch {
      guard reply.body != nil else { throw error }
      reply.body = nil
      try append(line(of: reply), to: file)
    }
  }

  private func line(of reply: RescuedReply) throws(SystemCallFailure) -> [UInt8] {
    do {
      return try reply.line()
    } catch {
      throw SystemCallFailure(path: account.file ?? "", number: EILSEQ)
    }
  }

  private func append(_ line: [UInt8], to file: Int32) throws(SystemCallFailure) {
    let end = lseek(file, 0, SEEK_END)
    var done = 0
    while done < line.count {
      let count = line[done...].withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        let number = count < 0 ? errno : ENOSPC
        ftruncate(file, end)
        throw SystemCallFailure(path: account.file ?? "", number: number)
      }
      done += count
    }
  }
}
