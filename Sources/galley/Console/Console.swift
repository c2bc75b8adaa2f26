import JobModel
import Ledger
import Logging
import Synchronization

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The one place that prints: results to standard output, all else to standard error.
struct Console: Sendable {
  let options: CommonOptions
  private let colored: Bool
  /// Whether standard error is a terminal.
  let isTerminal: Bool
  /// Whether a line may be drawn over and over: lines of JSON must stay whole.
  var mayDraw: Bool { isTerminal && options.logFormat == .text }
  private let logger: Logger

  /// - Parameter log: takes all that is said, whatever `--quiet` and `--log-level` say.
  init(_ options: CommonOptions, log: RunLog? = nil) {
    self.options = options
    let isTerminal = Terminal.isTerminal(STDERR_FILENO)
    self.isTerminal = isTerminal
    let colored = options.color.isWanted(on: STDERR_FILENO)
    self.colored = colored
    logger = Logger(label: "galley") { _ in
      let standardError = StandardErrorHandler(
        logLevel: options.quiet ? .error : options.logLevel.level, isJSON: options.logFormat == .json,
        isTerminal: isTerminal,
        isColored: colored)
      return log.map { MultiplexLogHandler([standardError, RunLogHandler(log: $0)]) } ?? standardError
    }
  }

  /// Why a result could not be written; nil where all of them were.
  static var lostResult: String? { lost.withLock { $0 }.map { String(cString: strerror($0)) } }

  private static let lost = Mutex<Int32?>(nil)

  /// Writes a whole result to standard output. A closed pipe is no error: the reader has had enough.
  static func result(_ text: String) { part(text.hasSuffix("\n") ? text : text + "\n") }

  /// Writes a part of a result as it stands.
  static func part(_ text: String) {
    guard !write(text, to: STDOUT_FILENO) else { return }
    let number = errno
    if number != EPIPE { lost.withLock { $0 = number } }
  }

  /// Whether what is for people is printed.
  var isTelling: Bool { !options.json && !options.quiet }

  /// A table, a list or a text for people; nothing under `--json` and `--quiet`.
  ///
  /// - Parameter text: made only if it is said.
  func say(_ text: @autoclosure () -> String) {
    guard isTelling else { return }
    Self.result(Terminal.isTerminal(STDOUT_FILENO) ? Terminal.strip(text()) : text())
  }

  func error(_ diagnostic: Diagnostic) {
    logger.error(
      "\(diagnostic)",
      metadata: [
        "file": "\(diagnostic.file)", "line": "\(diagnostic.line)", "column": "\(diagnostic.column)",
        "message": "\(diagnostic.message)",
      ])
  }

  func failure(_ message: String) { logger.error("\(message)", metadata: ["prefix": "galley: "]) }
  /// Something failed, and the command goes on; its end will say so.
  func setback(_ message: String) { logger.warning("\(message)", metadata: ["prefix": "galley: "]) }
  func warning(_ message: String) { logger.warning("\(message)", metadata: ["prefix": "warning: "]) }
  func note(_ message: String) { logger.info("\(message)") }
  func detail(_ message: String) { logger.debug("\(message)") }

  /// Writes all of it; false where that fails.
  @discardableResult
  static func write(_ text: String, to descriptor: Int32) -> Bool {
    var text = text
    return text.withUTF8 { bytes in
      var written = 0
      while written < bytes.count {
        let rest = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[written...])
        let count = systemWrite(descriptor, rest.baseAddress, rest.count)
        if count < 0, errno == EINTR || errno == EAGAIN { continue }
        guard count > 0 else { return false }
        written += count
      }
      return true
    }
  }
}

/// `write` of the C library, whose name the methods of `Console` hide.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  write(descriptor, bytes, count)
}
