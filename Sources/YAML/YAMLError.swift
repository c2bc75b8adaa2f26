/// Why a file cannot be read as YAML, and where.
package struct YAMLError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Counted from 1.
  package let line: Int
  /// In Unicode scalars, counted from 1.
  package let column: Int
  package let message: String

  package init(line: Int, column: Int, message: String) {
    self.line = line
    self.column = column
    self.message = message
  }

  init(_ mark: YAMLMark, _ message: String) { self.init(line: mark.line, column: mark.column, message: message) }

  package var description: String { "\(line):\(column): \(message)" }
}
