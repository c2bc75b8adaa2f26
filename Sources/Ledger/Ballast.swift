#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A file that holds room on the disk for the replies in flight. When the disk is full it is removed, and they fit.
///
/// The writer alone handles it. Where it cannot be had at all, a full disk takes the way of a failing one: `Rescue`.
struct Ballast: Sendable {
  let path: String

  /// Holds room anew, at most a quarter of what is free: a nearly full disk is left usable for others.
  ///
  /// - Throws: what keeps the folder from being written, found before anything is sent.
  func hold(bytes: Int) throws(SystemCallFailure) {
    remove()
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard file >= 0 else { throw SystemCallFailure(path: path, number: errno) }
    defer { close(file) }
    let size = min(bytes, (freeSpace(path) ?? 0) / 4)
    let number = size > 0 ? reserve(size, in: file) : 0
    switch number {
    case 0: break
    // This file system cannot reserve, or the process may not make so large a file: then nothing is held.
    case EINVAL, EOPNOTSUPP, ENOTSUP, ENOSYS, EFBIG: remove()
    case let number:
      remove()
      throw SystemCallFailure(path: path, number: number)
    }
  }

  func remove() { unlink(path) }

  /// - Returns: 0, or the error as `errno` would hold it.
  private func reserve(_ size: Int, in file: Int32) -> Int32 {
    #if canImport(Darwin)
      var store = fstore_t(
        fst_flags: UInt32(F_ALLOCATEALL), fst_posmode: F_PEOFPOSMODE, fst_offset: 0, fst_length: off_t(size),
        fst_bytesalloc: 0)
      guard fcntl(file, F_PREALLOCATE, &store) != -1, ftruncate(file, off_t(size)) == 0 else { return errno }
      return 0
    #else
      return posix_fallocate(file, 0, off_t(size))
    #endif
  }
}
