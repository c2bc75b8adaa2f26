#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A key that is the first line of a file.
enum KeyFile {
  /// `key_file`: nobody but its owner may be able to read it.
  static func read(_ path: String, workspace: String, home: String?) throws(ConfigurationError) -> Secret {
    let origin = "key_file '\(path)'"
    let file = open(place(path, workspace: workspace, home: home), flags)
    guard file >= 0 else { throw unreadable(origin, errno) }
    defer { close(file) }
    let mode = try mode(of: file, origin)
    guard mode & 0o077 == 0 else {
      throw ConfigurationError(
        "\(origin) can be read by others (mode 0\(String(mode, radix: 8)), wanted is 0600); "
          + "close it with: chmod 600 \(path)")
    }
    return try firstLine(of: file, origin)
  }

  /// The credential of that name that systemd passes to a service (`LoadCredential=`, systemd.exec(5)); nil where there
  /// is none. Who may read it is systemd's business: it can be readable by a group that an access control list narrows.
  static func credential(_ name: String, environment: [String: String]) throws(ConfigurationError) -> Secret? {
    guard let folder = environment["CREDENTIALS_DIRECTORY"], folder.hasPrefix("/"), !name.contains("/") else {
      return nil
    }
    let origin = "the credential '\(name)'"
    let file = open("\(folder)/\(name)", flags)
    guard file >= 0 else {
      if errno == ENOENT { return nil }
      throw unreadable(origin, errno)
    }
    defer { close(file) }
    _ = try mode(of: file, origin)
    return try firstLine(of: file, origin)
  }

  /// Non-blocking: opening a FIFO would wait for a writer for ever.
  private static let flags = O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY

  /// The permissions of a regular file; asked of the open file, so that it is the one that is read.
  private static func mode(of file: CInt, _ origin: String) throws(ConfigurationError) -> mode_t {
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw ConfigurationError("\(origin) is no regular file; name a file that holds the key on its first line")
    }
    return status.st_mode & 0o777
  }

  private static func firstLine(of file: CInt, _ origin: String) throws(ConfigurationError) -> Secret {
    var bytes = [UInt8](repeating: 0, count: 16_384)
    let count = bytes.withUnsafeMutableBytes { Providers.read(file, into: $0) }
    guard count >= 0 else { throw unreadable(origin, errno) }
    return try Secret(Keys.firstLine(bytes.prefix(count)), from: origin)
  }

  private static func unreadable(_ origin: String, _ number: CInt) -> ConfigurationError {
    ConfigurationError("\(origin) cannot be read: \(String(cString: strerror(number)))")
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
