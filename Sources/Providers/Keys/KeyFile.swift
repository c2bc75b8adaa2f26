#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A key in a file that nobody but its owner can read.
enum KeyFile {
  static func read(_ path: String, workspace: String, home: String?) throws(ConfigurationError) -> Secret {
    // Non-blocking: opening a FIFO would wait for a writer for ever.
    let descriptor = open(place(path, workspace: workspace, home: home), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else {
      throw ConfigurationError("key_file '\(path)' cannot be read: \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }

    // Asked of the open file, so that it is the one that is read.
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw ConfigurationError(
        "key_file '\(path)' is no regular file; name a file that holds the key on its first line")
    }
    guard status.st_mode & 0o077 == 0 else {
      let mode = String(status.st_mode & 0o777, radix: 8)
      throw ConfigurationError(
        "key_file '\(path)' can be read by others (mode 0\(mode), wanted is 0600); close it with: chmod 600 \(path)")
    }

    var bytes = [UInt8](repeating: 0, count: 16_384)
    let count = bytes.withUnsafeMutableBytes { Providers.read(descriptor, into: $0) }
    guard count >= 0 else {
      throw ConfigurationError("key_file '\(path)' cannot be read: \(String(cString: strerror(errno)))")
    }
    return try Secret(Keys.firstLine(bytes.prefix(count)), from: "key_file '\(path)'")
  }

  private static func place(_ path: String, workspace: String, home: String?) -> String {
    if path.hasPrefix("/") { return path }
    if path.hasPrefix("~/"), let home { return home + path.dropFirst(1) }
    return workspace + "/" + path
  }
}

/// Under a name of its own, since `KeyFile.read` hides the system's.
private func read(_ descriptor: CInt, into buffer: UnsafeMutableRawBufferPointer) -> Int {
  read(descriptor, buffer.baseAddress, buffer.count)
}
