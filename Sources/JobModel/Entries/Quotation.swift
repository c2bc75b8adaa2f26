/// Quotation marks around a whole entry.
enum Quotation {
  private static let pairs: [(open: Character, close: Character)] = [
    ("\"", "\""), ("“", "”"), ("„", "“"), ("„", "”"), ("'", "'"), ("‘", "’"), ("‚", "‘"), ("«", "»"), ("»", "«"),
    ("「", "」"),
    ("『", "』"), ("”", "”"),
  ]

  /// Without emphasis that holds all of the text: `**An idea**`.
  static func emphasisRemoved(from text: String) -> String {
    for mark in ["**", "__"] where text.count > 4 && text.hasPrefix(mark) && text.hasSuffix(mark) {
      let inner = text.dropFirst(2).dropLast(2)
      if !inner.contains(mark) { return String(inner.trimmed) }
    }
    return text
  }

  /// Whether one pair of marks holds all of the text, but for a comma or semicolon after it.
  static func surrounds(_ text: String) -> Bool { inside(withoutComma(text[...])) != nil }

  /// The text without such a pair, and without the comma after it.
  static func removed(from text: String) -> String {
    if let inner = inside(withoutComma(text[...])) { return String(inner.trimmed) }
    return String(withoutStray(text[...]))
  }

  private static func withoutComma(_ text: Substring) -> Substring {
    guard let last = text.last, last == "," || last == ";" else { return text }
    let rest = text.dropLast().trimmed
    return rest.last.map { last in pairs.contains { $0.close == last } } == true ? rest : text
  }

  private static func inside(_ text: Substring) -> Substring? {
    guard text.count > 2, let first = text.first, let last = text.last else { return nil }
    for pair in pairs where pair.open == first && pair.close == last {
      let inner = text.dropFirst().dropLast()
      // `"A" and "B"` is no quotation of the whole; `'the gardener's year'` is.
      let ends = inner.indices.contains { place in
        guard inner[place] == pair.close || inner[place] == pair.open else { return false }
        return pair.open != "'" || !isApostrophe(inner, at: place)
      }
      if !ends { return inner }
    }
    return nil
  }

  private static func isApostrophe(_ text: Substring, at place: Substring.Index) -> Bool {
    let next = text.index(after: place)
    return place > text.startIndex && text[text.index(before: place)].isLetter && next < text.endIndex
      && text[next].isLetter
  }

  /// Without a mark whose partner stood in the prompt (`1. "` at its end) or was cut off.
  private static func withoutStray(_ text: Substring) -> Substring {
    let bare = text.last == "," ? text.dropLast() : text
    for pair in pairs where pair.open != "'" {
      if bare.last == pair.close, !bare.dropLast().contains(where: { $0 == pair.open || $0 == pair.close }) {
        return bare.dropLast().trimmed
      }
    }
    return text
  }
}
