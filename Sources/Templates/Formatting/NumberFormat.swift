import BigInt
import Values

/// How a number or text is laid out, for `%` and `{}` alike.
struct FieldFormat {
  var type: Unicode.Scalar?
  var precision: Int?
  var width = 0
  var fill: Unicode.Scalar = " "
  /// `<`, `>`, `^`, or `=` for blanks between sign and digits; nil for what the type has.
  var alignment: Unicode.Scalar?
  /// `+` or a blank: what stands before a number that is not negative.
  var sign: Unicode.Scalar?
  var isAlternate = false
  /// `,` or `_` between groups of three digits.
  var grouping: Unicode.Scalar?

  func padded(_ text: String, sign: String = "", standard: Unicode.Scalar) -> String {
    let blanks = max(0, min(width, 10_000_000) - text.scalarCount - sign.scalarCount)
    let fill = String(repeating: String(fill), count: blanks)
    switch alignment ?? standard {
    case "<": return sign + text + fill
    case "=": return sign + fill + text
    case "^":
      let left = String(scalars: fill.unicodeScalars.prefix(blanks / 2))
      return left + sign + text + String(scalars: fill.unicodeScalars.dropFirst(blanks / 2))
    default: return fill + sign + text
    }
  }

  func text(_ text: String) -> String {
    padded(precision.map { String(scalars: text.unicodeScalars.prefix($0)) } ?? text, standard: "<")
  }

  /// A whole number in the radix of the type.
  func whole(_ number: BigInt) -> String {
    let radixes: [Unicode.Scalar: (radix: Int, prefix: String)] = [
      "x": (16, "0x"), "X": (16, "0X"), "o": (8, "0o"), "b": (2, "0b"),
    ]
    let (radix, prefix) = radixes[type ?? "d"] ?? (10, "")
    var digits = String(number.magnitude, radix: radix, uppercase: type == "X")
    if let precision { digits = String(repeating: "0", count: max(0, precision - digits.utf8.count)) + digits }
    let mark = signMark(isNegative: number < 0) + (isAlternate ? prefix : "")
    return laidOut(digits, sign: mark, group: radix == 10 ? 3 : 4)
  }

  /// A float in the notation of the type: `f e g % F E G n`, or none for the shortest.
  func float(_ number: Double) -> String {
    var text: String
    let mark = signMark(isNegative: number.sign == .minus && !number.isNaN)
    let type = self.type ?? "r"
    let number = type == "%" ? number * 100 : number
    if !number.isFinite {
      text = (number.isNaN ? "nan" : "inf") + (type == "%" ? "%" : "")
    } else {
      switch type {
      case "f", "F": text = Decimals.fixed(number, places: precision ?? 6)
      case "e", "E": text = Decimals.exponential(number, places: precision ?? 6)
      case "%": text = Decimals.fixed(number, places: precision ?? 6) + "%"
      case "r":
        text = precision.map { general(number, precision: $0) } ?? number.magnitude.pythonRepresentation
      default:
        let precision = max(precision ?? 6, 1)
        text = Decimals.general(number, precision: precision, keepsZeros: isAlternate, exponentialFrom: precision)
      }
      if isAlternate, precision == 0, "fFeE".unicodeScalars.contains(type) { text = withPoint(text) }
    }
    if "FEG".unicodeScalars.contains(type) { text = text.uppercased() }
    return laidOut(text, sign: mark, group: 3)
  }

  /// Without a type, a precision is that of `g`, but a number in positional notation keeps a digit after its point.
  private func general(_ number: Double, precision: Int) -> String {
    let precision = max(precision, 1)
    let text = Decimals.general(
      number, precision: precision, keepsZeros: isAlternate, exponentialFrom: precision - 1)
    return text.utf8.contains(UInt8(ascii: ".")) || text.utf8.contains(UInt8(ascii: "e")) ? text : text + ".0"
  }

  private func withPoint(_ text: String) -> String {
    let parts = text.split(separator: "e", maxSplits: 1)
    return parts[0] + "." + (parts.count > 1 ? "e" + parts[1] : "")
  }

  private func signMark(isNegative: Bool) -> String {
    isNegative ? "-" : sign.map { $0 == "-" ? "" : String($0) } ?? ""
  }

  private func laidOut(_ digits: String, sign: String, group: Int) -> String {
    guard let grouping else { return padded(digits, sign: sign, standard: ">") }
    let head = digits.utf8.prefix {
      (0x30...0x39).contains($0) || (0x41...0x46).contains($0) || (0x61...0x66).contains($0)
    }
    var whole = String(decoding: head, as: UTF8.self)
    let tail = String(decoding: digits.utf8.dropFirst(head.count), as: UTF8.self)
    // Zeros that fill the width are grouped as well: f'{1:08,}' is 000,001… in Python too.
    if fill == "0", alignment == "=" {
      while grouped(whole, group, grouping).utf8.count + tail.utf8.count + sign.utf8.count < width {
        whole = "0" + whole
      }
      let text = grouped(whole, group, grouping)
      return sign + text + tail
    }
    return padded(grouped(whole, group, grouping) + tail, sign: sign, standard: ">")
  }

  private func grouped(_ digits: String, _ size: Int, _ mark: Unicode.Scalar) -> String {
    var result = String.UnicodeScalarView()
    let scalars = Array(digits.unicodeScalars)
    for (index, scalar) in scalars.enumerated() {
      if index > 0, (scalars.count - index) % size == 0 { result.append(mark) }
      result.append(scalar)
    }
    return String(result)
  }
}
