import Values

/// A piece of a template's text.
struct Token: Sendable {
  enum Kind: Sendable {
    /// Text that is printed as it stands, trimmed as the tags around it ask.
    case data(String)
    case printBegin
    case printEnd
    case tagBegin
    case tagEnd
    case name(String)
    case string(String)
    case number(Value)
    case symbol(Symbol)
    /// What the lexer could not read; it is an error once the parser comes here, since an earlier fault goes first.
    case fault(String)
    case end
  }

  let kind: Kind
  let place: Place
}

enum Symbol: String, CaseIterable, Sendable {
  // Those of two characters first: the lexer takes the first that fits.
  case power = "**"
  case floorDivide = "//"
  case equal = "=="
  case notEqual = "!="
  case atLeast = ">="
  case atMost = "<="
  case plus = "+"
  case minus = "-"
  case times = "*"
  case divide = "/"
  case modulo = "%"
  case tilde = "~"
  case leftBracket = "["
  case rightBracket = "]"
  case leftParenthesis = "("
  case rightParenthesis = ")"
  case leftBrace = "{"
  case rightBrace = "}"
  case greater = ">"
  case less = "<"
  case assign = "="
  case dot = "."
  case colon = ":"
  case pipe = "|"
  case comma = ","
  case semicolon = ";"

  /// The bracket that closes this one.
  var closing: Symbol? {
    switch self {
    case .leftBracket: .rightBracket
    case .leftParenthesis: .rightParenthesis
    case .leftBrace: .rightBrace
    default: nil
    }
  }

  var closes: Bool { self == .rightBracket || self == .rightParenthesis || self == .rightBrace }
}

extension Token.Kind {
  /// The token in words, for messages.
  var description: String {
    switch self {
    case .data: "text"
    case .printBegin: "'{{'"
    case .printEnd: "'}}'"
    case .tagBegin: "'{%'"
    case .tagEnd: "'%}'"
    case .name(let name): "'\(name)'"
    case .string(let text): "the string '\(text)'"
    case .number: "a number"
    case .symbol(let symbol): "'\(symbol.rawValue)'"
    case .fault(let message): message
    case .end: "the end of the template"
    }
  }
}
