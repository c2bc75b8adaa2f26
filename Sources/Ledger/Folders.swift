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
  switch galley_rename_create(AT_FDCWD, path, AT_FDCWD, name) {
  case 0: break
  case EEXIST: return false
  case EINVAL, ENOSYS, ENOTSUP:
    // A file system that cannot: the name is taken by an empty file first.
    let descriptor = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    if descriptor < 0, errno == EEXIST { return false }
    guard descriptor >= 0 else { throw SystemCallFailure(path: name, number: errno) }
    close(descriptor)
    guard rename(path, name) == 0 else { throw SystemCallFailure(path: name, number: errno) }
  case let number: throw SystemCallFailure(path: name, number: number)
  }
  try syncFolder(parentFolder(of: name))
  return true
}

private func sync(_ path: String, _ flags: Int32) throws(SystemCallFailure) {
  let descriptor = open(path, flags | O_CLOEXEC)
  guard descriptor >= 0 else { throw SystemCallFailure(path: path, number: errno) }
  defer { close(descriptor) }
  let number = galley_sync_file(descriptor)
  guard number == 0 else { throw SystemCallFailure(path: path, number: number) }
}

/// An error number and the path that it was about.
struct SystemCallFailure: Error {
  let path: String
  let number: Int32
}

private func parentFolder(of path: String) -> String {
  var parts = path.utf8[...]
  while parts.count > 1, parts.last == UInt8(ascii: "/") { parts.removeLast() }
  guard let slash = parts.lastIndex(of: UInt8(ascii: "/")) else { return "." }
  parts = parts[..<slash]
  while parts.count > 1, parts.last == UInt8(ascii: "/") { parts.removeLast() }
  return parts.isEmpty ? "/" : String(decoding: parts, as: UTF8.self)
}
