import Values

extension Compiler {
  func expression(_ syntax: ExpressionSyntax, _ frame: Frame) throws(TemplateError) -> any Expression {
    let place = syntax.place
    switch syntax.kind {
    case .constant(let value): return ConstantExpression(value, place: place)
    case .name(let name): return self.name(name, frame, at: place)
    case .list(let elements): return ListExpression(try expressions(elements, frame), isTuple: false, place: place)
    case .tuple(let elements): return ListExpression(try expressions(elements, frame), isTuple: true, place: place)
    case .mapping(let entries):
      var nodes: [(key: any Expression, value: any Expression)] = []
      for entry in entries { nodes.append((try expression(entry.key, frame), try expression(entry.value, frame))) }
      return MappingExpression(nodes, place: place)
    case .negative(let operand): return SignExpression(isNegative: true, try expression(operand, frame), place: place)
    case .positive(let operand): return SignExpression(isNegative: false, try expression(operand, frame), place: place)
    case .not(let operand): return NotExpression(try expression(operand, frame), place: place)
    case .arithmetic(let operation, let left, let right):
      return ArithmeticExpression(operation, try expression(left, frame), try expression(right, frame), place: place)
    case .and(let left, let right), .or(let left, let right):
      return try logic(syntax, left, right, frame)
    case .comparison(let first, let rest):
      var nodes: [(operation: Comparison, operand: any Expression)] = []
      let firstNode = try expression(first, frame)
      for (operation, operand) in rest { nodes.append((operation, try expression(operand, frame))) }
      return ComparisonExpression(firstNode, nodes, place: place)
    case .concatenation(let parts): return ConcatenationExpression(try expressions(parts, frame), place: place)
    case .conditional(let test, let then, let otherwise):
      return ConditionalExpression(
        test: try expression(test, frame),
        then: try knowing(test.presence.ifTrue) { () throws(TemplateError) in try expression(then, frame) },
        otherwise: try knowing(test.presence.ifFalse) { () throws(TemplateError) in
          try otherwise.map { (syntax) throws(TemplateError) in try expression(syntax, frame) }
        }, place: place)
    case .attribute(let subject, let name):
      return AttributeExpression(try expression(subject, frame), name, place: place)
    case .item(let subject, let key):
      return ItemExpression(try expression(subject, frame), try expression(key, frame), place: place)
    case .slice(let subject, let start, let stop, let step):
      var bounds: [(any Expression)?] = []
      let subject = try expression(subject, frame)
      for bound in [start, stop, step] {
        bounds.append(try bound.map { (syntax) throws(TemplateError) in try expression(syntax, frame) })
      }
      return SliceExpression(subject, bounds: bounds, place: place)
    case .call(let callee, let arguments): return try call(callee, arguments, frame, at: place)
    case .filter(let subject, let name, let arguments):
      guard let subject else { throw fault("the filter '\(name)' has nothing to work on", at: place) }
      return try filter(name, arguments, of: try self.subject(subject, of: name, frame), frame, at: place)
    case .test(let subject, let name, let arguments): return try test(name, arguments, of: subject, frame, at: place)
    }
  }

  func expressions(_ syntax: [ExpressionSyntax], _ frame: Frame) throws(TemplateError) -> [any Expression] {
    var nodes: [any Expression] = []
    for element in syntax { nodes.append(try expression(element, frame)) }
    return nodes
  }

  private func logic(
    _ syntax: ExpressionSyntax, _ left: ExpressionSyntax, _ right: ExpressionSyntax, _ frame: Frame
  ) throws(TemplateError) -> any Expression {
    var isAnd = false
    if case .and = syntax.kind { isAnd = true }
    let known = isAnd ? left.presence.ifTrue : left.presence.ifFalse
    return LogicExpression(
      isAnd: isAnd, try expression(left, frame),
      try knowing(known) { () throws(TemplateError) in try expression(right, frame) }, place: syntax.place)
  }

