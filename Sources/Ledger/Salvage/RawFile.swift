#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A file that is read in pieces, some of which may not come.
final class RawFile {
  /// In bytes.
  let size: Int
  private let descriptor: Int32

  /// nil where there is no such file, or none that may be read.
  init?(_ path: String) {
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    var status = stat()
    guard descriptor >= 0, fstat(descriptor, &status) == 0 else { return nil }
    size = Int(status.st_size)
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// nil where the file does not reach so far, or the disk does not give the bytes back.
  func bytes(at offset: Int, count: Int) -> [UInt8]? {
    guard offset >= 0, offset + count <= size else { return nil }
    var bytes = [UInt8](repeating: 0, count: count)
    var done = 0
    while done < count {
      let read = bytes.withUnsafeMutableBytes { buffer in
        pread(
          descriptor, UnsafeMutableRawBufferPointer(rebasing: buffer[done...]).baseAddress, count - done,
          off_t(offset + done))
      }
      if read < 0, errno == EINTR { continue }
      guard read > 0 else { return nil }
      done += read
    }
    return bytes
  }
}

extension [UInt8] {
  /// A number of `count` bytes, the largest first.
  func bigEndian(_ place: Int, _ count: Int) -> UInt64 {
    self[place..<place + count].reduce(0) { $0 << 8 | UInt64($1) }
  }
}
