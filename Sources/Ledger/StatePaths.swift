import Foundation
import Values

/// The files of one `output/.galley/`.
struct StatePaths: Sendable {
  /// Absolute, or beginning with `./`: SQLite would take a path that begins with `file:` for a URI.
  let directory: String

  init(directory: String) {
    self.directory = directory.hasPrefix("/") || directory.hasPrefix("./") ? directory : "./" + directory
  }

  var state: String { directory + "/state.sqlite" }
  var log: String { state + "-wal" }
  /// Where there is no write-ahead log: what undoes a commit that was cut off.
  var journal: String { state + "-journal" }
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
  var rescues: [String] { siblings(directory + "/" + Self.rescuePrefix).filter { $0.hasSuffix(Self.rescueEnding) } }

  private static let rescuePrefix = "rescue-"
  private static let rescueEnding = ".jsonl"

  /// What a state is called that was salvaged and is about to take its place; a time follows.
  var repaired: String { state + ".repaired-" }
  /// What a damaged state is called that was kept; a time follows, and `-wal` for its log.
  var damaged: String { state + ".damaged-" }

  /// The files whose paths begin so, sorted.
  func siblings(_ beginning: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    return names.map { directory + "/" + $0 }.filter { $0.hasPrefix(beginning) }.sorted()
  }

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
