package import Values

/// A place in a file.
package struct YAMLMark: Hashable, Sendable {
  /// Counted from 1.
  package let line: Int
  /// In Unicode scalars, counted from 1; 0 where the whole line is meant.
  package let column: Int

  package init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }
}

/// How a scalar is written.
package enum YAMLStyle: Sendable {
  case plain, singleQuoted, doubleQuoted
  /// `|`
  case literal
  /// `>`
  case folded
}

/// The tags of the core schema, where a file spells one out: `!!str`, `!!int`, …
package enum YAMLTag: UInt8, Sendable { case none, string, integer, float, boolean, null, sequence, mapping }

/// A scalar as it is written: its text without quotes, escapes resolved, lines folded.
package struct YAMLScalar: Sendable {
  package let text: String
  package let style: YAMLStyle
  package let tag: YAMLTag
}

/// A node of a YAML document: a light handle on the document, which it keeps alive.
package struct YAMLNode: Sendable {
  let document: YAMLDocument
  let index: UInt32

  package enum Kind: Sendable {
    case scalar(YAMLScalar)
    case sequence(YAMLItems)
    case mapping(YAMLEntries)
  }

  package var kind: Kind {
    switch record.form {
    case .sequence: .sequence(YAMLItems(document: document, record: record))
    case .mapping: .mapping(YAMLEntries(document: document, record: record))
    default: .scalar(YAMLScalar(text: document.tree.text(of: record), style: style, tag: record.tag))
    }
  }

  /// The scalar; nil for a collection.
  package var scalar: YAMLScalar? { if case .scalar(let scalar) = kind { scalar } else { nil } }
  /// The sequence's items; nil for anything else.
  package var items: YAMLItems? { if case .sequence(let items) = kind { items } else { nil } }
  /// The mapping's entries; nil for anything else.
  package var entries: YAMLEntries? { if case .mapping(let entries) = kind { entries } else { nil } }

  /// Whether this is a scalar with just this text; makes no string.
  package func hasText(_ text: String) -> Bool { document.tree.text(of: index, is: text) }

  /// The file's name as it was handed to `YAML.parse`.
  package var file: String { document.file }

  /// Where the node begins; for a scalar its first character or quote, after any tag and anchor. An alias has the
  /// place of what it stands for.
  package var mark: YAMLMark { YAMLMark(line: Int(record.line), column: Int(record.column)) }

  /// What the node means by the core schema of YAML 1.2. Scalars other than strings keep their characters:
  /// `007` is `.source(text: "007", meaning: .integer(7))`, and nothing at all is `.source(text: "", meaning: .none)`.
  package var value: Value { document.tree.value(of: index) }

  /// Where the text of a scalar begins: behind the quote, or on the line after `|` or `>`, behind its indentation.
  package var contentMark: YAMLMark {
    switch record.form {
    case .literal, .folded: YAMLMark(line: mark.line + 1, column: Int(record.indentation) + 1)
    case .singleQuoted, .doubleQuoted: YAMLMark(line: mark.line, column: mark.column + 1)
    case .plain, .sequence, .mapping: mark
    }
  }

  /// The place in the file of a place in the scalar's text, both counted from 1: exact for `|` and for text that
  /// stands on one line without escapes; else where the text begins.
  package func mark(line: Int, column: Int) -> YAMLMark {
    let begin = contentMark
    if record.form == .literal { return YAMLMark(line: begin.line + line - 1, column: begin.column + column - 1) }
    if record.flags.contains(.verbatim) { return YAMLMark(line: begin.line, column: begin.column + column - 1) }
    return begin
  }

  var record: YAMLTree.Record { document.tree[index] }

  private var style: YAMLStyle {
    switch record.form {
    case .singleQuoted: .singleQuoted
    case .doubleQuoted: .doubleQuoted
    case .literal: .literal
    case .folded: .folded
    case .plain, .sequence, .mapping: .plain
    }
  }
}
