#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Bytes that a folder's or a file's file system has left for this user; nil where it does not say.
func freeSpace(_ path: String) -> Int? {
  var status = statvfs()
  guard statvfs(path, &status) == 0 else { return nil }
  let (bytes, isTooMuch) = Int(clamping: status.f_bavail).multipliedReportingOverflow(by: Int(status.f_frsize))
  return isTooMuch ? .max : bytes
}
