import Values

/// Expressions, loosest first: `a if b else c`, `or`, `and`, `not`, comparisons, `+ -`, `~`, `* / // %`, `**`, signs,
/// then attributes, items, calls, filters and tests. The order is Jinja's, which differs from Python's: `~` binds
/// tighter than `+`, a sign tighter than `**`, and `**` groups from the left.
extension Parser {
  /// An expression, or several with commas, which make a tuple.
  mutating func tupleOrExpression(
    conditional: Bool = true, inParentheses: Bool = false
  ) throws(TemplateError) -> ExpressionSyntax {
    let place = current.place
    var elements: [ExpressionSyntax] = []
    var isTuple = false
    while !isAtTupleEnd {
      elements.append(try conditional ? expression() : disjunction())
      guard try take(.comma) else { break }
      isTuple = true
    }
    if !isTuple, let only = elements.first { return only }
    if elements.isEmpty, !inParentheses {
      throw fault("an expression is expected here, not \(current.kind.description)")
    }
    return try node(.tuple(elements), place: place)
  }

  private var isAtTupleEnd: Bool {
    switch current.kind {
    case .printEnd, .tagEnd, .symbol(.rightParenthesis): true
    default: false
    }
  }

  mutating func expression() throws(TemplateError) -> ExpressionSyntax {
    try nested { (parser) throws(TemplateError) in try parser.conditional() }
  }

  private mutating func conditional() throws(TemplateError) -> ExpressionSyntax {
    let place = current.place
    var result = try disjunction()
    while try take(word: "if") {
      let test = try disjunction()
      let otherwise = try take(word: "else") ? try expression() : nil
      result = try node(.conditional(test: test, then: result, otherwise: otherwise), place: place)
    }
    return result
  }

  private mutating func disjunction() throws(TemplateError) -> ExpressionSyntax {
    let place = current.place
    var left = try conjunction()
    while try take(word: "or") { left = try node(.or(left, try conjunction()), place: place) }
    return left
  }

  private mutating func conjunction() throws(TemplateError) -> ExpressionSyntax {
    let place = current.place
    var left = try negation()
    while try take(word: "and") { left = try node(.and(left, try negation()), place: place) }
    return left
  }

  private mutating func negation() throws(TemplateError) -> ExpressionSyntax {
    let place = current.place
    guard try take(word: "not") else { return try comparison() }
    let operand = try nested { (parser) throws(TemplateError) in try parser.negation() }
    return try node(.not(operand), place: place)
  }

  private mutating func comparison() throws(TemplateError) -> ExpressionSyntax {
    let place = current.place
    let first = try sum()
    var rest: [(operation: Comparison, operand: ExpressionSyntax)] = []
    while let operation = try takeComparison() { rest.append((operation, try sum())) }
    return rest.isEmpty ? first : try node(.comparison(first, rest), place: place)
  }

  private mutating func takeComparison() throws(TemplateError) -> Comparison? {
    switch current.kind {
    case .symbol(let symbol):
      guard let comparison = Comparison(rawValue: symbol.rawValue) else { return nil }
      try advance()
      return comparison
    case .name("in"):
      try advance()
      return .isIn
    case .name("not") where isNext(word: "in"):
      try advance()
      try advance()
      return .notIn
    default:
      return nil
    }
  }

  private mutating func takeArithmetic(_ operators: ArithmeticOperator...) throws(TemplateError) -> ArithmeticOperator?
  {
    guard case .symbol(let symbol) = current.kind, let operation = ArithmeticOperator(rawValue: symbol.rawValue),
      operators.contains(operation)
    else { return nil }
    try advance()
    return operation
  }

  private mutating func sum() throws(TemplateError) -> ExpressionSyntax {
    let place = current.place
    var left = try concatenation()
    while let operation = try takeArithmetic(.add, .subtract) {
      left = try node(.arithmetic(operation, left, try concatenation()), place: place)
    }
    return left
  }

  private mutating func concatenation() throws(TemplateError) -> ExpressionSyntax {
    let place = current.place
    var parts = [try product()]
    while try take(.tilde) { parts.append(try product()) }
    return parts.count == 1 ? parts[0] : try node(.concatenation(parts), place: place)
  }

  private mutating func product() throws(TemplateError) -> ExpressionSyntax {
    let place = current.place
    var left = try power()
    while let operation = try takeArithmetic(.multiply, .divide, .floorDivide, .modulo) {
      left = try node(.arithmetic(operation, left, try power()), place: place)
    }
    return left
  }

  private mutating func power() throws(TemplateError) -> ExpressionSyntax {
    let place = current.place
    var left = try unary()
    while let operation = try takeArithmetic(.power) {
      left = try node(.arithmetic(operation, left, try unary()), place: place)
    }
    return left
  }

  private mutating func unary(withFilters: Bool = true) throws(TemplateError) -> ExpressionSyntax {
    let place = current.place
    var result: ExpressionSyntax
    if try take(.minus) {
      let operand = try nested { (parser) throws(TemplateError) in try parser.unary(withFilters: false) }
      result = try node(.negative(operand), place: place)
    } else if try take(.plus) {
      let operand = try nested { (parser) throws(TemplateError) in try parser.unary(withFilters: false) }
      result = try node(.positive(operand), place: place)
    } else {
      result = try primary()
    }
    result = try postfix(of: result)
    return withFilters ? try filtersAndTests(of: result) : result
  }

  mutating func primary() throws(TemplateError) -> ExpressionSyntax {
    let place = current.place
    let kind: ExpressionSyntax.Kind
    switch current.kind {
    case .name(let name):
      try advance()
      kind = constants[name].map { .constant($0) } ?? .name(name)
    case .number(let number):
      try advance()
      kind = .constant(number)
    case .string(var text):
      try advance()
      while case .string(let more) = current.kind {
        text += more
        try advance()
      }
      kind = .constant(.string(text))
    case .symbol(.leftParenthesis):
      try advance()
      let inner = try tupleOrExpression(inParentheses: true)
      try expect(.rightParenthesis)
      return inner
    case .symbol(.leftBracket):
      kind = .list(try elements(until: .rightBracket) { (parser) throws(TemplateError) in try parser.expression() })
    case .symbol(.leftBrace):
      kind = .mapping(
        try elements(until: .rightBrace) { (parser) throws(TemplateError) in
          let key = try parser.expression()
          try parser.expect(.colon)
          return (key, try parser.expression())
        })
    default:
      throw fault("an expression is expected here, not \(current.kind.description)")
    }
    return try node(kind, place: place)
  }

  /// What stands between the bracket that is open here and `end`, with commas; one may stand after the last.
  private mutating func elements<Element>(
    until end: Symbol, _ parse: (inout Parser) throws(TemplateError) -> Element
  ) throws(TemplateError) -> [Element] {
    try advance()
    var elements: [Element] = []
    while try !take(end) {
      if !elements.isEmpty {
        try expect(.comma)
        if try take(end) { break }
      }
      elements.append(try parse(&self))
    }
    return elements
  }
}

private let constants: [String: Value] = [
  "true": .bool(true), "True": .bool(true), "false": .bool(false), "False": .bool(false), "none": .none, "None": .none,
]
