import Values

/// Scalars on one line, as readers of YAML 1.1 and 1.2 take them for the same.
enum ScalarText {
  static func of(_ value: Value) -> String {
    switch value {
    case .none, .unknown: "null"
    case .bool(let flag): flag ? "true" : "false"
    case .integer(let number): String(number)
    case .bigInteger(let number): "\(number)"
    case .float(let number): float(number)
    case .string(let text): string(text)
    case .moment(let moment): moment.text
    case .source(let text, let meaning): source(text, meaning)
    // The emitter writes collections itself and never asks for their text.
    case .list, .tuple, .map: "null"
    }
  }

  /// Keys that are no strings are plain: their type stays for readers that know such keys.
  static func key(_ key: MapKey) -> String {
    switch key {
    case .string(let text): string(text.string)
    case .integer(let number): String(number)
    case .float(let number): float(number)
    case .bool(let flag): flag ? "true" : "false"
    case .none: "null"
    }
  }

  private static func source(_ text: String, _ meaning: Value) -> String {
    switch meaning {
    case .integer, .bigInteger: isDecimal(text) ? text : of(meaning)
    case .float(let number): isPointFloat(text) ? text : float(number)
    case .string(let string): TimestampText.matches(text) ? text : self.string(string)
    case .bool, .none: text.isEmpty ? "null" : text
    default: of(meaning)
    }
  }

  /// YAML 1.1 knows a float by its point, and an exponent by its sign.
  private static func float(_ number: Double) -> String {
    if number.isNaN { return ".nan" }
    if number.isInfinite { return number < 0 ? "-.inf" : ".inf" }
    let text = "\(number)"
    guard !text.utf8.contains(UInt8(ascii: ".")), let e = text.firstIndex(of: "e") else { return text }
    return text[..<e] + ".0" + text[e...]
  }

  /// No leading zero, which is octal in YAML 1.1.
  private static func isDecimal(_ text: String) -> Bool {
    let digits = withoutSign(text)
    return !digits.isEmpty && digits.allSatisfy(isDigit) && (digits.count == 1 || digits.first != UInt8(ascii: "0"))
  }

  private static func isPointFloat(_ text: String) -> Bool {
    let parts = withoutSign(text).split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard parts.count == 2, isDecimal(String(decoding: parts[0], as: UTF8.self)), isDigit(parts[0].first ?? 0) else {
      return false
    }
    let rest = parts[1].drop(while: isDigit)
    guard rest.count < parts[1].count else { return false }
    guard !rest.isEmpty else { return true }
    guard rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") else { return false }
    let exponent = rest.dropFirst()
    guard exponent.first == UInt8(ascii: "+") || exponent.first == UInt8(ascii: "-") else { return false }
    return exponent.count > 1 && exponent.dropFirst().allSatisfy(isDigit)
  }

  private static func withoutSign(_ text: String) -> Substring.UTF8View {
    let hasSign = text.utf8.first == UInt8(ascii: "-") || text.utf8.first == UInt8(ascii: "+")
    return text.utf8.dropFirst(hasSign ? 1 : 0)
  }

  static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

  // MARK: Strings

  static func string(_ text: String) -> String { PlainText.isSafe(text) ? text : quoted(text) }

  /// Whether a literal block gives the same text back in every reader: more than one line; none that begins the text
  /// with a space or that holds spaces only; nothing that needs an escape; one line break at the end or none.
  static func survivesAsBlock(_ text: String) -> Bool {
    guard text.utf8.contains(UInt8(ascii: "\n")), text.unicodeScalars.allSatisfy({ $0 == "\n" || !needsEscape($0) })
    else {
      return false
    }
    var lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    guard let first = lines.first?.first, first != UInt8(ascii: " "), lines.last?.isEmpty == false else { return false }
    return lines.allSatisfy { line in line.isEmpty || line.contains { $0 != UInt8(ascii: " ") } }
  }

  private static func quoted(_ text: String) -> String {
    var out = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case "\r": out += "\\r"
      case "\t": out += "\\t"
      case _ where needsEscape(scalar):
        let digits = String(scalar.value, radix: 16, uppercase: true)
        out += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out + "\""
  }

  /// What no YAML may hold as it is, or what YAML 1.1 takes for a line break. All of it is below U+10000.
  static func needsEscape(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF: true
    default: false
    }
  }
}
