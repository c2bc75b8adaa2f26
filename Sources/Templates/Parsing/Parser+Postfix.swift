import Values

/// What stands behind an expression: attributes, items, slices, calls, filters, tests.
extension Parser {
  mutating func postfix(of subject: ExpressionSyntax) throws(TemplateError) -> ExpressionSyntax {
    var result = subject
    while true {
      if try take(.dot) {
        result = try attribute(of: result)
      } else if isAt(.leftBracket) {
        result = try item(of: result)
      } else if isAt(.leftParenthesis) {
        result = try call(of: result)
      } else {
        return result
      }
    }
  }

  mutating func filtersAndTests(of subject: ExpressionSyntax) throws(TemplateError) -> ExpressionSyntax {
    var result = subject
    while true {
      if isAt(.pipe) {
        result = try filters(of: result)
      } else if isAt(word: "is") {
        result = try test(of: result)
      } else if isAt(.leftParenthesis) {
        result = try call(of: result)
      } else {
        return result
      }
    }
  }

  private mutating func attribute(of subject: ExpressionSyntax) throws(TemplateError) -> ExpressionSyntax {
    let place = current.place
    switch current.kind {
    case .name(let name):
      try advance()
      return try node(.attribute(subject, name), place: place)
    case .number(let index):
      guard case .integer = index else { throw fault("a name or a whole number is expected after '.'") }
      try advance()
      let key = try node(.constant(index), place: place)
      return try node(.item(subject, key), place: place)
    default:
      throw fault("a name or a whole number is expected after '.', not \(current.kind.description)")
    }
  }

  private mutating func item(of subject: ExpressionSyntax) throws(TemplateError) -> ExpressionSyntax {
    let place = current.place
    try expect(.leftBracket)
    if isAt(.colon) { return try slice(of: subject, start: nil, at: place) }
    let first = try expression()
    if isAt(.colon) { return try slice(of: subject, start: first, at: place) }
    var keys = [first]
    while try take(.comma) { keys.append(try expression()) }
    try expect(.rightBracket)
    let key = keys.count == 1 ? first : try node(.tuple(keys), place: place)
    return try node(.item(subject, key), place: place)
  }

  private mutating func slice(
    of subject: ExpressionSyntax, start: ExpressionSyntax?, at place: Place
  ) throws(TemplateError) -> ExpressionSyntax {
    try expect(.colon)
    let stop = isAt(.colon) || isAt(.rightBracket) ? nil : try expression()
    var step: ExpressionSyntax?
    if try take(.colon), !isAt(.rightBracket) { step = try expression() }
    try expect(.rightBracket)
    return try node(.slice(subject, start: start, stop: stop, step: step), place: place)
  }

  private mutating func call(of subject: ExpressionSyntax) throws(TemplateError) -> ExpressionSyntax {
    let place = current.place
    return try node(.call(subject, try arguments()), place: place)
  }

  /// A chain of filters. Without a subject the first of them takes the block that it stands over.
  mutating func filters(
    of subject: ExpressionSyntax?, firstWithoutPipe: Bool = false
  ) throws(TemplateError) -> ExpressionSyntax {
    var result = subject
    var isFirst = firstWithoutPipe
    while true {
      if !isFirst { try expect(.pipe) }
      isFirst = false
      let place = current.place
      let name = try dottedName("the name of a filter")
      let arguments = isAt(.leftParenthesis) ? try arguments() : ArgumentsSyntax()
      let filtered = try node(.filter(result, name, arguments), place: place)
      guard isAt(.pipe) else { return filtered }
      result = filtered
    }
  }

  private mutating func dottedName(_ what: String) throws(TemplateError) -> String {
    var name = try expectName(what)
    while try take(.dot) { name += "." + (try expectName("a name")) }
    return name
  }

  private mutating func test(of subject: ExpressionSyntax) throws(TemplateError) -> ExpressionSyntax {
    try expect(word: "is")
    let isNegated = try take(word: "not")
    let place = current.place
    let name = try dottedName("the name of a test")
    var arguments = ArgumentsSyntax()
    if isAt(.leftParenthesis) {
      arguments = try self.arguments()
    } else if beginsTestArgument {
      if isAt(word: "is") { throw fault("tests cannot be chained: join them with 'and'") }
      arguments.positional = [try postfix(of: primary())]
    }
    let test = try node(.test(subject, name, arguments), place: place)
    return isNegated ? try node(.not(test), place: place) : test
  }

  private var beginsTestArgument: Bool {
    switch current.kind {
    case .name(let name): !["else", "or", "and"].contains(name)
    case .string, .number, .symbol(.leftBracket), .symbol(.leftBrace): true
    default: false
    }
  }

  private mutating func arguments() throws(TemplateError) -> ArgumentsSyntax {
    try expect(.leftParenthesis)
    var arguments = ArgumentsSyntax()
    var isFirst = true
    while try !take(.rightParenthesis) {
      if !isFirst {
        try expect(.comma)
        if try take(.rightParenthesis) { break }
      }
      isFirst = false
      try argument(into: &arguments)
    }
    return arguments
  }

  private mutating func argument(into arguments: inout ArgumentsSyntax) throws(TemplateError) {
    let place = current.place
    if try take(.times) {
      guard arguments.spread == nil, arguments.keywordSpread == nil else { throw fault("'*' stands twice", at: place) }
      arguments.spread = try expression()
    } else if try take(.power) {
      guard arguments.keywordSpread == nil else { throw fault("'**' stands twice", at: place) }
      arguments.keywordSpread = try expression()
    } else if case .name(let name) = current.kind, case .symbol(.assign) = next.kind {
      guard arguments.keywordSpread == nil else { throw fault("nothing may follow a '**' argument", at: place) }
      try advance()
      try advance()
      arguments.keywords.append((name, try expression(), place))
    } else {
      guard arguments.spread == nil, arguments.keywordSpread == nil, arguments.keywords.isEmpty else {
        throw fault("an argument without a name must stand before those with one", at: place)
      }
      arguments.positional.append(try expression())
    }
  }
}
