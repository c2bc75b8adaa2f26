import Ledger
import Logging
import Scheduling
import Values

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Writes log events to the workspace's log: everything, whatever standard error is spared.
struct RunLogHandler: LogHandler {
  var metadata: Logger.Metadata = [:]
  var logLevel = Logger.Level.debug
  let log: RunLog

  init(log: RunLog) { self.log = log }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) { log.write(event.level, "\(event.message)") }
}

extension RunLog {
  /// `2026-11-23T02:00:00Z warning 4711: articles: basil: …`, the number being the process's.
  func write(_ level: Logger.Level, _ words: String) {
    write("\(Calendar.now.moment.text) \(level.rawValue) \(getpid()): \(words)")
  }
}
