import CGalley

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// An open file or folder, closed when its last owner lets go of it.
final class Descriptor: Sendable {
  let number: Int32

  init(owning number: Int32) { self.number = number }

  deinit { close(number) }

  /// Opens a name in a folder.
  ///
  /// - Parameter mode: for a file that is made.
  /// - Returns: nil with `errno` set. A process that has no descriptor left waits for one up to ten seconds.
  static func open(_ name: String, in folder: Int32 = AT_FDCWD, _ flags: Int32, mode: mode_t = 0o666) -> Descriptor? {
    for _ in 0..<1_000 {
      let number = openat(folder, name, flags | O_CLOEXEC, mode)
      if number >= 0 { return Descriptor(owning: number) }
      switch errno {
      case EINTR: continue
      case EMFILE, ENFILE: usleep(10_000)
      default: return nil
      }
    }
    return nil
  }

  /// A new file without a name, in a folder; nil where there can be none.
  static func unnamed(in folder: Int32) -> Descriptor? {
    let number = galley_open_unnamed(folder, 0o666)
    return number >= 0 ? Descriptor(owning: number) : nil
  }

  /// nil with `errno` set.
  var status: stat? {
    var status = stat()
    return fstat(number, &status) == 0 ? status : nil
  }
}

extension stat {
  /// What `stat` says of a name in a folder, links not followed; nil with `errno` set.
  static func of(_ name: String, in folder: Int32) -> stat? {
    var status = stat()
    return fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 ? status : nil
  }

  func isKind(_ kind: mode_t) -> Bool { st_mode & S_IFMT == kind }

  func isSameFile(as other: stat) -> Bool { st_dev == other.st_dev && st_ino == other.st_ino }
}
