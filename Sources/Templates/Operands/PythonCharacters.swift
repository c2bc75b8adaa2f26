/// What Python says of characters.
extension Unicode.Scalar {
  /// `str.isspace`
  var isPythonSpace: Bool {
    switch value {
    case 0x09...0x0D, 0x1C...0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
    default: false
    }
  }

  /// Where `str.splitlines` breaks.
  var isPythonLineBreak: Bool {
    switch value {
    case 0x0A...0x0D, 0x1C...0x1E, 0x85, 0x2028, 0x2029: true
    default: false
    }
  }

  /// `str.isprintable`
  var isPythonPrintable: Bool {
    if value < 0x7F { return value >= 0x20 }
    switch properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator, .spaceSeparator:
      return false
    default:
      return true
    }
  }

  /// `str.isalpha`
  var isPythonLetter: Bool {
    if isASCII { return ("a"..."z").contains(self) || ("A"..."Z").contains(self) }
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: return true
    default: return false
    }
  }

  /// `str.isdecimal`
  var isDigit: Bool { isASCII ? ("0"..."9").contains(self) : properties.generalCategory == .decimalNumber }

  /// `\w` of a regular expression: letters, digits and numbers of any kind, and `_`. Marks are none of these.
  var isPythonWord: Bool { self == "_" || isPythonLetter || isPythonNumeric }

  /// `str.isnumeric`
  var isPythonNumeric: Bool { isASCII ? isDigit : properties.numericType != nil }

  /// As `repr` writes it where it cannot be printed.
  var pythonEscape: String {
    func digits(_ width: Int) -> String {
      let digits = String(value, radix: 16)
      return String(repeating: "0", count: width - digits.utf8.count) + digits
    }
    return value <= 0xFF ? "\\x" + digits(2) : value <= 0xFFFF ? "\\u" + digits(4) : "\\U" + digits(8)
  }
}

extension String {
  /// `str.isidentifier`
  var isPythonIdentifier: Bool {
    guard let first = unicodeScalars.first else { return false }
    return first == "_" || first.properties.isXIDStart
  }
}
