import Values

/// What a plain scalar means: YAML 1.2.2, section 10.3.2.
enum CoreSchema {
  enum Meaning { case null, boolean, integer, float, string }

  static func meaning(of text: UnsafeBufferPointer<UInt8>) -> Meaning {
    guard let first = text.first else { return .null }
    switch first {
    case UInt8(ascii: "~"): return text.count == 1 ? .null : .string
    case UInt8(ascii: "n"), UInt8(ascii: "N"): return isOne(of: ["null", "Null", "NULL"], text) ? .null : .string
    case UInt8(ascii: "t"), UInt8(ascii: "T"): return isOne(of: ["true", "True", "TRUE"], text) ? .boolean : .string
    case UInt8(ascii: "f"), UInt8(ascii: "F"): return isOne(of: ["false", "False", "FALSE"], text) ? .boolean : .string
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
      return text.count <= YAML.longestNumber ? number(text) : .string
    default: return .string
    }
  }

  /// The value of a text that has this meaning; `.integer` text may be handed in as `.float`, for `!!float 1`.
  static func value(_ text: String, _ meaning: Meaning) -> Value {
    switch meaning {
    case .string: .string(text)
    case .null: .source(text: text, meaning: .none)
    case .boolean: .source(text: text, meaning: .bool(text.utf8.count == 4))
    case .integer: .source(text: text, meaning: integer(text))
    case .float: .source(text: text, meaning: .float(double(text)))
    }
  }

  private static func isOne(of words: [StaticString], _ text: UnsafeBufferPointer<UInt8>) -> Bool {
    words.contains { word in word.withUTF8Buffer { $0.elementsEqual(text) } }
  }

  private static func number(_ text: UnsafeBufferPointer<UInt8>) -> Meaning {
    if text.count > 2, text[0] == UInt8(ascii: "0") {
      if text[1] == UInt8(ascii: "o") { return text[2...].allSatisfy { (48...55).contains($0) } ? .integer : .string }
      if text[1] == UInt8(ascii: "x") { return text[2...].allSatisfy(isHexadecimal) ? .integer : .string }
    }
    var rest = text[...]
    let isSigned = rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-")
    if isSigned { rest = rest.dropFirst() }
    if rest.first == UInt8(ascii: ".") {
      let name = UnsafeBufferPointer(rebasing: rest)
      if isOne(of: [".inf", ".Inf", ".INF"], name) { return .float }
      if !isSigned, isOne(of: [".nan", ".NaN", ".NAN"], name) { return .float }
    }
    let whole = takeDigits(&rest)
    if rest.isEmpty { return whole > 0 ? .integer : .string }
    var fraction = 0
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst()
      fraction = takeDigits(&rest)
    }
    guard whole + fraction > 0 else { return .string }
    if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
      rest = rest.dropFirst()
      if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
      guard takeDigits(&rest) > 0 else { return .string }
    }
    return rest.isEmpty ? .float : .string
  }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    switch byte {
    case 48...57, 65...70, 97...102: true
    default: false
    }
  }

  /// How many digits it took.
  private static func takeDigits(_ rest: inout Slice<UnsafeBufferPointer<UInt8>>) -> Int {
    let before = rest.count
    while let byte = rest.first, (48...57).contains(byte) { rest = rest.dropFirst() }
    return before - rest.count
  }

  private static func integer(_ text: String) -> Value {
    let isOctal = text.hasPrefix("0o")
    let hasPrefix = isOctal || text.hasPrefix("0x")
    let number = Value.wholeNumber(text.dropFirst(hasPrefix ? 2 : 0), radix: isOctal ? 8 : hasPrefix ? 16 : 10)
    return number ?? .float(double(text))
  }

  private static func double(_ text: String) -> Double {
    let body = text.drop { $0 == "+" || $0 == "-" }
    if body.lowercased() == ".nan" { return .nan }
    let size = body.lowercased() == ".inf" ? Double.infinity : Double(body) ?? .nan
    return text.hasPrefix("-") ? -size : size
  }
}
