/// One line of a reply, as a reader of lists sees it.
struct ReplyLine {
  enum Kind: Equatable {
    case blank, text, heading
    /// `---`, `***`, `===`, or a tag such as `<ul>` that only wraps the list.
    case rule
    case fence
    /// Starts with bold text; `titleOnly` where nothing else stands in the line.
    case bold(titleOnly: Bool)
    case quoted
    case marked(ListMarker.Kind)
  }

  let kind: Kind
  /// In columns; a tab counts as four.
  let indent: Int
  /// Without the marker, trimmed.
  let content: String

  private let whole: Substring

  /// The line with its marker as part of the text.
  var asText: ReplyLine { ReplyLine(kind: .text, indent: indent, content: String(whole), whole: whole) }

  var marker: ListMarker.Kind? { if case .marked(let kind) = kind { kind } else { nil } }

  /// Whether the line says what follows: an introduction or a title above a part of the list.
  var endsInColon: Bool {
    var text = Substring(content)
    while let last = text.last, "*_ ".contains(last) { text.removeLast() }
    return text.last == ":" || text.last == "："
  }

  private init(kind: Kind, indent: Int, content: String, whole: Substring) {
    self.kind = kind
    self.indent = indent
    self.content = content
    self.whole = whole
  }

  init(_ line: Substring) {
    var rest = line
    var indent = 0
    while let first = rest.first, first.isWhitespace || first == ">" {
      // A whole list in a block quotation reads like the list.
      if first == ">", rest.dropFirst().first.map({ $0 != " " }) ?? false { break }
      indent += first == "\t" ? 4 : first == ">" ? 0 : 1
      rest.removeFirst()
    }
    while rest.last?.isWhitespace == true { rest.removeLast() }
    self.indent = indent
    whole = rest

    if rest.isEmpty {
      (kind, content) = (.blank, "")
    } else if rest.hasPrefix("```") || rest.hasPrefix("~~~") {
      (kind, content) = (.fence, "")
    } else if Self.isRule(rest) {
      (kind, content) = (.rule, "")
    } else if let title = Self.heading(rest) {
      // `### 1. A title` numbers the entries by their headings.
      if let (marker, after) = ListMarker.split(title), marker.counts {
        (kind, content) = (.marked(marker), String(after))
      } else {
        (kind, content) = (.heading, String(title))
      }
    } else if let (marker, after) = ListMarker.split(rest) {
      (kind, content) = (.marked(marker), String(after))
    } else {
      content = String(rest)
      if rest.hasPrefix("**"), let end = rest.dropFirst(2).firstRange(of: "**") {
        kind = .bold(titleOnly: rest[end.upperBound...].allSatisfy { ":：".contains($0) })
      } else {
        kind = Quotation.surrounds(content) ? .quoted : .text
      }
    }
  }

  private static func isRule(_ line: Substring) -> Bool {
    if line == "[" || line == "]" || line == "]," || line == "{" || line == "}" { return true }
    let tag = line.lowercased()
    if [
      "<ul>", "</ul>", "<ol>", "</ol>", "\\begin{itemize}", "\\end{itemize}", "\\begin{enumerate}", "\\end{enumerate}",
    ]
    .contains(tag) {
      return true
    }
    guard let first = line.first, "-*_=—".contains(first) else { return false }
    let marks = line.filter { $0 != " " }
    return marks.count >= 3 && marks.allSatisfy { $0 == first }
  }

  private static func heading(_ line: Substring) -> Substring? {
    let level = line.prefix { $0 == "#" }.count
    guard (1...6).contains(level), line.dropFirst(level).first == " " else { return nil }
    return line.dropFirst(level).trimmed
  }
}

extension Substring {
  var trimmed: Substring {
    var text = self
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }
}
