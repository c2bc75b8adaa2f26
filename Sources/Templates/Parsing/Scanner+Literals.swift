import BigInt
import Values

extension Scanner {
  /// A name, or what stands where one could: letters, digits, marks and `_`.
  mutating func takeWord() -> String? {
    let start = position
    while let current, current == "_" || current.properties.isXIDContinue { advance() }
    return position > start ? slice(from: start) : nil
  }

  /// Python's literals: `1_000`, `0x1F`, `0o17`, `0b1`, `1.5`, `1e3`. After a dot only whole numbers (`list.0.1`).
  mutating func takeNumber() -> Token.Kind? {
    guard let current, current.digitValue < 10 else { return nil }
    let start = position
    if peek(-1) != ".", let length = floatLength() {
      advance(length)
      return .number(.float(Double(slice(from: start).filter { $0 != "_" }) ?? .infinity))
    }
    if current == "0", let radix = radixes[peek(1)?.lowercase ?? " "] {
      let digits = digitsLength(from: position + 2, radix: radix, mayBeginWithUnderscore: true)
      if digits > 0 {
        advance(2 + digits)
        return Scanner.integer(slice(from: start + 2), radix: radix)
      }
    }
    // 007 is 00 and then 7, as in Jinja: zeros stand alone.
    let length =
      current == "0"
      ? digitsLength(from: position, radix: 1, mayBeginWithUnderscore: false)
      : digitsLength(from: position, radix: 10, mayBeginWithUnderscore: false)
    advance(length)
    return Scanner.integer(slice(from: start), radix: 10)
  }

  private static func integer(_ digits: String, radix: Int) -> Token.Kind {
    let plain = digits.filter { $0 != "_" }
    if let small = Int(plain, radix: radix) { return .number(.integer(small)) }
    // Python's own bound: reading more digits takes minutes.
    guard plain.utf8.count <= 4_300, let big = BigInt(plain, radix: radix) else {
      return .fault("a whole number has at most 4300 digits")
    }
    return .number(.bigInteger(big))
  }

  /// Of digits of `radix` with single underscores between them; radix 1 has the digit 0.
  private func digitsLength(from start: Int, radix: Int, mayBeginWithUnderscore: Bool) -> Int {
    var end = start
    var afterUnderscore = !mayBeginWithUnderscore
    while end < text.count {
      if text[end].digitValue < radix {
        end += 1
        afterUnderscore = false
      } else if text[end] == "_", !afterUnderscore, end + 1 < text.count, text[end + 1].digitValue < radix {
        end += 1
        afterUnderscore = true
      } else {
        break
      }
    }
    return end - start
  }

  /// Of a number with a fraction or an exponent; nil where the digits here have neither.
  private func floatLength() -> Int? {
    func decimals(_ from: Int) -> Int { digitsLength(from: from, radix: 10, mayBeginWithUnderscore: false) }
    var end = position + decimals(position)
    var isFloat = false
    if end < text.count, text[end] == ".", case let fraction = decimals(end + 1), fraction > 0 {
      end += 1 + fraction
      isFloat = true
    }
    if end < text.count, text[end] == "e" || text[end] == "E" {
      var exponent = end + 1
      if exponent < text.count, text[exponent] == "+" || text[exponent] == "-" { exponent += 1 }
      let digits = decimals(exponent)
      if digits > 0 {
        end = exponent + digits
        isFloat = true
      }
    }
    return isFloat ? end - position : nil
  }

  /// A string in single or double quotes with Python's escapes, which may run over several lines.
  mutating func takeString() -> Token.Kind? {
    guard let quote = current, quote == "'" || quote == "\"" else { return nil }
    var end = position + 1
    while end < text.count, text[end] != quote { end += text[end] == "\\" ? 2 : 1 }
    guard end < text.count else { return nil }
    let content = text[(position + 1)..<end]
    advance(end + 1 - position)
    return unescaped(content)
  }

  private func unescaped(_ content: ArraySlice<Unicode.Scalar>) -> Token.Kind {
    var result = String.UnicodeScalarView()
    var rest = content
    while let scalar = rest.popFirst() {
      guard scalar == "\\", let letter = rest.popFirst() else {
        result.append(scalar)
        continue
      }
      if let plain = plainEscapes[letter] {
        result.append(plain)
      } else if letter.digitValue < 8 {
        var code = letter.digitValue
        for _ in 0..<2 {
          guard let next = rest.first, next.digitValue < 8 else { break }
          code = code * 8 + next.digitValue
          rest.removeFirst()
        }
        result.append(Unicode.Scalar(UInt16(code)) ?? "\u{FFFD}")
      } else if let width = hexadecimalEscapes[letter] {
        let digits = rest.prefix(width)
        guard digits.count == width, digits.allSatisfy({ $0.digitValue < 16 }),
          let scalar = Unicode.Scalar(digits.reduce(0 as UInt32) { $0 * 16 + UInt32($1.digitValue) })
        else { return .fault("'\\\(letter)' wants \(width) hexadecimal digits that name a character") }
        result.append(scalar)
        rest.removeFirst(width)
      } else if letter == "N" {
        return .fault("'\\N{…}' is not known to galley; write the character itself or its number: '\\u00e9'")
      } else if letter != "\n" {
        // Python keeps the backslash of an escape that it does not know; of a letter outside ASCII it keeps the number.
        let kept = letter.isASCII ? "\\\(letter)" : letter.pythonEscape
        result.append(contentsOf: kept.unicodeScalars)
      }
    }
    return .string(String(result))
  }
}

private let radixes: [Unicode.Scalar: Int] = ["b": 2, "o": 8, "x": 16]
private let hexadecimalEscapes: [Unicode.Scalar: Int] = ["x": 2, "u": 4, "U": 8]
private let plainEscapes: [Unicode.Scalar: Unicode.Scalar] = [
  "\\": "\\", "'": "'", "\"": "\"", "n": "\n", "t": "\t", "r": "\r", "a": "\u{7}", "b": "\u{8}", "f": "\u{C}",
  "v": "\u{B}",
]

extension Unicode.Scalar {
  fileprivate var lowercase: Unicode.Scalar { ("A"..."Z").contains(self) ? Unicode.Scalar(UInt8(value) + 32) : self }

  /// Of an ASCII digit or letter as a digit of a radix up to 36; 99 for anything else.
  var digitValue: Int {
    switch self {
    case "0"..."9": Int(value) - 48
    case "a"..."z": Int(value) - 87
    case "A"..."Z": Int(value) - 55
    default: 99
    }
  }
}
