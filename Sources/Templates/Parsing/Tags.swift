import Values

/// The tags of a template: each reads itself after its name. A new tag is a function here and a line in `known`.
enum Tags {
  typealias Parse = @Sendable (inout Parser, Place) throws(TemplateError) -> StatementSyntax

  static let known: [String: Parse] = [
    "if": condition,
    "for": loop,
    "set": assignment,
    "include": include,
    "with": with,
    "filter": filtered,
    "print": print,
  ]

  static let ends = ["endif", "endfor", "endset", "endwith", "endfilter", "endraw"]

  private static let inheritance = "a template here stands alone; {% include %} puts another one into it"
  private static let macros = "put the text into a file of its own and {% include %} it"

  /// Tags of Jinja2 that are not known here, with what to do instead.
  static let refused: [String: String] = [
    "extends": inheritance, "block": inheritance, "endblock": inheritance,
    "macro": macros, "endmacro": macros, "call": macros, "endcall": macros, "import": macros, "from": macros,
    "autoescape": "nothing is escaped here", "endautoescape": "nothing is escaped here",
    "do": "use {% set %}",
    "break": "choose the elements with {% for … if … %}", "continue": "choose the elements with {% for … if … %}",
    "trans": "write the text itself", "endtrans": "write the text itself",
    "debug": "print the value with tojson",
  ]

  @Sendable private static func condition(_ parser: inout Parser, at place: Place) throws(TemplateError)
    -> StatementSyntax
  {
    var branches: [(test: ExpressionSyntax, body: [StatementSyntax])] = []
    var otherwise: [StatementSyntax] = []
    repeat {
      let test = try parser.tupleOrExpression(conditional: false)
      branches.append((test, try parser.body(until: ["elif", "else", "endif"])))
    } while try parser.take(word: "elif")
    if try parser.take(word: "else") { otherwise = try parser.body(until: ["endif"]) }
    try parser.expect(word: "endif")
    return .condition(branches, otherwise: otherwise)
  }

  @Sendable private static func loop(_ parser: inout Parser, at place: Place) throws(TemplateError) -> StatementSyntax {
    let target = try parser.target()
    try parser.expect(word: "in")
    let elements = try parser.tupleOrExpression(conditional: false)
    let condition = try parser.take(word: "if") ? try parser.expression() : nil
    let isRecursive = try parser.take(word: "recursive")
    let body = try parser.body(until: ["else", "endfor"])
    let otherwise = try parser.take(word: "else") ? try parser.body(until: ["endfor"]) : []
    try parser.expect(word: "endfor")
    return .loop(
      LoopSyntax(
        target: target, elements: elements, condition: condition, isRecursive: isRecursive, body: body,
        otherwise: otherwise, place: place))
  }

  @Sendable private static func assignment(_ parser: inout Parser, at place: Place) throws(TemplateError)
    -> StatementSyntax
  {
    let target = try parser.target(mayBeMember: true)
    if try parser.take(.assign) { return .assignment(target, try parser.tupleOrExpression()) }
    let filter = try parser.isAt(.pipe) ? parser.filters(of: nil) : nil
    let body = try parser.body(until: ["endset"])
    try parser.expect(word: "endset")
    return .capture(target, filter: filter, body: body)
  }

  @Sendable private static func include(_ parser: inout Parser, at place: Place) throws(TemplateError)
    -> StatementSyntax
  {
    let template = try parser.expression()
    var ignoresMissing = false
    if parser.isAt(word: "ignore"), parser.isNext(word: "missing") {
      try parser.advance()
      try parser.advance()
      ignoresMissing = true
    }
    var withContext = true
    if parser.isAt(word: "with") || parser.isAt(word: "without"), parser.isNext(word: "context") {
      withContext = parser.isAt(word: "with")
      try parser.advance()
      try parser.advance()
    }
    return .include(
      IncludeSyntax(template: template, ignoresMissing: ignoresMissing, withContext: withContext, place: place))
  }

  @Sendable private static func with(_ parser: inout Parser, at place: Place) throws(TemplateError) -> StatementSyntax {
    var pairs: [(target: TargetSyntax, value: ExpressionSyntax)] = []
    while true {
      if case .tagEnd = parser.current.kind { break }
      if !pairs.isEmpty { try parser.expect(.comma) }
      let target = try parser.target()
      try parser.expect(.assign)
      pairs.append((target, try parser.expression()))
    }
    let body = try parser.body(until: ["endwith"])
    try parser.expect(word: "endwith")
    return .with(pairs, body: body)
  }

  @Sendable private static func filtered(_ parser: inout Parser, at place: Place) throws(TemplateError)
    -> StatementSyntax
  {
    let filter = try parser.filters(of: nil, firstWithoutPipe: true)
    let body = try parser.body(until: ["endfilter"])
    try parser.expect(word: "endfilter")
    return .filtered(filter, body: body)
  }

  @Sendable private static func print(_ parser: inout Parser, at place: Place) throws(TemplateError) -> StatementSyntax
  {
    var parts = [try parser.expression()]
    while try parser.take(.comma) { parts.append(try parser.expression()) }
    return .print(parts.count == 1 ? parts[0] : try parser.node(.concatenation(parts), place: place))
  }
}
