import JobModel
import OrderedCollections
import Values

/// The documents that `--json` prints.
enum JSONDocument {
  static func text(_ value: Value) -> String { Terminal.escape((try? JSON.text(value, indent: 2)) ?? "{}") }

  /// Prints a document that may be too large to be held.
  static func print(_ document: JSONPart) {
    // Only numbers that JSON does not know are an error, and galley counts in none.
    try? JSON.write(document, indent: 2) { part in Console.part(Terminal.escape(part)) }
    Console.part("\n")
  }

  static func error(_ departure: Departure) -> Value {
    .map([
      "error": .map([
        "exit": .integer(Int(departure.status.rawValue)), "message": .string(departure.message),
        "diagnostics": .list(
          departure.diagnostics.map {
            .map([
              "file": .string($0.file), "line": .integer($0.line), "column": .integer($0.column),
              "message": .string($0.message),
            ])
          }),
      ])
    ])
  }
}
