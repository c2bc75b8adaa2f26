import Values

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The files of one `output/.galley/`.
struct StatePaths: Sendable {
  /// Absolute, or beginning with `./`: SQLite would take a path that begins with `file:` for a URI.
  let directory: String

  init(directory: String) {
    self.directory = directory.hasPrefix("/") || directory.hasPrefix("./") ? directory : "./" + directory
  }

  var state: String { directory + "/state.sqlite" }
  var log: String { state + "-wal" }
  var lock: String { directory + "/lock" }
  /// A state that is being made: it gets its name when it is whole.
  var unborn: String { state + ".new" }
  /// Room for the replies in flight, while a run goes on.
  var ballast: String { directory + "/ballast" }

  /// A file for replies that the state could not take: their names sort by time.
  ///
  /// - Parameter milliseconds: since 1970.
  func rescue(at milliseconds: Int, pid: Int32) -> String {
    let (seconds, rest) = milliseconds.quotientAndRemainder(dividingBy: 1_000)
    let moment = Moment(secondsSinceEpoch: seconds, precision: .second)
    let stamp = moment.text.filter(\.isNumber) + String(1_000 + rest).dropFirst()
    return directory + "/\(Self.rescuePrefix)\(stamp)-\(pid)\(Self.rescueEnding)"
  }

  /// The files of that kind that lie there, in order of time.
  var rescues: [String] {
    guard let folder = opendir(directory) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name.hasPrefix(Self.rescuePrefix), name.hasSuffix(Self.rescueEnding) { names.append(directory + "/" + name) }
    }
    return names.sorted()
  }

  private static let rescuePrefix = "rescue-"
  private static let rescueEnding = ".jsonl"

  /// For an immutable opening, which neither locks nor makes files.
  var immutableURI: String {
    let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/".utf8)
    let escaped = state.utf8.map { byte -> String in
      if plain.contains(byte) { return String(UnicodeScalar(byte)) }
      return "%" + String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
    }
    return "file:" + escaped.joined() + "?immutable=1"
  }
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

/// What the C library says of an error number.
func errorText(_ number: Int32) -> String { String(cString: strerror(number)) }
