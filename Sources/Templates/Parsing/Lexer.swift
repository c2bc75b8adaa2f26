import Values

/// Cuts a template's text into tokens, with Jinja's whitespace rules for `trim_blocks` and `lstrip_blocks`:
/// a line break right after `%}` or `#}` goes, and so do blanks between the start of a line and `{%` or `{#`;
/// `-` trims everything on its side, `+` keeps everything.
struct Lexer {
  private var scanner: Scanner
  private var tokens: [Token] = []
  private var brackets: [Symbol] = []
  /// Whether the last token ended a line, so that blanks which follow are the start of one.
  private var atLineStart = true

  private init(_ source: String, start: Origin) { scanner = Scanner(source, start: start) }

  static func tokens(of source: String, start: Origin) -> [Token] {
    var lexer = Lexer(source, start: start)
    lexer.run()
    return lexer.tokens
  }

  private mutating func run() {
    while !scanner.isAtEnd, readData() {}
    add(.end, at: scanner.place)
  }

  private mutating func add(_ kind: Token.Kind, at place: Place) { tokens.append(Token(kind: kind, place: place)) }

  /// Reads text up to the next tag, and the tag. False where the rest cannot be read.
  private mutating func readData() -> Bool {
    let start = scanner.position
    let place = scanner.place
    while let current = scanner.current {
      if current == "{", let next = scanner.peek(1), next == "{" || next == "%" || next == "#" {
        let end = scanner.position
        let tagPlace = scanner.place
        scanner.advance(2)
        let sign = takeSign()
        addData(from: start, to: end, at: place, before: sign, strips: next != "{")
        atLineStart = false
        switch next {
        case "#": return skipComment(begunAt: tagPlace)
        case "{": return readPrint(begunAt: tagPlace)
        default: return takeRawBegin() ? readRaw(begunAt: tagPlace) : readTag(begunAt: tagPlace)
        }
      }
      scanner.advance()
    }
    addData(from: start, to: scanner.position, at: place, before: "+", strips: false)
    return true
  }

  private mutating func takeSign() -> Unicode.Scalar? {
    guard let sign = scanner.current, sign == "-" || sign == "+" else { return nil }
    scanner.advance()
    return sign
  }

  private mutating func addData(
    from start: Int, to end: Int, at place: Place, before sign: Unicode.Scalar?, strips: Bool
  ) {
    var end = end
    if sign == "-" {
      while end > start, scanner.text[end - 1].isPythonSpace { end -= 1 }
    } else if sign != "+", strips {
      var lineStart = end
      while lineStart > start, scanner.text[lineStart - 1] != "\n" { lineStart -= 1 }
      let startsLine = lineStart > start || atLineStart
      if startsLine, scanner.text[lineStart..<end].allSatisfy(\.isPythonSpace) { end = lineStart }
    }
    if end > start { add(.data(scanner.slice(from: start, to: end)), at: place) }
  }

  /// Takes the end of a tag whose brackets are all closed: `+%}`, `-%}` with the whitespace after it, or `%}` with
  /// the line break after it.
  private mutating func takeEnd(_ mark: String, keeps: Bool = true, trimsLineBreak: Bool = true) -> Bool {
    if scanner.take("-" + mark) {
      scanner.skipWhitespace()
    } else if keeps, scanner.take("+" + mark) {
      atLineStart = false
      return true
    } else if scanner.take(mark) {
      if trimsLineBreak, scanner.current == "\n" { scanner.advance() }
    } else {
      return false
    }
    atLineStart = scanner.peek(-1) == "\n"
    return true
  }

  private mutating func skipComment(begunAt place: Place) -> Bool {
    while !scanner.isAtEnd {
      if takeEnd("#}") { return true }
      scanner.advance()
    }
    add(.fault("the comment is never closed: '#}' is missing"), at: place)
    return false
  }

  /// `{% raw %}` after its `{%` and sign; unlike other tags it keeps the line break that follows it.
  private mutating func takeRawBegin() -> Bool {
    let before = scanner
    scanner.skipWhitespace()
    if scanner.take("raw") {
      scanner.skipWhitespace()
      if takeEnd("%}", keeps: false, trimsLineBreak: false) { return true }
    }
    scanner = before
    return false
  }

  private mutating func readRaw(begunAt begin: Place) -> Bool {
    let start = scanner.position
    let place = scanner.place
    while !scanner.isAtEnd {
      if scanner.looksAt("{%") {
        let before = scanner
        scanner.advance(2)
        let sign = takeSign()
        scanner.skipWhitespace()
        let startsLine = atLineStart
        if scanner.take("endraw") {
          scanner.skipWhitespace()
          if takeEnd("%}") {
            let endsLine = atLineStart
            atLineStart = startsLine
            addData(from: start, to: before.position, at: place, before: sign, strips: true)
            atLineStart = endsLine
            return true
          }
        }
        atLineStart = startsLine
        scanner = before
      }
      scanner.advance()
    }
    add(.fault("{% raw %} is never closed: {% endraw %} is missing"), at: begin)
    return false
  }

  private mutating func readPrint(begunAt place: Place) -> Bool {
    add(.printBegin, at: place)
    return readCode(until: "}}", keeps: false, trimsLineBreak: false, end: .printEnd, begunAt: place, opening: "{{")
  }

  private mutating func readTag(begunAt place: Place) -> Bool {
    add(.tagBegin, at: place)
    return readCode(until: "%}", keeps: true, trimsLineBreak: true, end: .tagEnd, begunAt: place, opening: "{%")
  }

  private mutating func readCode(
    until mark: String, keeps: Bool, trimsLineBreak: Bool, end: Token.Kind, begunAt begin: Place, opening: String
  ) -> Bool {
    brackets = []
    while true {
      scanner.skipWhitespace()
      let place = scanner.place
      guard !scanner.isAtEnd else {
        add(.fault("'\(opening)' is never closed: '\(mark)' is missing"), at: begin)
        return false
      }
      if brackets.isEmpty, takeEnd(mark, keeps: keeps, trimsLineBreak: trimsLineBreak) {
        add(end, at: place)
        return true
      }
      let kind = readCodeToken()
      add(kind, at: place)
      if case .fault = kind { return false }
    }
  }

  private mutating func readCodeToken() -> Token.Kind {
    if let number = scanner.takeNumber() { return number }
    if let word = scanner.takeWord() { return word.isPythonIdentifier ? .name(word) : .fault("'\(word)' is no name") }
    if let literal = scanner.takeString() { return literal }
    for symbol in Symbol.allCases where scanner.take(symbol.rawValue) { return balance(symbol) }
    let stray = scanner.current.map(String.init) ?? ""
    if stray == "'" || stray == "\"" { return .fault("the string that begins here is never closed") }
    return .fault("unexpected character '\(stray)'")
  }

  private mutating func balance(_ symbol: Symbol) -> Token.Kind {
    if let closing = symbol.closing {
      brackets.append(closing)
    } else if symbol.closes {
      guard let expected = brackets.popLast() else {
        return .fault("unexpected '\(symbol.rawValue)': no bracket is open here")
      }
      if expected != symbol {
        return .fault("unexpected '\(symbol.rawValue)': '\(expected.rawValue)' closes the bracket that is open here")
      }
    }
    return .symbol(symbol)
  }
}