  private func call(
    _ callee: ExpressionSyntax, _ arguments: ArgumentsSyntax, _ frame: Frame, at place: Place
  ) throws(TemplateError) -> any Expression {
    if case .attribute(let subject, let name) = callee.kind {
      return MethodCallExpression(
        try expression(subject, frame), name, try self.arguments(arguments, frame), namePlace: callee.place,
        place: callee.place)
    }
    return CallExpression(
      try expression(callee, frame), try self.arguments(arguments, frame), place: callee.place)
  }

  /// The subject of a filter. A name that `default` stands behind may be missing.
  private func subject(
    _ syntax: ExpressionSyntax, of filter: String, _ frame: Frame
  ) throws(TemplateError) -> any Expression {
    if case .name(let name) = syntax.kind, filter == "default" || filter == "d" {
      return self.name(name, frame, at: syntax.place, guarded: true)
    }
    return try expression(syntax, frame)
  }

  func filter(
    _ name: String, _ arguments: ArgumentsSyntax, of subject: any Expression, _ frame: Frame, at place: Place
  ) throws(TemplateError) -> any Expression {
    let filter: Filter
    do throws(Fault) {
      filter = try Filters.named(name)
      try checkNamedCallee(of: name, arguments)
    } catch {
      throw self.error(error, at: place)
    }
    return FilterExpression(subject, filter, try bound(filter.signature, arguments, frame, at: place), place: place)
  }

  private func test(
    _ name: String, _ arguments: ArgumentsSyntax, of subject: ExpressionSyntax, _ frame: Frame, at place: Place
  ) throws(TemplateError) -> any Expression {
    let test: Test
    do throws(Fault) {
      test = try Tests.named(name)
    } catch {
      throw self.error(error, at: place)
    }
    var node: any Expression
    if case .name(let name) = subject.kind, test.asksForPresence {
      node = self.name(name, frame, at: subject.place, guarded: true)
    } else {
      node = try expression(subject, frame)
    }
    return TestExpression(node, test, try bound(test.signature, arguments, frame, at: place), place: place)
  }

  /// `map('upper')`, `select('odd')`: a constant name of a filter or test must be one.
  private func checkNamedCallee(of filter: String, _ arguments: ArgumentsSyntax) throws(Fault) {
    let position = ["map": 0, "select": 0, "reject": 0, "selectattr": 1, "rejectattr": 1][filter]
    guard let position, position < arguments.positional.count,
      case .constant(.string(let name)) = arguments.positional[position].kind
    else { return }
    if filter == "map" { _ = try Filters.named(name) } else { _ = try Tests.named(name) }
  }

  private func error(_ fault: Fault, at place: Place) -> TemplateError {
    switch fault {
    case .problem(let message): self.fault(message, at: place)
    case .error(let error): error
    default: self.fault("this cannot be read", at: place)
    }
  }

  private func arguments(_ syntax: ArgumentsSyntax, _ frame: Frame) throws(TemplateError) -> ArgumentNodes {
    var nodes = ArgumentNodes(positional: try expressions(syntax.positional, frame))
    for keyword in syntax.keywords {
      if nodes.keywords.contains(where: { $0.name == keyword.name }) {
        throw fault("the argument '\(keyword.name)' is given twice", at: keyword.place)
      }
      nodes.keywords.append((keyword.name, try expression(keyword.value, frame)))
    }
    if let spread = syntax.spread { nodes.spread = try expression(spread, frame) }
    if let spread = syntax.keywordSpread { nodes.keywordSpread = try expression(spread, frame) }
    return nodes
  }

  private func bound(
    _ signature: Signature, _ syntax: ArgumentsSyntax, _ frame: Frame, at place: Place
  ) throws(TemplateError) -> CallArguments {
    let nodes = try arguments(syntax, frame)
    if nodes.spread != nil || nodes.keywordSpread != nil { return .open(signature, nodes) }
    switch signature.bind(nodes.positional, nodes.keywords) {
    case .bound(let values, let rest, let others):
      return .bound(BoundArguments(signature: signature, values: values, rest: rest, others: others))
    case .wrong(let message, let keyword):
      let keywordPlace = syntax.keywords.first { $0.name == keyword }?.place
      throw fault(message, at: keywordPlace ?? place)
    }
  }
}
