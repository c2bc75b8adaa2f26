/// What the vocabularies' patterns tell apart of a Unicode scalar.
enum ScalarKind {
  /// `\p{Lu}`, `\p{Lt}`
  case upper
  /// `\p{Ll}`
  case lower
  /// `\p{Lm}`, `\p{Lo}`: counts as upper and as lower.
  case caseless
  /// `\p{M}`
  case mark
  /// `\p{N}`
  case number
  /// `\r`, `\n`
  case newline
  /// `\s` but these two
  case space
  case other

  init(ascii byte: UInt8) {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"): self = .lower
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): self = .upper
    case UInt8(ascii: "0")...UInt8(ascii: "9"): self = .number
    case 0x0A, 0x0D: self = .newline
    case 0x09, 0x0B, 0x0C, 0x20: self = .space
    default: self = .other
    }
  }

  init(_ scalar: Unicode.Scalar) {
    switch scalar.value {
    // Han and Hangul, where a look into Unicode's tables is dear.
    case 0x4E00...0x9FFF, 0xAC00...0xD7A3: self = .caseless
    // The one white space that is no separator.
    case 0x85: self = .space
    default:
      switch scalar.properties.generalCategory {
      case .uppercaseLetter, .titlecaseLetter: self = .upper
      case .lowercaseLetter: self = .lower
      case .modifierLetter, .otherLetter: self = .caseless
      case .nonspacingMark, .spacingMark, .enclosingMark: self = .mark
      case .decimalNumber, .letterNumber, .otherNumber: self = .number
      case .spaceSeparator, .lineSeparator, .paragraphSeparator: self = .space
      default: self = .other
      }
    }
  }

  /// `\p{L}`
  var isLetter: Bool { self == .upper || self == .lower || self == .caseless }
  /// `[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]`
  var isUpper: Bool { self == .upper || isEither }
  /// `[\p{Ll}\p{Lm}\p{Lo}\p{M}]`
  var isLower: Bool { self == .lower || isEither }
  /// Both of them.
  var isEither: Bool { self == .caseless || self == .mark }
  /// `\s`
  var isSpace: Bool { self == .space || self == .newline }
  /// `[^\s\p{L}\p{N}]`
  var isSymbol: Bool { self == .other || self == .mark }
  /// `[^\r\n\p{L}\p{N}]`
  var mayLead: Bool { isSymbol || self == .space }
}
