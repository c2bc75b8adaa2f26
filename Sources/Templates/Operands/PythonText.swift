import OrderedCollections
import Values

/// Text as Python's `str` and `repr` make it.
extension Operand {
  /// As printed. Throws `unknown` for what depends on a reply that is not there yet.
  func text() throws(Fault) -> String {
    switch self {
    case .value(let value): try value.pythonText()
    case .object(let object): try object.text()
    case .undefined(let undefined):
      if undefined.isLenient { "" } else { throw .undefined(undefined) }
    case .missing: ""
    }
  }

  /// As printed inside a list.
  func representation() throws(Fault) -> String {
    switch self {
    case .value(let value): try value.pythonRepresentation()
    case .object(let object): try object.text()
    case .undefined(let undefined): throw .undefined(undefined)
    case .missing: ""
    }
  }

  /// As Python calls the type, for messages.
  var typeName: String {
    switch self {
    case .value(let value): value.typeName
    case .object(let object): object.typeName
    case .undefined, .missing: "Undefined"
    }
  }
}

extension Value {
  func pythonText() throws(Fault) -> String {
    switch self {
    case .string(let text): text
    case .source(let text, _): text
    default: try pythonRepresentation(ofMoment: { $0.text })
    }
  }

  func pythonRepresentation(
    ofMoment describe: (Moment) -> String = { $0.text.pythonRepresentation }
  ) throws(Fault) -> String {
    switch self {
    case .none: return "None"
    case .bool(let bool): return bool ? "True" : "False"
    case .integer(let integer): return String(integer)
    case .bigInteger(let integer):
      let text = String(integer)
      // Python's own bound, against numbers that take minutes to print.
      guard text.utf8.count <= 4_301 else { throw .problem("a whole number of more than 4300 digits is not printed") }
      return text
    case .float(let float): return float.pythonRepresentation
    case .string(let text): return text.pythonRepresentation
    case .list(let elements): return "[" + (try Value.joined(elements)) + "]"
    case .tuple(let elements): return "(" + (try Value.joined(elements)) + (elements.count == 1 ? ",)" : ")")
    case .map(let map):
      var parts: [String] = []
      for (key, value) in map {
        parts.append(key.value.keyRepresentation + ": " + (try value.pythonRepresentation()))
      }
      return "{" + parts.joined(separator: ", ") + "}"
    case .moment(let moment): return describe(moment)
    case .source(_, let meaning): return try meaning.pythonRepresentation()
    case .unknown: throw .unknown
    }
  }

  private static func joined(_ elements: [Value]) throws(Fault) -> String {
    var parts: [String] = []
    parts.reserveCapacity(elements.count)
    for element in elements { parts.append(try element.pythonRepresentation()) }
    return parts.joined(separator: ", ")
  }

  private var keyRepresentation: String { (try? pythonRepresentation()) ?? "" }

  var typeName: String {
    switch self {
    case .none: "NoneType"
    case .bool: "bool"
    case .integer, .bigInteger: "int"
    case .float: "float"
    case .string: "str"
    case .list: "list"
    case .tuple: "tuple"
    case .map: "dict"
    case .moment: "date"
    case .source(_, let meaning): meaning.typeName
    case .unknown: "reply"
    }
  }
}

extension MapKey {
  /// The key as a value of its own.
  var value: Value {
    switch self {
    case .string(let text): .string(text.string)
    case .integer(let integer): .integer(integer)
    case .float(let float): .float(float)
    case .bool(let bool): .bool(bool)
    case .none: .none
    }
  }
}

extension String {
  /// In quotes, single ones unless only they occur in it, with escapes for what cannot be printed.
  var pythonRepresentation: String {
    let quote: Unicode.Scalar = unicodeScalars.contains("'") && !unicodeScalars.contains("\"") ? "\"" : "'"
    var result = String(quote)
    for scalar in unicodeScalars {
      switch scalar {
      case quote, "\\":
        result += "\\"
        result.unicodeScalars.append(scalar)
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      default:
        if scalar.isPythonPrintable { result.unicodeScalars.append(scalar) } else { result += scalar.pythonEscape }
      }
    }
    result.unicodeScalars.append(quote)
    return result
  }
}

extension Double {
  /// The shortest decimal that reads back as the same number; `1e16` and more, `1e-5` and less with an exponent.
  var pythonRepresentation: String {
    if isNaN { return "nan" }
    if isInfinite { return self < 0 ? "-inf" : "inf" }
    let (digits, exponent) = shortestDecimal
    let sign = self.sign == .minus ? "-" : ""
    guard (-4..<16).contains(exponent) else {
      let fraction = digits.dropFirst()
      let power = (exponent < 0 ? "-" : "+") + (abs(exponent) < 10 ? "0" : "") + String(abs(exponent))
      return sign + digits.prefix(1) + (fraction.isEmpty ? "" : "." + fraction) + "e" + power
    }
    return sign + Self.positional(digits, exponent: exponent)
  }

  private static func positional(_ digits: String, exponent: Int) -> String {
    if exponent < 0 { return "0." + String(repeating: "0", count: -exponent - 1) + digits }
    let whole = exponent + 1
    let padded = digits + String(repeating: "0", count: max(0, whole - digits.utf8.count))
    let fraction = padded.dropFirst(whole)
    return padded.prefix(whole) + "." + (fraction.isEmpty ? "0" : fraction)
  }

  /// The shortest digits that tell this number from its neighbours, and the power of ten of the first of them.
  var shortestDecimal: (digits: String, exponent: Int) {
    if self == 0 { return ("0", 0) }
    // Swift's own description has just these digits, in one of two forms: `123.45` and `1.2345e+20`.
    let parts = magnitude.description.split(separator: "e")
    let mantissa = parts[0].split(separator: ".")
    let whole = mantissa[0]
    let fraction = mantissa.count > 1 ? mantissa[1] : ""
    var exponent = (parts.count > 1 ? Int(parts[1]) ?? 0 : 0) + whole.utf8.count - 1
    var digits = Array((whole + fraction).utf8)
    while digits.count > 1, digits.first == 0x30 {
      digits.removeFirst()
      exponent -= 1
    }
    while digits.count > 1, digits.last == 0x30 { digits.removeLast() }
    return (String(decoding: digits, as: UTF8.self), exponent)
  }
}
