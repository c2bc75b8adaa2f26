import BigInt
import Values

extension Filters {
  @Sendable static func int(
    _ subject: Operand, _ arguments: Arguments, _: inout Rendering
  ) throws(Fault) -> Operand {
    switch subject.meaning {
    case .undefined(let undefined): throw .undefined(undefined)
    case .value(.unknown): throw .unknown
    case .value(.string(let text)):
      if let number = wholeNumber(text, base: try arguments.integer("base")) { return .value(number.value) }
      guard let float = Double(pythonText: text), float.isFinite else { return arguments["default"] }
      return .value(Number(BigInt(float.rounded(.towardZero))).value)
    default:
      guard let number = subject.number else { return arguments["default"] }
      guard case .float(let float) = number else { return .value(number.value) }
      if float.isInfinite { throw .problem("infinity is no whole number") }
      if float.isNaN { return arguments["default"] }
      return .value(Number(BigInt(float.rounded(.towardZero))).value)
    }
  }

  /// Python's `int(text, base)`: blanks around, a sign, `_` between digits, a prefix that fits the base.
  private static func wholeNumber(_ text: String, base: Int) -> Number? {
    guard base == 0 || (2...36).contains(base) else { return nil }
    var rest = Substring(text.stripped())
    var isNegative = false
    if let sign = rest.unicodeScalars.first, sign == "-" || sign == "+" {
      isNegative = sign == "-"
      rest.unicodeScalars.removeFirst()
    }
    var radix = base
    let prefixes = ["0x": 16, "0o": 8, "0b": 2]
    if let prefixed = prefixes[rest.prefix(2).lowercased()], base == prefixed || base == 0 {
      radix = prefixed
      rest.unicodeScalars.removeFirst(2)
      if rest.unicodeScalars.first == "_" { rest.unicodeScalars.removeFirst() }
    } else if base == 0 {
      radix = 10
      if rest.unicodeScalars.first == "0", rest.unicodeScalars.contains(where: { $0 != "0" && $0 != "_" }) {
        return nil
      }
    }
    var digits: [Int] = []
    var afterDigit = false
    for scalar in rest.unicodeScalars {
      if scalar == "_", afterDigit {
        afterDigit = false
        continue
      }
      guard let digit = scalar.anyDigit, digit < radix else { return nil }
      digits.append(digit)
      afterDigit = true
    }
    // As many digits as Python reads; more would take minutes.
    guard afterDigit, digits.count <= 4_300 else { return nil }
    let magnitude = digits.reduce(BigInt(0)) { $0 * BigInt(radix) + BigInt($1) }
    return Number(isNegative ? -magnitude : magnitude)
  }

  @Sendable static func float(
    _ subject: Operand, _ arguments: Arguments, _: inout Rendering
  ) throws(Fault) -> Operand {
    switch subject.meaning {
    case .undefined(let undefined): throw .undefined(undefined)
    case .value(.unknown): throw .unknown
    case .value(.string(let text)): return Double(pythonText: text).map { .value(.float($0)) } ?? arguments["default"]
    default:
      guard let number = subject.number else { return arguments["default"] }
      return .value(.float(try number.double()))
    }
  }

  @Sendable static func round(
    _ subject: Operand, _ arguments: Arguments, _: inout Rendering
  ) throws(Fault) -> Operand {
    let method = try arguments.string("method")
    guard ["common", "ceil", "floor"].contains(method) else {
      throw .problem("the 'method' of 'round' is common, ceil or floor, not '\(method)'")
    }
    let number = try subject.number(for: "'round'")
    guard method == "common" else {
      return .value(try rounded(number, try arguments["precision"].number(for: "'round'"), up: method == "ceil").value)
    }
    let precision = try arguments.integer("precision")
    switch number {
    case .float(let float): return .value(.float(Decimals.rounded(float, places: precision)))
    case .integer where precision >= 0, .big where precision >= 0: return .value(number.value)
    default:
      guard precision > -10_000 else { return .integer(0) }
      // Halves go to the even neighbour.
      let unit = BigInt(10).power(-precision)
      let whole = number.whole ?? 0
      let (quotient, remainder) = whole.magnitude.quotientAndRemainder(dividingBy: unit.magnitude)
      let twice = remainder * 2
      let up = twice > unit.magnitude || (twice == unit.magnitude && quotient & 1 == 1)
      let magnitude = BigInt((up ? quotient + 1 : quotient) * unit.magnitude)
      return .value(Number(whole < 0 ? -magnitude : magnitude).value)
    }
  }

