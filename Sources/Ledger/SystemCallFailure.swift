#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// An error number and the path that it was about.
struct SystemCallFailure: Error {
  let path: String
  let number: Int32
}

/// What the C library says of an error number.
func errorText(_ number: Int32) -> String { String(cString: strerror(number)) }
