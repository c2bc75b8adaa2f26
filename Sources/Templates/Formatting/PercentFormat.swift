import BigInt
import OrderedCollections
import Values

/// Python's `format % values`.
struct PercentFormat {
  private var rest: Substring.UnicodeScalarView
  private let positional: [Operand]
  /// For `%(name)s`.
  private let mapping: Operand?
  /// A list or mapping need not be used up, as Python has it.
  private let mayBeLeftOver: Bool
  private var used = 0

  /// - Parameter argument: a tuple holds the values, a mapping the names; anything else is the only value.
  static func text(_ format: String, _ argument: Operand) throws(Fault) -> String {
    var positional = [argument]
    if case .value(.tuple(let elements)) = argument { positional = elements.map { .value($0) } }
    if case .object(let group as ObjectGroup) = argument, group.isTuple { positional = group.elements }
    var mapping: Operand?
    if case .value(.map) = argument.meaning { mapping = argument }
    var mayBeLeftOver = mapping != nil
    if case .value(.list) = argument { mayBeLeftOver = true }
    var formatting = PercentFormat(
      rest: Substring(format).unicodeScalars, positional: positional, mapping: mapping, mayBeLeftOver: mayBeLeftOver)
    return try formatting.run()
  }

  private mutating func run() throws(Fault) -> String {
    var result = ""
    while let scalar = rest.popFirst() {
      if scalar != "%" {
        result.unicodeScalars.append(scalar)
      } else {
        result += try directive()
      }
    }
    if used < positional.count, !mayBeLeftOver { throw .problem("not all values of the format are used") }
    return result
  }

  private mutating func directive() throws(Fault) -> String {
    var named: Operand?
    if rest.first == "(" { named = try namedValue() }
    var format = FieldFormat()
    var zeros = false
    while let flag = rest.first, "#0- +".unicodeScalars.contains(flag) {
      rest.removeFirst()
      switch flag {
      case "#": format.isAlternate = true
      case "0": zeros = true
      case "-": format.alignment = "<"
      case "+": format.sign = "+"
      default: format.sign = format.sign ?? " "
      }
    }
    if let width = try number() {
      if width < 0 { format.alignment = "<" }
      format.width = abs(width)
    }
    if rest.first == "." {
      rest.removeFirst()
      format.precision = max(0, try number() ?? 0)
    }
    while let letter = rest.first, "hlL".unicodeScalars.contains(letter) { rest.removeFirst() }
    guard let type = rest.popFirst() else { throw .problem("the format ends in the middle of a '%'") }
    if type == "%" { return "%" }
    if zeros, format.alignment == nil { (format.fill, format.alignment) = ("0", "=") }
    format.type = type
    if let named { return try text(of: named, format) }
    return try text(of: try nextValue(), format)
  }

  private mutating func namedValue() throws(Fault) -> Operand {
    rest.removeFirst()
    let name = rest.prefix { $0 != ")" }
    rest = rest[name.endIndex...].dropFirst()
    guard let mapping else { throw .problem("a format with names needs a mapping") }
    let key = MapKey(String(name))
    guard case .value(.map(let map)) = mapping.meaning, let value = map[key] else {
      throw .undefined(Undefined(.attribute(String(name), of: mapping.owner)))
    }
    return .value(value)
  }

  private mutating func number() throws(Fault) -> Int? {
    if rest.first == "*" {
      rest.removeFirst()
      let value = try nextValue()
      if value.isUnknown { throw .unknown }
      guard let width = value.wholeNumber else { throw .problem("'*' in a format needs a whole number") }
      return width
    }
    let digits = rest.prefix { ("0"..."9").contains($0) }
    rest = rest[digits.endIndex...]
    return digits.isEmpty ? nil : Int(String(digits)) ?? .max
  }

  private mutating func nextValue() throws(Fault) -> Operand {
    guard used < positional.count else { throw .problem("there are not enough values for the format") }
    defer { used += 1 }
    return positional[used]
  }

  private func text(of value: Operand, _ format: FieldFormat) throws(Fault) -> String {
    var format = format
    switch format.type ?? "s" {
    case "s", "r", "a":
      if format.alignment == "=" { (format.fill, format.alignment) = (" ", nil) }
      let text = format.type == "s" ? try value.text() : try value.representation()
      format.alignment = format.alignment ?? ">"
      return format.text(text)
    case "c":
      if format.alignment == "=" { (format.fill, format.alignment) = (" ", nil) }
      if let code = value.wholeNumber.flatMap(UInt32.init), let scalar = Unicode.Scalar(code) {
        return format.text(String(scalar))
      }
      let text = try value.string { "'%c' needs a character or its number, not \($0)" }
      guard text.scalarCount == 1 else { throw .problem("'%c' needs one character, not '\(text)'") }
      return format.text(text)
    case "d", "i", "u", "x", "X", "o":
      let number = try value.number(for: "'%\(format.type ?? "d")' of a format")
      let isDecimal = "diu".unicodeScalars.contains(format.type ?? "d")
      if case .float(let float) = number {
        guard isDecimal, float.isFinite else { throw .problem("'%\(format.type ?? "d")' needs a whole number") }
        return format.whole(BigInt(float.rounded(.towardZero)))
      }
      return format.whole(number.whole ?? 0)
    case "f", "F", "e", "E", "g", "G":
      return format.float(try value.number(for: "'%\(format.type ?? "f")' of a format").double())
    case let other:
      throw .problem("a format has no '%\(other)'")
    }
  }
}