  /// `ceil(x * 10 ** precision) / 10 ** precision`, just as Jinja computes it.
  private static func rounded(_ number: Number, _ precision: Number, up: Bool) throws(Fault) -> Number {
    let power = try Number.compute(.power, .integer(10), precision)
    let scaled = try Number.compute(.multiply, number, power)
    guard case .float(let float) = scaled else { return try Number.compute(.divide, scaled, power) }
    guard float.isFinite else { throw .problem("'round' cannot round \(float.pythonRepresentation)") }
    return try Number.compute(.divide, Number(BigInt(float.rounded(up ? .up : .down))), power)
  }

  @Sendable static func abs(_ subject: Operand, _: Arguments, _: inout Rendering) throws(Fault) -> Operand {
    let number = try subject.number(for: "'abs'")
    if case .float(let float) = number { return .value(.float(float.magnitude)) }
    return .value(Number(BigInt((number.whole ?? 0).magnitude)).value)
  }

  @Sendable static func filesizeformat(
    _ subject: Operand, _ arguments: Arguments, _: inout Rendering
  ) throws(Fault) -> Operand {
    var bytes = 0.0
    if case .value(.string(let text)) = subject.meaning {
      guard let read = Double(pythonText: text) else { throw .problem("'\(text)' is no number of bytes") }
      bytes = read
    } else {
      bytes = try subject.number(for: "'filesizeformat'").double()
    }
    let binary = try arguments.flag("binary")
    let base = binary ? 1024.0 : 1000.0
    if bytes == 1 { return .text("1 Byte") }
    if bytes < base { return .text("\(BigInt(bytes.rounded(.towardZero))) Bytes") }
    var unit = base
    for letter in ["k", "M", "G", "T", "P", "E", "Z", "Y"] {
      unit *= base
      if bytes < unit || letter == "Y" {
        let size = FieldFormat(type: "f", precision: 1).float(base * bytes / unit)
        return .text("\(size) \(binary ? letter.uppercased() + "iB" : letter + "B")")
      }
    }
    return .none
  }
}

extension Unicode.Scalar {
  /// As a digit of any script, or a letter of the Latin alphabet as one above 9.
  fileprivate var anyDigit: Int? {
    if isASCII { return digitValue < 36 ? digitValue : nil }
    return isDigit ? properties.numericValue.map { Int($0) } : nil
  }
}

extension Double {
  /// As Python's `float(text)` reads it: blanks around, `_` between digits, digits of any script, `inf` and `nan`.
  init?(pythonText text: String) {
    let scalars = Array(text.stripped().unicodeScalars)
    var plain = ""
    for (index, scalar) in scalars.enumerated() {
      if scalar == "_" {
        guard index > 0, index + 1 < scalars.count, scalars[index - 1].isDigit, scalars[index + 1].isDigit else {
          return nil
        }
      } else if let digit = scalar.isDigit ? scalar.anyDigit : nil {
        plain += String(digit)
      } else {
        plain += String(scalar).lowercased()
      }
    }
    let isNegative = plain.utf8.first == UInt8(ascii: "-")
    let unsigned = isNegative || plain.utf8.first == UInt8(ascii: "+") ? String(plain.dropFirst()) : plain
    switch unsigned {
    case "inf", "infinity": self = isNegative ? -.infinity : .infinity
    case "nan": self = .nan
    default:
      // Swift's own reader takes hexadecimal floats and names as well; Python reads '.5' and '5.' too.
      guard let first = unsigned.utf8.first, (0x30...0x39).contains(first) || first == UInt8(ascii: "."),
        unsigned.utf8.allSatisfy({ (0x30...0x39).contains($0) || "e.+-".utf8.contains($0) }),
        unsigned.utf8.contains(where: { (0x30...0x39).contains($0) }),
        let magnitude = Double(unsigned.withDigitsAroundPoint)
      else { return nil }
      self = isNegative ? -magnitude : magnitude
    }
  }
}

extension String {
  fileprivate var withDigitsAroundPoint: String {
    guard let point = utf8.firstIndex(of: UInt8(ascii: ".")) else { return self }
    func isDigit(_ byte: UInt8?) -> Bool { byte.map { (0x30...0x39).contains($0) } ?? false }
    let before = self[..<point]
    let after = self[utf8.index(after: point)...]
    let left = isDigit(before.utf8.last) ? "" : "0"
    let right = isDigit(after.utf8.first) ? "" : "0"
    return before + left + "." + right + after
  }
}
