import JobModel
import OrderedCollections
import Values

/// The documents that `--json` prints.
enum JSONDocument {
  static func text(_ value: Value) -> String { Terminal.escape((try? JSON.text(value, indent: 2)) ?? "{}") }

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
