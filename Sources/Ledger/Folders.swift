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
func syncFolder(_ path: String) throws(SystemCallFailure) {
  let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
  guard descriptor >= 0 else { throw SystemCallFailure(path: path, number: errno) }
  defer { close(descriptor) }
  guard fsync(descriptor) == 0 else { throw SystemCallFailure(path: path, number: errno) }
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
