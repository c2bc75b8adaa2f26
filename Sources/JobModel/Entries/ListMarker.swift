/// What stands before an entry of a list.
enum ListMarker {
  enum Kind: Equatable {
    case numbered(Int)
    /// `a)`, `B.`: its place in the alphabet from 1.
    case lettered(Int)
    /// `Idea 3:`, `Tip #3 –`.
    case labelled(Int)
    case bullet

    /// Whether the marker says which entry it is.
    var counts: Bool { self != .bullet }

    var number: Int? {
      switch self {
      case .numbered(let n), .lettered(let n), .labelled(let n): n
      case .bullet: nil
      }
    }

    /// Whether both belong to one list, whatever their numbers.
    func isSameSort(as other: Kind) -> Bool {
      switch (self, other) {
      case (.numbered, .numbered), (.lettered, .lettered), (.labelled, .labelled), (.bullet, .bullet): true
      default: false
      }
    }
  }

  /// The marker at the start of a trimmed line and the text after it; nil where the line has none.
  static func split(_ line: Substring) -> (Kind, Substring)? {
    if let text = bullet(line) { return (.bullet, text) }
    if let (kind, text) = counted(line) { return (kind, text.trimmed) }
    // `**1.** Text` and `**1. Title**: text`: the number leaves, what else is bold stays so.
    for emphasis in ["**", "__", "*", "_"] where line.hasPrefix(emphasis) {
      guard let (kind, text) = counted(line.dropFirst(emphasis.count)) else { return nil }
      if text.hasPrefix(emphasis) {
        var after = text.dropFirst(emphasis.count).trimmed
        // `**1**: Text` and `**Idea 1** – Text`.
        if let first = after.first, ":.–—".contains(first) { after = after.dropFirst().trimmed }
        return (kind, after)
      }
      let rest = text.trimmed
      return (kind, rest.isEmpty ? rest : Substring(emphasis + rest))
    }
    return nil
  }

  /// The lines with only those markers that can be some: letters and labels come in a row (`A. Smith` alone is a name), and
  /// a lone number begins a list or goes on with one that the prompt began (`12: the dozen` is text).
  static func plausible(in lines: [ReplyLine]) -> [ReplyLine] {
    func row(of sort: ListMarker.Kind) -> Bool {
      let numbers = lines.compactMap(\.marker).filter { $0.isSameSort(as: sort) }.compactMap(\.number)
      return zip(numbers, numbers.dropFirst()).contains { $1 == $0 + 1 }
    }
    let letters = row(of: .lettered(1))
    let labels = row(of: .labelled(1))
    let numbers = lines.compactMap(\.marker).filter { $0.isSameSort(as: .numbered(1)) }.compactMap(\.number)
    let numbered = numbers.count > 1 || numbers.first.map { $0 <= 2 } == true
    return lines.map { line in
      switch line.marker {
      case .lettered where !letters, .labelled where !labels, .numbered where !numbered: line.asText
      default: line
      }
    }
  }

  // MARK: Bullets

  /// Marks that are nothing but bullets, so that no space need follow.
  private static let signs: Set<Character> = [
    "•", "‣", "◦", "▪", "▫", "●", "○", "■", "□", "◆", "◇", "∙", "⁃", "➤", "➢", "►", "▶", "➜", "➔", "→", "✓", "✔", "✔️",
    "✅", "☐",
    "☑", "☑️", "❖", "✦", "★", "☆",
  ]

  private static func bullet(_ line: Substring) -> Substring? {
    guard let first = line.first else { return nil }
    let rest = line.dropFirst()
    if line.lowercased().hasPrefix("<li>") { return itemOfHTML(line) }
    if line.hasPrefix("\\item ") { return line.dropFirst(6).trimmed }
    if signs.contains(first) { return rest.trimmed }
    guard "-*+–—·".contains(first) else { return nil }
    guard let next = rest.first else { return rest }
    if next.isWhitespace { return withoutCheckbox(rest.trimmed) }
    // `-Text` and `–Text`, as small models write them; not `-5 °C`, `--flag` or `*emphasis*`.
    return "-–—".contains(first) && (next.isLetter || "\"“„«".contains(next)) ? rest : nil
  }

  private static func withoutCheckbox(_ text: Substring) -> Substring {
    for box in ["[ ]", "[x]", "[X]", "[]"] where text.hasPrefix(box) && text.dropFirst(box.count).first != "(" {
      return text.dropFirst(box.count).trimmed
    }
    return text
  }

  private static func itemOfHTML(_ line: Substring) -> Substring {
    var text = line.dropFirst(4)
    if text.lowercased().hasSuffix("</li>") { text = text.dropLast(5) }
    return text.trimmed
  }

