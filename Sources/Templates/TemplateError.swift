/// Something wrong in a template, at a place.
package struct TemplateError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The name of the template in which the place lies: the included one where the fault is in an include.
  package let template: String
  /// Counted from 1.
  package let line: Int
  /// In Unicode scalars, counted from 1.
  package let column: Int
  package let message: String

  package init(template: String, line: Int, column: Int, message: String) {
    self.template = template
    self.line = line
    self.column = column
    self.message = message
  }

  package var description: String { "\(template):\(line):\(column): error: \(message)" }
}
