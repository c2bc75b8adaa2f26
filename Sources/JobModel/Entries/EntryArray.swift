/// A list that came as JSON: an array of texts or of small objects, alone or as the one member of an object.
///
/// Read more kindly than JSON allows, since models leave a comma at the end, quote as Python does, or are cut off.
enum EntryArray {
  /// nil where no line begins such an array, or where what begins so is none.
  static func entries(in text: String, cut: Bool) -> [String]? {
    var start = text.startIndex
    while start < text.endIndex {
      let line = text[start...]
      var reader = Reader(rest: line.drop { $0 == " " || $0 == "\t" })
      if reader.opensArray, let array = reader.array() { return texts(array, cut: cut) }
      reader = Reader(rest: line.drop { $0.isWhitespace })
      if let array = reader.objects() { return texts(array, cut: cut) }
      guard let end = line.firstIndex(where: \.isNewline) else { break }
      start = text.index(after: end)
    }
    return nil
  }

  private static func texts(_ array: Array, cut: Bool) -> [String] {
    let elements = array.isWhole || !cut ? array.elements : array.elements.filter(\.isWhole)
    return elements.map { String($0.text[...].trimmed) }
  }

  struct Element {
    var text: String
    var isWhole = true
  }

  struct Array {
    var elements: [Element]
    var isWhole: Bool
  }

  private struct Reader {
    var rest: Substring

    /// `["`, `[{`, `['`, or `{"name": [`, with white space in between.
    var opensArray: Bool {
      mutating get {
        if rest.first == "{" {
          var inner = Reader(rest: rest.dropFirst())
          inner.skipSpace()
          guard inner.rest.first == "\"", inner.string() != nil else { return false }
          inner.skipSpace()
          guard inner.take(":") else { return false }
          inner.skipSpace()
          rest = inner.rest
        }
        guard rest.first == "[" else { return false }
        return rest.dropFirst().first { !$0.isWhitespace }.map { "\"'{".contains($0) } ?? false
      }
    }

    mutating func array() -> Array? {
      guard take("[") else { return nil }
      var elements: [Element] = []
      while true {
        skipSpace()
        if take("]") { return Array(elements: elements, isWhole: true) }
        if rest.isEmpty { return Array(elements: elements, isWhole: false) }
        guard let element = element() else { return nil }
        elements.append(element)
        skipSpace()
        if !take(","), let next = rest.first, next != "]" { return nil }
      }
    }

    /// Objects below one another, as in JSON Lines; nil where there are fewer than two.
    mutating func objects() -> Array? {
      var elements: [Element] = []
      while rest.first == "{", let object = object() {
        elements.append(object)
        skipSpace()
      }
      return elements.count < 2 ? nil : Array(elements: elements, isWhole: elements.allSatisfy(\.isWhole))
    }

    private mutating func element() -> Element? {
      switch rest.first {
      case "\"", "'": return string()
      case "{": return object()
      case "[":
        return array().map { array in
          Element(text: array.elements.map(\.text).joined(separator: "; "), isWhole: array.isWhole)
        }
      default:
        let word = rest.prefix { !",]}".contains($0) && !$0.isWhitespace }
        rest = rest[word.endIndex...]
        return word.isEmpty ? nil : Element(text: String(word), isWhole: !rest.isEmpty)
      }
    }

    /// An object's texts, joined: `{"title": "A", "summary": "B"}` is `A: B`. Its numbers only count.
    private mutating func object() -> Element? {
      guard take("{") else { return nil }
      var texts: [String] = []
      while true {
        skipSpace()
        let all = texts.joined(separator: ": ")
        if take("}") { return Element(text: all) }
        if rest.isEmpty { return Element(text: all, isWhole: false) }
        guard string() != nil else { return nil }
        skipSpace()
        if rest.isEmpty { return Element(text: all, isWhole: false) }
        guard take(":") else { return nil }
        skipSpace()
        if rest.isEmpty { return Element(text: all, isWhole: false) }
        let isText = !(rest.first?.isNumber ?? false)
        guard let value = element() else { return nil }
        if isText { texts.append(value.text) }
        if !value.isWhole { return Element(text: texts.joined(separator: ": "), isWhole: false) }
        skipSpace()
        if !take(","), let next = rest.first, next != "}" { return nil }
      }
    }

    private mutating func string() -> Element? {
      guard let quote = rest.first, quote == "\"" || quote == "'" else { return nil }
      rest.removeFirst()
      var text = ""
      while let next = rest.popFirst() {
        if next == quote { return Element(text: text) }
        text += next == "\\" ? escaped() : String(next)
      }
      return Element(text: text, isWhole: false)
    }

    /// What stands for a backslash and the character after it.
    private mutating func escaped() -> String {
      switch rest.popFirst() {
      case nil: return ""
      case "n", "r", "t": return " "
      case "b", "f": return ""
      case "u": return codePoint()
      case let other?: return String(other)
      }
    }

    private mutating func codePoint() -> String {
      guard let high = fourDigits() else { return "" }
      if let scalar = Unicode.Scalar(high) { return String(scalar) }
      guard (0xD800..<0xDC00).contains(high), rest.hasPrefix("\\u") else { return "\u{FFFD}" }
      rest = rest.dropFirst(2)
      guard let low = fourDigits(), (0xDC00..<0xE000).contains(low) else { return "\u{FFFD}" }
      return Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00)).map { String($0) } ?? "\u{FFFD}"
    }

    private mutating func fourDigits() -> UInt32? {
      let digits = rest.prefix(4)
      rest = rest.dropFirst(4)
      return digits.count == 4 ? UInt32(digits, radix: 16) : nil
    }

    private mutating func take(_ character: Character) -> Bool {
      guard rest.first == character else { return false }
      rest.removeFirst()
      return true
    }

    private mutating func skipSpace() { while rest.first?.isWhitespace == true { rest.removeFirst() } }
  }
}