  // MARK: Numbers, letters, labels

  private static func counted(_ line: Substring) -> (Kind, Substring)? {
    if let (number, text) = number(line) { return (.numbered(number), text) }
    if let (letter, text) = letter(line) { return (.lettered(letter), text) }
    if let (number, text) = label(line) { return (.labelled(number), text) }
    return nil
  }

  /// `1.` `1)` `1:` `1.)` `1\.` `1、` `1 –` `(1)` `[1]` `#1` `1️⃣` `①`
  private static func number(_ line: Substring) -> (Int, Substring)? {
    guard let first = line.first else { return nil }
    if let scalar = first.unicodeScalars.first, (0x2460...0x2473).contains(scalar.value) {
      return (Int(scalar.value) - 0x245F, line.dropFirst())
    }
    if let (number, text) = keycaps(line) { return (number, text) }
    if first == "(" || first == "[" {
      guard let (number, rest) = digits(line.dropFirst()), rest.first == (first == "(" ? ")" : "]") else { return nil }
      let text = rest.dropFirst()
      return text.first == "(" ? nil : (number, text)
    }
    if first == "#" {
      guard let (number, rest) = digits(line.dropFirst()) else { return nil }
      return delimited(rest).map { (number, $0) } ?? (rest.first == " " ? (number, rest) : nil)
    }
    guard let (number, rest) = digits(line) else { return nil }
    // `**1** Text` and `**1**: Text` end their number with the emphasis alone.
    if rest.hasPrefix("**") || rest.hasPrefix("__") { return (number, rest) }
    return delimited(rest).map { (number, $0) }
  }

  /// What follows `.`, `)`, `:` or a dash between spaces; nil where a time, a decimal or a range stands there.
  private static func delimited(_ rest: Substring) -> Substring? {
    guard let mark = rest.first else { return nil }
    var text = rest.dropFirst()
    switch mark {
    case ".", ":", "．", "：", "、", "\\":
      if mark == "\\" {
        guard text.first == "." || text.first == ")" else { return nil }
        text = text.dropFirst()
      } else if mark == ".", text.first == ")" {
        text = text.dropFirst()
      }
      return text.first?.isNumber == true ? nil : text
    case ")", "）":
      return text
    case " ":
      guard let dash = text.first, "-–—:".contains(dash), text.dropFirst().first == " " else { return nil }
      text = text.dropFirst(2).trimmed
      return text.first?.isNumber == true ? nil : text
    default:
      return nil
    }
  }

  /// One to three digits of any script: four are a year.
  private static func digits(_ line: Substring) -> (Int, Substring)? {
    var number = 0
    var rest = line
    var count = 0
    while let value = rest.first?.wholeNumberValue, (0...9).contains(value), rest.first?.isNumber == true {
      number = number * 10 + value
      rest.removeFirst()
      count += 1
      if count > 3 { return nil }
    }
    return count == 0 ? nil : (number, rest)
  }

  private static func keycaps(_ line: Substring) -> (Int, Substring)? {
    var number = 0
    var rest = line
    while let first = rest.first, first.unicodeScalars.last?.value == 0x20E3,
      let digit = first.unicodeScalars.first.flatMap({ Character($0).wholeNumberValue })
    {
      number = number * 10 + digit
      rest.removeFirst()
      if number > 99 { break }
    }
    if line.first == "🔟" { return (10, line.dropFirst()) }
    return rest.startIndex == line.startIndex ? nil : (number, rest)
  }

  private static func letter(_ line: Substring) -> (Int, Substring)? {
    var rest = line
    let bracketed = rest.first == "("
    if bracketed { rest.removeFirst() }
    guard let value = rest.first?.asciiValue, let mark = rest.dropFirst().first else { return nil }
    guard mark == ")" || (mark == "." && !bracketed) else { return nil }
    let text = rest.dropFirst(2)
    guard text.first == " " else { return nil }
    switch value {
    case UInt8(ascii: "a")...UInt8(ascii: "z"): return (Int(value) - 96, text)
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): return (Int(value) - 64, text)
    default: return nil
    }
  }

  private static func label(_ line: Substring) -> (Int, Substring)? {
    let word = line.prefix { $0.isLetter }
    guard (2...16).contains(word.count) else { return nil }
    var rest = line.dropFirst(word.count)
    guard rest.first == " " else { return nil }
    rest.removeFirst()
    if rest.first == "#" { rest.removeFirst() }
    guard let (number, after) = digits(rest) else { return nil }
    if after.isEmpty || after.hasPrefix("**") || after.hasPrefix("__") { return (number, after) }
    return delimited(after).map { (number, $0) }
  }
}
