import CGalley

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Makes a folder with all above it that are missing, and syncs the parent of each that was made: SQLite syncs its own
/// folder only, and a power cut could take the whole state with an entry that was never written.
///
/// - Parameter mode: of the folder itself, less the umask; those above it are made as the umask says.
func makeFolderDurably(_ path: String, mode: mode_t = 0o777) throws(SystemCallFailure) {
  var status = stat()
  if stat(path, &status) == 0 { return }
  let parent = parentFolder(of: path)
  if parent != path { try makeFolderDurably(parent) }
  guard mkdir(path, mode) == 0 || errno == EEXIST else { throw SystemCallFailure(path: path, number: errno) }
  try syncFolder(parent)
}

/// Makes the entries of a folder durable.
func syncFolder(_ path: String) throws(SystemCallFailure) { try sync(path, O_RDONLY | O_DIRECTORY) }

/// Makes the content of a file durable.
func syncFile(_ path: String) throws(SystemCallFailure) { try sync(path, O_RDONLY) }

/// Gives a file another name, durably; false where something has that name already.
func renameWithoutReplacing(_ path: String, to name: String) throws(SystemCallFailure) -> Bool {
  var number = galley_rename_create(AT_FDCWD, path, AT_FDCWD, name)
  if [EINVAL, ENOSYS, ENOTSUP, EOPNOTSUPP].contains(number) { number = renameByLink(path, to: name) }
  if number == EEXIST { return false }
  guard number == 0 else { throw SystemCallFailure(path: name, number: number) }
  try syncFolder(parentFolder(of: name))
  return true
}

/// For file systems where a rename cannot promise not to replace.
///
/// - Returns: 0, or the error as errno would hold it.
private func renameByLink(_ path: String, to name: String) -> Int32 {
  if link(path, name) == 0 {
    unlink(path)
    return 0
  }
  if errno == EEXIST { return EEXIST }
  // Links are not known here either: an empty file claims the name first.
  let descriptor = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
  guard descriptor >= 0 else { return errno }
  close(descriptor)
  if rename(path, name) == 0 { return 0 }
  let failed = errno
  if (try? fileSize(name)) == 0 { unlink(name) }
  return failed
}

/// A file's size in bytes; nil where nothing has that name.
///
/// - Throws: where there is something that cannot be looked at, as a link to nothing, or on a failing disk: it must not be
///   taken for nothing.
func fileSize(_ path: String) throws(SystemCallFailure) -> Int? {
  var status = stat()
  if stat(path, &status) == 0 { return Int(status.st_size) }
  let number = errno
  if number == ENOENT, lstat(path, &status) != 0, errno == ENOENT { return nil }
  throw SystemCallFailure(path: path, number: number)
}

/// Removes a database that nobody has open, with the files that SQLite may have left beside it.
func removeDatabase(_ path: String) { for ending in ["", "-journal", "-wal", "-shm"] { unlink(path + ending) } }

private func sync(_ path: String, _ flags: Int32) throws(SystemCallFailure) {
  let descriptor = open(path, flags | O_CLOEXEC)
  guard descriptor >= 0 else { throw SystemCallFailure(path: path, number: errno) }
  defer { close(descriptor) }
  let number = galley_sync_file(descriptor)
  guard number == 0 else { throw SystemCallFailure(path: path, number: number) }
}

private func parentFolder(of path: String) -> String {
  var parts = path.utf8[...]
  while parts.count > 1, parts.last == UInt8(ascii: "/") { parts.removeLast() }
  guard let slash = parts.lastIndex(of: UInt8(ascii: "/")) else { return "." }
  parts = parts[..<slash]
  while parts.count > 1, parts.last == UInt8(ascii: "/") { parts.removeLast() }
  return parts.isEmpty ? "/" : String(decoding: parts, as: UTF8.self)
}
