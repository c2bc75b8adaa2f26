#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Which file a path leads to. Only ever by `stat`: to open a database's file and close it again drops the locks that
/// SQLite holds on it (sqlite.org/howtocorrupt.html, 2.2).
struct FileIdentity: Equatable, Sendable {
  /// Of the file system on which it lies: files with the same one share its space.
  let device: dev_t
  private let inode: ino_t

  /// nil where there is no such file.
  init?(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    (device, inode) = (status.st_dev, status.st_ino)
  }
}
