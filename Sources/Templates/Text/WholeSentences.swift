import Values

extension TextFilters {
  /// The text without an unfinished sentence at its end. Headings, closed code, rows of tables and items of a list
  /// without full stops count as finished lines and stay. A text without any finished sentence is left as it is.
  package static func wholeSentences(_ text: String) -> String {
    var lines = MarkdownLines(text).lines
    var hasCut = false
    while true {
      while let last = lines.last, last.kind == .blank { lines.removeLast() }
      guard let last = lines.last else { return text }
      let block = blockStart(lines)
      let content = lines[block...].map(\.text).joined(separator: "\n")
      if isFinished(last, content, before: lines[..<block]) { break }
      hasCut = true
      if let end = Sentences.lastEnd(in: content) {
        let kept = String(scalars: content.unicodeScalars.prefix(end))
        return joined(lines[..<block], kept)
      }
      lines.removeSubrange(block...)
    }
    guard hasCut else { return text }
    // What is left may be headings alone: then there was no finished sentence.
    let kept = joined(lines[...], nil)
    let hasSentence = MarkdownLines(kept).lines.contains {
      $0.kind != .blank && Sentences.lastEnd(in: String($0.text)) != nil
    }
    return hasSentence ? kept : text
  }

  private static func joined(_ lines: ArraySlice<MarkdownLines.Line>, _ last: String?) -> String {
    (lines.map { String($0.text) } + (last.map { [$0] } ?? [])).joined(separator: "\n")
  }

  /// The first line of the block that ends the text: a paragraph, an item with its lines, an open fence.
  private static func blockStart(_ lines: [MarkdownLines.Line]) -> Int {
    var start = lines.count - 1
    switch lines[start].kind {
    case .prose:
      while start > 0, lines[start - 1].kind == .prose { start -= 1 }
      if start > 0, case .listItem = lines[start - 1].kind { start -= 1 }
    case .code(isClosing: false):
      while start > 0, case .code(isClosing: false) = lines[start - 1].kind { start -= 1 }
    default: break
    }
    return start
  }

  private static func isFinished(
    _ last: MarkdownLines.Line, _ block: String, before: ArraySlice<MarkdownLines.Line>
  ) -> Bool {
    switch last.kind {
    case .heading, .underline, .code(isClosing: true), .other: return true
    case .code: return false
    case .blank, .prose, .listItem:
      let end = Sentences.lastEnd(in: block)
      if end == block.scalarCount - trailingBlanks(block) { return true }
      guard case .listItem(let indent)? = MarkdownLines(block).lines.first?.kind, end == nil else { return false }
      // Items without full stops are finished if the item before has none either.
      let item = String(scalars: block.unicodeScalars.dropFirst(indent))
      guard let previous = before.last(where: { $0.kind != .blank }), case .listItem = previous.kind else {
        return !item.stripped().isEmpty
      }
      return !item.stripped().isEmpty && Sentences.lastEnd(in: String(previous.text)) == nil
    }
  }

  private static func trailingBlanks(_ text: String) -> Int {
    text.unicodeScalars.reversed().prefix(while: \.isPythonSpace).count
  }
}

/// Where sentences end.
enum Sentences {
  /// How many scalars of the text reach to the end of its last finished sentence; nil where none is finished.
  static func lastEnd(in text: String) -> Int? {
    let scalars = Array(text.unicodeScalars)
    // Going back, each step knows what stands behind it: a reply of a million marks is read once.
    var end = scalars.count
    var next: Unicode.Scalar?
    var following: Unicode.Scalar?
    for index in scalars.indices.reversed() {
      let scalar = scalars[index]
      if isMark(scalar), endsSentence(scalars, markAt: index, end: end, next: next) { return end }
      if !scalar.isPythonSpace, !opensQuotation(scalar) { following = scalar }
      if !isMark(scalar), !closesQuotation(scalar) { (end, next) = (index, following) }
    }
    return nil
  }

  /// Whether the mark at `index` ends a sentence.
  ///
  /// - Parameters:
  ///   - end: behind the marks, quotes and brackets that follow it.
  ///   - next: what the next word begins with.
  private static func endsSentence(
    _ text: [Unicode.Scalar], markAt index: Int, end: Int, next: Unicode.Scalar?
  ) -> Bool {
    let mark = text[index]
    if "。！？".unicodeScalars.contains(mark) { return true }
    guard end == text.count || text[end].isPythonSpace else { return false }
    // "… he asked" goes on after a mark, and so does a sentence after most abbreviations.
    if let next, next.properties.isLowercase { return false }
    return mark != "." || !(isAbbreviation(text, dotAt: index, next: next) || isMarker(text, dotAt: index))
  }

  private static func isMark(_ scalar: Unicode.Scalar) -> Bool { ".!?…。！？".unicodeScalars.contains(scalar) }

  private static func closesQuotation(_ scalar: Unicode.Scalar) -> Bool {
    "\"'”’»›)]}*_`」』）".unicodeScalars.contains(scalar)
  }

  private static func opensQuotation(_ scalar: Unicode.Scalar) -> Bool {
    "\"'“‘«‹([{*_`「『（".unicodeScalars.contains(scalar)
  }

  private static func word(_ text: [Unicode.Scalar], before index: Int) -> ArraySlice<Unicode.Scalar> {
    var start = index
    while start > 0, text[start - 1].isPythonWord || text[start - 1] == "." { start -= 1 }
    return text[start..<index]
  }

  private static func isAbbreviation(_ text: [Unicode.Scalar], dotAt index: Int, next: Unicode.Scalar?) -> Bool {
    let word = word(text, before: index)
    // An ellipsis of three dots ends what it stands behind.
    if word.last == "." { return false }
    let name = String(scalars: word).lowercased()
    if neverLast.contains(name) { return true }
    guard let next else { return false }
    if beforeNumbers.contains(name), next.isDigit { return true }
    if oftenInside.contains(name) { return true }
    // "J. Smith": an initial, unless it is the word I.
    return word.count == 1 && word.first?.properties.isUppercase == true && word.first != "I"
  }

  /// Abbreviations behind which something always follows.
  private static let neverLast: Set<String> = [
    "dr", "mr", "mrs", "ms", "prof", "st", "vs", "e.g", "i.e", "cf", "approx", "ca", "z.b", "d.h", "bzw", "gen", "rev",
    "hon", "capt", "sgt", "lt", "eg", "ie", "viz", "p.ex",
  ]

  /// Those that end a sentence only where it ends the text.
  private static let oftenInside: Set<String> = [
    "etc", "inc", "ltd", "co", "jr", "sr", "al", "u.s", "u.k", "a.m", "p.m",
  ]

  /// Those that stand for a word only before a number: "No. 5", but "He said no. Five left."
  private static let beforeNumbers: Set<String> = ["no", "nr", "nos", "vol", "fig", "pp", "p", "ch", "art", "sec"]

  /// `1.` at the start of a line numbers an item.
  private static func isMarker(_ text: [Unicode.Scalar], dotAt index: Int) -> Bool {
    let lineStart = text[..<index].lastIndex(of: "\n").map { $0 + 1 } ?? 0
    let before = text[lineStart..<index].drop { $0 == " " || $0 == ">" }
    return !before.isEmpty && before.count <= 3 && before.allSatisfy(\.isDigit)
  }
}
