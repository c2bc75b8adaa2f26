import Values

extension TextFilters {
  /// The text of a Markdown text's first heading, without marks for emphasis, code and links; where it has none, its
  /// first line that is not blank. Nil for a text of blanks.
  package static func heading(_ text: String) -> String? {
    let markdown = MarkdownLines(text)
    if let heading = markdown.firstHeading { return InlineMarks.removed(from: heading.text) }
    let first = markdown.lines.first { $0.kind != .blank }
    return first.map { InlineMarks.removed(from: String($0.text).stripped()) }
  }

  /// The text without its first heading, if it begins with it; otherwise the text as it is.
  package static func withoutHeading(_ text: String) -> String {
    let markdown = MarkdownLines(text)
    guard let heading = markdown.firstHeading,
      markdown.lines[..<heading.lines.lowerBound].allSatisfy({ $0.kind == .blank })
    else { return text }
    let rest = markdown.lines[heading.lines.upperBound...].drop { $0.kind == .blank }
    return rest.map { String($0.text) }.joined(separator: "\n")
  }
}

/// Marks inside a line of Markdown: `**bold**`, `*emphasis*`, `` `code` ``, `[text](address)`.
enum InlineMarks {
  /// In scalars. A longer line is no title; and each open bracket in it is looked for its closing one, so that a reply
  /// made of brackets could take hours.
  private static let longest = 2_000

  /// The text as a reader sees it; one that is too long as it stands.
  static func removed(from text: String) -> String {
    guard text.unicodeScalars.dropFirst(longest).isEmpty else { return text }
    var marks = InlineScanner(Array(text.unicodeScalars)[...])
    return marks.text
  }
}

private struct InlineScanner {
  private enum Piece {
    case text(String)
    /// A run of `*`, `_` or `~~`, and how many of it are still there.
    case run(mark: Unicode.Scalar, count: Int, opens: Bool, closes: Bool)
  }

  private var pieces: [Piece] = []
  private var rest: ArraySlice<Unicode.Scalar>
  private var before: Unicode.Scalar?

  init(_ scalars: ArraySlice<Unicode.Scalar>) { rest = scalars }

  var text: String {
    mutating get {
      while let scalar = rest.first { read(scalar) }
      matchRuns()
      return pieces.map { piece in
        switch piece {
        case .text(let text): text
        case .run(let mark, let count, _, _): String(repeating: String(mark), count: count)
        }
      }.joined()
    }
  }

  private mutating func read(_ scalar: Unicode.Scalar) {
    switch scalar {
    case "\\" where rest.dropFirst().first.map(isPunctuation) ?? false:
      rest.removeFirst()
      take(1)
    case "`": readCode()
    case "*", "_", "~": readRun(scalar)
    case "!" where rest.dropFirst().first == "[":
      if !readLink(skipping: 2) { take(1) }
    case "[":
      if !readLink(skipping: 1) { take(1) }
    case "<":
      if !readAddress() { take(1) }
    default: take(1)
    }
  }

  private func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isASCII && !scalar.isPythonWord && scalar.value > 32 || scalar == "_"
  }

  private mutating func take(_ count: Int) {
    before = rest.prefix(count).last
    pieces.append(.text(String(scalars: rest.prefix(count))))
    rest = rest.dropFirst(count)
  }

  /// `` `code` ``, between runs of equal length.
  private mutating func readCode() {
    let length = rest.prefix { $0 == "`" }.count
    var inner = rest.dropFirst(length)
    let start = inner
    while !inner.isEmpty {
      let run = inner.prefix { $0 == "`" }.count
      if run == length {
        let code = String(scalars: start[..<inner.startIndex])
        pieces.append(.text(code.stripped(" ")))
        before = "`"
        rest = inner.dropFirst(run)
        return
      }
      inner = inner.dropFirst(max(run, 1))
    }
    take(length)
  }

  private mutating func readRun(_ mark: Unicode.Scalar) {
    let count = rest.prefix { $0 == mark }.count
    let after = rest.dropFirst(count).first
    guard mark != "~" || count == 2 else { return take(count) }
    let spaceBefore = before?.isPythonSpace ?? true
    let spaceAfter = after?.isPythonSpace ?? true
    let inWord = mark == "_" && (before.map { $0 != "_" && $0.isPythonWord } ?? false) && (after?.isPythonWord ?? false)
    pieces.append(.run(mark: mark, count: count, opens: !spaceAfter && !inWord, closes: !spaceBefore && !inWord))
    before = mark
    rest = rest.dropFirst(count)
  }

  /// `[text](address)`, `[text][name]`: the text, whose own marks go as well.
  private mutating func readLink(skipping marks: Int) -> Bool {
    guard let end = closing("[", "]", from: rest.startIndex + marks - 1) else { return false }
    let inner = rest[(rest.startIndex + marks)..<end]
    var after = end + 1
    guard after < rest.endIndex else { return false }
    if rest[after] == "(", let close = closing("(", ")", from: after) {
      after = close + 1
    } else if rest[after] == "[", let close = closing("[", "]", from: after) {
      after = close + 1
    } else {
      return false
    }
    var scanner = InlineScanner(inner)
    pieces.append(.text(scanner.text))
    before = ")"
    rest = rest[after...]
    return true
  }

  private func closing(_ open: Unicode.Scalar, _ close: Unicode.Scalar, from start: Int) -> Int? {
    var depth = 0
    var index = start
    while index < rest.endIndex {
      if rest[index] == "\\" {
        index += 2
        continue
      }
      depth += rest[index] == open ? 1 : rest[index] == close ? -1 : 0
      if depth == 0 { return index }
      index += 1
    }
    return nil
  }

  /// `<https://…>`
  private mutating func readAddress() -> Bool {
    guard let end = rest.firstIndex(of: ">") else { return false }
    let inner = rest[(rest.startIndex + 1)..<end]
    guard inner.contains(":") || inner.contains("@"), !inner.contains(where: \.isPythonSpace) else { return false }
    pieces.append(.text(String(scalars: inner)))
    before = ">"
    rest = rest[(end + 1)...]
    return true
  }

  /// Takes away the runs that belong together: each closing one takes the nearest opening one of its mark.
  private mutating func matchRuns() {
    for index in pieces.indices {
      guard case .run(let mark, var count, let opens, true) = pieces[index] else { continue }
      for other in pieces[..<index].indices.reversed() {
        guard count > 0, case .run(mark, let open, true, let closes) = pieces[other], open > 0 else { continue }
        let matched = min(open, count)
        count -= matched
        pieces[other] = .run(mark: mark, count: open - matched, opens: true, closes: closes)
      }
      pieces[index] = .run(mark: mark, count: count, opens: opens, closes: true)
    }
  }
}
