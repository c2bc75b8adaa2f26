/// Where something stands in a template's text.
struct Place: Hashable, Sendable {
  /// Counted from 1.
  var line: Int
  /// In Unicode scalars, counted from 1.
  var column: Int

  static let start = Place(line: 1, column: 1)
}

extension Place {
  /// The error at this place of the template that is called `template`.
  func error(_ message: String, in template: String) -> TemplateError {
    TemplateError(template: template, line: line, column: column, message: message)
  }
}

/// Where a template's text stands in its file.
struct Origin {
  /// Of its first scalar.
  var place = Place.start
  /// Columns before each later line.
  var margin = 0
}
