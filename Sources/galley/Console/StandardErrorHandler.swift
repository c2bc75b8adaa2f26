import Logging
import OrderedCollections
import Scheduling
import Values

/// Writes log events to standard error: a line of text for people, or of JSON for programs.
struct StandardErrorHandler: LogHandler {
  var metadata: Logger.Metadata = [:]
  var logLevel: Logger.Level
  let isJSON: Bool
  let isTerminal: Bool
  let isColored: Bool

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    var fields = event.metadata ?? [:]
    let prefix = fields.removeValue(forKey: "prefix").map { "\($0)" } ?? ""
    if isJSON {
      writeJSON(event, fields)
    } else {
      let text = Terminal.strip("\(prefix)\(event.message)")
      // Over the progress line, which is drawn again below.
      Console.write((isTerminal ? "\r\u{1B}[K" : "") + (isColored ? paint(text) : text) + "\n", to: 2)
    }
  }

  private func writeJSON(_ event: LogEvent, _ fields: Logger.Metadata) {
    var map = ValueMap()
    map[MapKey("time")] = .string(Calendar.now.moment.text)
    map[MapKey("level")] = .string(event.level.rawValue)
    map[MapKey("message")] = .string("\(event.message)")
    for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
      map[MapKey(name)] = Int("\(value)").map { .integer($0) } ?? .string("\(value)")
    }
    if let text = try? JSON.text(.map(map)) { Console.write(Terminal.escape(text) + "\n", to: 2) }
  }

  /// The word `error:` in bold red.
  private func paint(_ text: String) -> String {
    guard let range = text.firstRange(of: "error:") else { return text }
    return text[..<range.lowerBound] + "\u{1B}[31;1merror:\u{1B}[0m" + text[range.upperBound...]
  }
}

extension CommonOptions.LogLevel {
  var level: Logger.Level {
    switch self {
    case .error: .error
    case .warning: .warning
    case .info: .info
    case .debug: .debug
    }
  }
}
