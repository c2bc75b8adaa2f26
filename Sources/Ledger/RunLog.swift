import Synchronization

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// What runs said, for the next morning: `log/run.log` in the folder of the state, one line for each word.
///
/// A log that cannot be written stops nobody: that is said once.
package final class RunLog: Sendable {
  /// Bytes over which a log is put aside when a run begins.
  static let largestAtBegin = 1 << 20
  /// Bytes over which it is put aside while a run goes on.
  static let largest = 8 << 20
  /// Of a line, in Unicode scalars.
  static let longestLine = 4000
  /// How many are kept beside it: `run.log.1` is the newest.
  static let kept = 5

  private struct State {
    /// `log/` of the state's folder; nil before a folder is known.
    var folder: String?
    var descriptor: Int32?
    var size = 0
    /// Only who holds the workspace's lock puts logs aside: two at once would lose one.
    var holdsLock = false
    /// The last line could not be written whole.
    var isTorn = false
    var hasComplained = false

    var path: String? { folder.map { $0 + "/run.log" } }
  }

  private let state = Mutex(State())
  private let complain: @Sendable (String) -> Void

  /// - Parameter complain: takes the one message that the log cannot be written. It must not write to this log.
  package init(complain: @escaping @Sendable (String) -> Void) { self.complain = complain }

  deinit { state.withLock { Self.close(&$0) } }

  /// From here on lines go to this workspace's log.
  ///
  /// - Parameters:
  ///   - directory: `output/.galley`. It is not made: where it is missing nothing is written.
  ///   - holdsLock: the caller has the workspace's lock, and has it until it says otherwise.
  package func use(_ directory: String, holdsLock: Bool) {
    state.withLock { state in
      Self.close(&state)
      state.folder = (try? fileSize(directory)) == nil ? nil : directory + "/log"
      state.holdsLock = holdsLock
      state.isTorn = false
      guard holdsLock, let path = state.path, let size = try? fileSize(path), size > Self.largestAtBegin else { return }
      Self.putAside(path)
    }
  }

  /// Appends a line. Safe for any text: what would break or steer a line is taken out.
  package func write(_ line: String) {
    let problem = state.withLock { state -> String? in
      guard let problem = Self.write(Self.clean(line), &state), !state.hasComplained else { return nil }
      state.hasComplained = true
      return problem
    }
    if let problem { complain("the log \(problem); the run goes on without it") }
  }

  /// - Returns: why the line is not written; nil where it is, or where there is no place for it.
  private static func write(_ line: String, _ state: inout State) -> String? {
    guard let path = state.path else { return nil }
    if state.holdsLock, state.size > largest {
      close(&state)
      putAside(path)
    }
    if state.descriptor == nil, let problem = open(&state, path) { return problem }
    guard let descriptor = state.descriptor else { return nil }
    let bytes = Array(((state.isTorn ? "\n" : "") + line + "\n").utf8)
    // One write: lines of two processes do not mix.
    var count = systemWrite(descriptor, bytes)
    if count < 0, errno == EINTR { count = systemWrite(descriptor, bytes) }
    if count == bytes.count {
      state.size += count
      state.isTorn = false
      return nil
    }
    let number = count < 0 ? errno : ENOSPC
    if count > 0 { state.isTorn = true }
    return "\(path) cannot be written: \(errorText(number))"
  }

  /// - Returns: why it cannot be opened; nil where it is open.
  private static func open(_ state: inout State, _ path: String) -> String? {
    if let folder = state.folder { _ = mkdir(folder, 0o777) }
    // Never through a link, and never waiting for the reader of a FIFO.
    let flags = O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK
    let descriptor = systemOpen(path, flags, 0o600)
    guard descriptor >= 0 else { return "\(path) cannot be written: \(errorText(errno))" }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      systemClose(descriptor)
      return "\(path) cannot be written: it is no regular file"
    }
    state.descriptor = descriptor
    state.size = Int(status.st_size)
    return nil
  }

  private static func close(_ state: inout State) {
    if let descriptor = state.descriptor.take() { systemClose(descriptor) }
    state.size = 0
  }

  /// `run.log` becomes `run.log.1`, that becomes `run.log.2`, and so on; the oldest goes.
  private static func putAside(_ path: String) {
    for number in (1..<kept).reversed() { rename("\(path).\(number)", "\(path).\(number + 1)") }
    rename(path, "\(path).1")
  }

  /// One line of bounded length: white space as one space, nothing that steers a terminal.
  private static func clean(_ line: String) -> String {
    var clean = String.UnicodeScalarView()
    for (place, scalar) in line.unicodeScalars.enumerated() {
      if place == longestLine { return String(clean) + "…" }
      let isSpace = scalar.properties.isWhitespace
      if isSpace, clean.last == " " { continue }
      if isSpace { clean.append(" ") } else if scalar.properties.generalCategory != .control { clean.append(scalar) }
    }
    return String(clean)
  }
}

// The system's, whose names the methods above hide.
private func systemOpen(_ path: String, _ flags: Int32, _ mode: mode_t) -> Int32 { open(path, flags, mode) }
private func systemWrite(_ descriptor: Int32, _ bytes: [UInt8]) -> Int { write(descriptor, bytes, bytes.count) }
private func systemClose(_ descriptor: Int32) { close(descriptor) }
