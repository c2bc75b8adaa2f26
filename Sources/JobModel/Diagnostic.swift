/// Something wrong in a file of the workspace, at a place.
package struct Diagnostic: Error, Hashable, Sendable, CustomStringConvertible {
  /// Relative to the workspace, with `/`.
  package let file: String
  /// Counted from 1; 0 where the whole file is meant.
  package let line: Int
  /// In Unicode scalars, counted from 1; 0 where the whole line is meant.
  package let column: Int
  package let message: String

  package init(file: String, line: Int = 0, column: Int = 0, message: String) {
    self.file = file
    self.line = line
    self.column = column
    self.message = message
  }

  /// `file:line:column: error: message`, the form that editors and CI systems read.
  package var description: String {
    var place = file
    if line > 0 { place += ":\(line)" }
    if line > 0, column > 0 { place += ":\(column)" }
    return "\(place): error: \(message)"
  }
}
