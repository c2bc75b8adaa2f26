package import JobModel

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Reads files that are files: no pipe that never ends, no device, no folder.
package enum RegularFile {
  /// The bytes of the file at `path`; symbolic links are followed.
  ///
  /// - Parameters:
  ///   - shown: how messages call the file.
  ///   - limit: the most bytes it may have.
  package static func read(_ path: String, shown: String, limit: Int) throws(Diagnostic) -> [UInt8] {
    // Without O_NONBLOCK, opening a pipe waits for somebody who writes to it.
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else { throw Diagnostic(file: shown, message: reason(errno)) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw Diagnostic(file: shown, message: reason(errno)) }
    if let kind = kindOfNoFile(status) {
      throw Diagnostic(file: shown, message: "this is \(kind), not a file; name a file")
    }
    guard status.st_size <= limit else { throw tooLarge(shown, limit) }
    let result = bytes(of: descriptor, expected: Int(status.st_size), limit: limit)
    switch result {
    case .success(let bytes): if bytes.count > limit { throw tooLarge(shown, limit) } else { return bytes }
    case .failure(let error): throw Diagnostic(file: shown, message: reason(error.number))
    }
  }

  private struct SystemError: Error {
    let number: Int32
  }

  /// Everything up to the end of the file, which may have grown meanwhile, but no more than one byte over the limit.
  private static func bytes(of descriptor: Int32, expected: Int, limit: Int) -> Result<[UInt8], SystemError> {
    var bytes: [UInt8] = []
    var isAtEnd = false
    while !isAtEnd, bytes.count <= limit {
      let room = max(1, min(bytes.isEmpty ? expected + 1 : 1 << 16, limit + 1 - bytes.count))
      var failure: Int32?
      let more = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
        while count < room {
          let got = Self.read(
            descriptor, into: UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[count...]))
          if got > 0 {
            count += got
          } else if got == 0 {
            isAtEnd = true
            return
          } else if errno != EINTR {
            failure = errno
            return
          }
        }
      }
      if let failure { return .failure(SystemError(number: failure)) }
      if bytes.isEmpty { bytes = more } else { bytes += more }
    }
    return .success(bytes)
  }

  private static func read(_ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer) -> Int {
    #if canImport(Darwin)
      Darwin.read(descriptor, buffer.baseAddress, buffer.count)
    #else
      Glibc.read(descriptor, buffer.baseAddress, buffer.count)
    #endif
  }

  private static func kindOfNoFile(_ status: stat) -> String? {
    switch status.st_mode & S_IFMT {
    case S_IFREG: nil
    case S_IFDIR: "a folder"
    case S_IFIFO: "a pipe"
    case S_IFCHR, S_IFBLK: "a device"
    case S_IFSOCK: "a socket"
    default: "something else"
    }
  }

  private static func tooLarge(_ shown: String, _ limit: Int) -> Diagnostic {
    Diagnostic(file: shown, message: "the file is larger than \(limit) bytes, the most that is read here; split it")
  }

  private static func reason(_ number: Int32) -> String {
    switch number {
    case ENOENT: "there is no such file"
    case ENOTDIR: "a part of this path is a file, not a folder"
    case EACCES, EPERM: "the file cannot be read: permission denied"
    case ELOOP: "this symbolic link leads back to itself"
    case ENAMETOOLONG: "the file's name is too long"
    case ENXIO: "this is a socket or a device, not a file; name a file"
    default: "the file cannot be read: \(String(cString: strerror(number)))"
    }
  }
}
