import Values
package import YAML

extension YAMLNode {
  package func diagnostic(_ message: String) -> Diagnostic {
    Diagnostic(file: file, line: mark.line, column: mark.column, message: message)
  }

  /// The text of a scalar; nil for a collection.
  var scalarText: String? { scalar?.text }

  /// Whether this is a null of the core schema: `~`, `null`, nothing at all.
  var isNull: Bool { if case .none = value.meaning { scalar != nil } else { false } }

  var isPlain: Bool { scalar?.style == .plain }

  /// What a message calls a value of this kind.
  var kindName: String {
    switch kind {
    case .mapping: "a mapping"
    case .sequence: "a list"
    case .scalar: isNull ? "empty" : "a single value"
    }
  }

  /// The value as a message shows it, shortened.
  var shown: String {
    guard let text = scalarText, !isNull else { return kindName }
    return "'\(text.unicodeScalars.count > 60 ? String(text.prefix(60)) + "…" : text)'"
  }
}
