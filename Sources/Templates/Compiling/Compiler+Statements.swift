import Values

extension Compiler {
  func block(_ statements: [StatementSyntax], _ frame: Frame) throws(TemplateError) -> Block {
    var nodes: [any Statement] = []
    for statement in statements { nodes.append(try node(statement, frame)) }
    return Block(statements: nodes)
  }

  private func node(_ statement: StatementSyntax, _ frame: Frame) throws(TemplateError) -> any Statement {
    switch statement {
    case .data(let text): return DataStatement(text)
    case .print(let syntax): return PrintStatement(try expression(syntax, frame))
    case .condition(let branches, let otherwise): return try condition(branches, otherwise, frame)
    case .loop(let loop): return try self.loop(loop, frame)
    case .assignment(let target, let value):
      let value = try expression(value, frame)
      return AssignmentStatement(try self.target(target, frame), value)
    case .capture(let target, let filter, let body): return try capture(target, filter, body, frame)
    case .include(let include): return try self.include(include, frame)
    case .with(let pairs, let body): return try with(pairs, body, frame)
    case .filtered(let filter, let body):
      let inner = newFrame(in: frame)
      inner.analyze(body)
      inner.analyze(filter)
      let entry = entry(of: inner)
      let block = try isolated { () throws(TemplateError) in try self.block(body, inner) }
      return FilteredStatement(try blockFilter(filter, inner), block, entry: entry)
    }
  }

  /// Compiles a stretch whose assignments are gone at its end.
  private func isolated<Result>(
    _ visit: () throws(TemplateError) -> Result
  ) throws(TemplateError) -> Result {
    let before = knowledge
    defer { knowledge = before }
    return try visit()
  }

  func target(_ syntax: TargetSyntax, _ frame: Frame) throws(TemplateError) -> Target {
    switch syntax {
    case .name(let name, let place):
      guard let slot = frame.slot(of: name) else { throw fault("'\(name)' cannot be set here", at: place) }
      knowledge.assigned.insert(name)
      return .slot(slot)
    case .member(let space, let member, let place): return .member(of: name(space, frame, at: place), member)
    case .tuple(let targets, _):
      var nodes: [Target] = []
      for target in targets { nodes.append(try self.target(target, frame)) }
      return .tuple(nodes)
    }
  }

  private func condition(
    _ branches: [(test: ExpressionSyntax, body: [StatementSyntax])], _ otherwise: [StatementSyntax], _ frame: Frame
  ) throws(TemplateError) -> any Statement {
    let before = knowledge
    var nodes: [(test: any Expression, body: Block)] = []
    var ends: [Knowledge] = []
    var checked = before.checked
    func visit(_ names: Set<String>, _ body: [StatementSyntax]) throws(TemplateError) -> Block {
      knowledge = before
      knowledge.checked = checked.union(names)
      let block = try self.block(body, frame)
      ends.append(knowledge)
      return block
    }
    for branch in branches {
      knowledge = before
      knowledge.checked = checked
      let test = try expression(branch.test, frame)
      nodes.append((test, try visit(branch.test.presence.ifTrue, branch.body)))
      checked.formUnion(branch.test.presence.ifFalse)
    }
    let last = try visit([], otherwise)
    knowledge = Knowledge.merged(ends, before: before)
    let stored = StatementSyntax.condition(branches, otherwise: otherwise).storedNames
    return ConditionStatement(nodes, otherwise: last, assigned: stored.compactMap { frame.slot(of: $0) })
  }

  private func capture(
    _ target: TargetSyntax, _ filter: ExpressionSyntax?, _ body: [StatementSyntax], _ frame: Frame
  ) throws(TemplateError) -> any Statement {
    let inner = newFrame(in: frame)
    inner.analyze(body)
    let entry = entry(of: inner)
    let block = try isolated { () throws(TemplateError) in try self.block(body, inner) }
    let blockFilter = try filter.map { (syntax) throws(TemplateError) in try self.blockFilter(syntax, frame) }
    return CaptureStatement(
      try self.target(target, frame), block, entry: entry, filter: blockFilter, place: target.place)
  }

  /// The filters that take a block's text.
  private func blockFilter(_ syntax: ExpressionSyntax, _ frame: Frame) throws(TemplateError) -> BlockFilter {
    let slot = newSlot("")
    func chain(_ syntax: ExpressionSyntax) throws(TemplateError) -> any Expression {
      guard case .filter(let subject, let name, let arguments) = syntax.kind else {
        return try expression(syntax, frame)
      }
      let inner: any Expression
      if let subject { inner = try chain(subject) } else { inner = SlotName("", slot: slot, place: syntax.place) }
      return try filter(name, arguments, of: inner, frame, at: syntax.place)
    }
    return BlockFilter(slot: slot, expression: try chain(syntax))
  }

  private func with(
    _ pairs: [(target: TargetSyntax, value: ExpressionSyntax)], _ body: [StatementSyntax], _ frame: Frame
  ) throws(TemplateError) -> any Statement {
    let inner = newFrame(in: frame)
    for pair in pairs { inner.declare(pair.target) }
    inner.analyze(body)
    let entry = entry(of: inner)
    var values: [any Expression] = []
    for pair in pairs { values.append(try expression(pair.value, frame)) }
    return try isolated { () throws(TemplateError) in
      var nodes: [(target: Target, value: any Expression)] = []
      for (pair, value) in zip(pairs, values) { nodes.append((try target(pair.target, inner), value)) }
      return WithStatement(nodes, try block(body, inner), entry: entry)
    }
  }
}

extension TargetSyntax {
  var place: Place {
    switch self {
    case .name(_, let place), .member(_, _, let place), .tuple(_, let place): place
    }
  }

  /// The names that it fills.
  var names: [(name: String, place: Place)] {
    switch self {
    case .name(let name, let place): [(name, place)]
    case .member: []
    case .tuple(let targets, _): targets.flatMap(\.names)
    }
  }
}

extension StatementSyntax {
  /// The names that are set in the frame in which the statement stands.
  fileprivate var storedNames: Set<String> {
    switch self {
    case .assignment(let target, _), .capture(let target, _, _): Set(target.names.map(\.name))
    case .condition(let branches, let otherwise):
      (branches.flatMap(\.body) + otherwise).reduce(into: []) { $0.formUnion($1.storedNames) }
    default: []
    }
  }
}
