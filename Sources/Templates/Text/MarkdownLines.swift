import Values

/// A Markdown text cut into lines, each with what it is: as much of Markdown as headings and sentences need.
struct MarkdownLines {
  enum Kind: Equatable {
    case blank
    /// `## Heading`, without its marks.
    case heading(String)
    /// `===` or `---` under a paragraph, which it makes a heading.
    case underline
    /// A fence, or a line of the code inside it; `isClosing` for the fence that ends it.
    case code(isClosing: Bool)
    /// `- item`, `1. item`: the number of scalars before its text.
    case listItem(indent: Int)
    /// `---`, a table's row, an indented block, a quotation: lines that stand for themselves.
    case other
    case prose
  }

  struct Line {
    /// Without its line break.
    let text: Substring
    let kind: Kind
  }

  let lines: [Line]

  init(_ text: String) {
    var lines: [Line] = []
    var fence: (mark: Unicode.Scalar, length: Int)?
    var inParagraph = false
    for scalars in text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false) {
      let line = Substring(scalars)
      let kind: Kind
      if let open = fence {
        let closes = MarkdownLines.fence(line).map { $0.mark == open.mark && $0.length >= open.length && !$0.hasInfo }
        if closes == true { fence = nil }
        kind = .code(isClosing: closes == true)
      } else if let opening = MarkdownLines.fence(line), opening.mark == "~" || !opening.hasBacktick {
        fence = (opening.mark, opening.length)
        kind = .code(isClosing: false)
      } else {
        kind = MarkdownLines.kind(of: line, inParagraph: inParagraph)
      }
      inParagraph = kind == .prose
      lines.append(Line(text: line, kind: kind))
    }
    self.lines = lines
  }

  private static func kind(of line: Substring, inParagraph: Bool) -> Kind {
    let scalars = Array(line.unicodeScalars)
    let indent = scalars.prefix { $0 == " " }.count
    let rest = scalars.dropFirst(indent)
    let bare = String(scalars: rest).stripped()
    guard let first = bare.unicodeScalars.first else { return .blank }
    if indent >= 4 || rest.first == "\t" { return inParagraph ? .prose : .other }
    if first == "#", let heading = heading(bare) { return .heading(heading) }
    if inParagraph, bare.unicodeScalars.allSatisfy({ $0 == "=" }) || bare.unicodeScalars.allSatisfy({ $0 == "-" }) {
      return .underline
    }
    if isThematicBreak(bare) || first == "|" || first == ">" { return .other }
    if let marker = markerLength(rest) { return .listItem(indent: indent + marker) }
    return .prose
  }

  private static func heading(_ line: String) -> String? {
    let marks = line.unicodeScalars.prefix { $0 == "#" }
    let rest = line.unicodeScalars.dropFirst(marks.count)
    guard marks.count <= 6, rest.first.map({ $0 == " " || $0 == "\t" }) ?? true else { return nil }
    let text = String(rest).stripped()
    // A run of # at the end closes the heading, if a blank stands before it.
    let open = text.stripped("#", leading: false)
    return open.isEmpty || open.unicodeScalars.last?.isPythonSpace == true ? open.stripped() : text
  }

  private static func isThematicBreak(_ line: String) -> Bool {
    let marks = line.unicodeScalars.filter { $0 != " " && $0 != "\t" }
    guard let first = marks.first, marks.count >= 3, "-*_".unicodeScalars.contains(first) else { return false }
    return marks.allSatisfy { $0 == first }
  }

  /// Of `- `, `* `, `+ `, `1. `, `1) ` at the start.
  private static func markerLength(_ line: ArraySlice<Unicode.Scalar>) -> Int? {
    let digits = line.prefix { ("0"..."9").contains($0) }.count
    let mark = line.dropFirst(digits).first
    let fits = digits == 0 ? mark == "-" || mark == "*" || mark == "+" : digits <= 9 && (mark == "." || mark == ")")
    guard fits else { return nil }
    let blanks = line.dropFirst(digits + 1).prefix { $0 == " " || $0 == "\t" }.count
    return blanks > 0 || line.count == digits + 1 ? digits + 1 + blanks : nil
  }

  private static func fence(
    _ line: Substring
  ) -> (mark: Unicode.Scalar, length: Int, hasInfo: Bool, hasBacktick: Bool)? {
    let indent = line.unicodeScalars.prefix { $0 == " " }.count
    let rest = line.unicodeScalars.dropFirst(indent)
    guard indent < 4, let mark = rest.first, mark == "`" || mark == "~" else { return nil }
    let length = rest.prefix { $0 == mark }.count
    guard length >= 3 else { return nil }
    let info = String(rest.dropFirst(length)).stripped()
    return (mark, length, !info.isEmpty, info.unicodeScalars.contains("`"))
  }

  /// The lines of the first heading, and its text with its marks inside; nil where there is none.
  var firstHeading: (lines: Range<Int>, text: String)? {
    for (index, line) in lines.enumerated() {
      switch line.kind {
      case .heading(let text): return (index..<(index + 1), text)
      case .underline:
        var start = index
        while start > 0, lines[start - 1].kind == .prose { start -= 1 }
        let text = lines[start..<index].map { String($0.text).stripped() }.joined(separator: " ")
        return (start..<(index + 1), text)
      default: continue
      }
    }
    return nil
  }
}
