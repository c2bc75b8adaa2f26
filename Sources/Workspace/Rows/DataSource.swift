package import JobModel
package import Values

/// A format of data files: from bytes to rows.
///
/// To add one: a file with its implementation, and a line in `DataFormats.all`.
package protocol DataSource: Sendable {
  /// The endings of the files' names, lower case, without the dot.
  var extensions: [String] { get }

  /// - Parameter file: how messages call the file.
  func rows(from bytes: [UInt8], file: String) throws(DataError) -> Rows
}

/// The rows of a data file.
package struct Rows: Sendable {
  package var fields: [Fields]
  /// For each row the line in which it begins.
  package var lines: [UInt32]

  package init(fields: [Fields] = [], lines: [UInt32] = []) {
    self.fields = fields
    self.lines = lines
  }

  mutating func append(_ row: Fields, line: Int) {
    fields.append(row)
    lines.append(UInt32(clamping: line))
  }
}

/// Everything that is wrong in a data file.
package struct DataError: Error, Sendable, CustomStringConvertible {
  /// At least one, at most `most` and a word about the others.
  package private(set) var diagnostics: [Diagnostic]
  private var others = 0

  /// A file of a million rows can be wrong a million times.
  private static let most = 20

  init(_ diagnostics: [Diagnostic] = []) { self.diagnostics = diagnostics }

  package var description: String { diagnostics.map(\.description).joined(separator: "\n") }

  mutating func add(_ diagnostic: Diagnostic) {
    if diagnostics.count < Self.most { diagnostics.append(diagnostic) } else { others += 1 }
  }

  /// Throws itself if anything was added.
  func throwIfAny(file: String) throws(DataError) {
    guard !diagnostics.isEmpty else { return }
    guard others > 0 else { throw self }
    throw DataError(diagnostics + [Diagnostic(file: file, message: "\(others) more rows are wrong")])
  }
}
