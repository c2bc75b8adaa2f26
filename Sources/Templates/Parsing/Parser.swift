/// Reads a template's tokens into a tree of statements and expressions.
struct Parser {
  let template: String
  private let tokens: [Token]
  private var position = 0
  /// The tags that are open here, outermost first.
  var openTags: [(name: String, place: Place)] = []
  private var depth = 0

  private init(_ tokens: [Token], template: String) {
    self.tokens = tokens
    self.template = template
  }

  /// - Parameter start: where the text begins in the file that errors name.
  static func parse(_ source: String, template: String, start: Origin) throws(TemplateError) -> [StatementSyntax] {
    var parser = Parser(Lexer.tokens(of: source, start: start), template: template)
    return try parser.statements(until: [])
  }

  var current: Token { tokens[position] }
  var next: Token { tokens[min(position + 1, tokens.count - 1)] }

  mutating func advance() throws(TemplateError) {
    if position < tokens.count - 1 { position += 1 }
    if case .fault(let message) = current.kind { throw fault(message) }
  }

  func fault(_ message: String, at place: Place? = nil) -> TemplateError {
    (place ?? current.place).error(message, in: template)
  }

  func isAt(_ symbol: Symbol) -> Bool { if case .symbol(symbol) = current.kind { true } else { false } }

  func isAt(word: String) -> Bool { if case .name(word) = current.kind { true } else { false } }

  func isNext(word: String) -> Bool { if case .name(word) = next.kind { true } else { false } }

  mutating func take(_ symbol: Symbol) throws(TemplateError) -> Bool {
    guard isAt(symbol) else { return false }
    try advance()
    return true
  }

  mutating func take(word: String) throws(TemplateError) -> Bool {
    guard isAt(word: word) else { return false }
    try advance()
    return true
  }

  mutating func expect(_ symbol: Symbol) throws(TemplateError) {
    guard try take(symbol) else {
      throw fault("'\(symbol.rawValue)' is expected here, not \(current.kind.description)")
    }
  }

  mutating func expect(word: String) throws(TemplateError) {
    guard try take(word: word) else { throw fault("'\(word)' is expected here, not \(current.kind.description)") }
  }

  mutating func expectName(_ what: String) throws(TemplateError) -> String {
    guard case .name(let name) = current.kind else {
      throw fault("\(what) is expected here, not \(current.kind.description)")
    }
    try advance()
    return name
  }

  mutating func expectTagEnd() throws(TemplateError) {
    guard case .tagEnd = current.kind else {
      throw fault("'%}' is expected here, not \(current.kind.description)")
    }
    try advance()
  }

  /// An expression. Chains (`a + b + c …`) nest without brackets, and what goes through a tree must not exhaust the
  /// stack either.
  func node(_ kind: ExpressionSyntax.Kind, place: Place) throws(TemplateError) -> ExpressionSyntax {
    let node = ExpressionSyntax(kind: kind, place: place)
    guard node.depth <= 500 else { throw fault("this chain is too long (more than 500 links)", at: place) }
    return node
  }

  /// Runs `parse` one level deeper. A text that nests past 100 is refused before it can exhaust the stack.
  mutating func nested<Result>(
    _ parse: (inout Parser) throws(TemplateError) -> Result
  ) throws(TemplateError) -> Result {
    depth += 1
    defer { depth -= 1 }
    guard depth <= 100 else { throw fault("this is nested too deeply (more than 100 levels)") }
    return try parse(&self)
  }
}
