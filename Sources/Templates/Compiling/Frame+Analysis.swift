/// Finds the names of a stretch of a template, in the order in which Jinja looks at them. Inner frames are not entered:
/// they look for their own names when their turn comes.
extension Frame {
  func analyze(_ statements: [StatementSyntax]) { for statement in statements { analyze(statement) } }

  private func analyze(_ statement: StatementSyntax) {
    switch statement {
    case .data: break
    case .print(let expression): analyze(expression)
    case .condition(let branches, let otherwise): analyze(branches, otherwise: otherwise)
    case .loop(let loop): analyze(loop.elements)
    case .assignment(let target, let value):
      analyze(value)
      store(target)
    case .capture(let target, let filter, _):
      if let filter { analyze(filter) }
      store(target)
    case .include(let include): analyze(include.template)
    case .with(let pairs, _): for pair in pairs { analyze(pair.value) }
    case .filtered(let filter, _): analyze(filter)
    }
  }

  private func analyze(
    _ branches: [(test: ExpressionSyntax, body: [StatementSyntax])], otherwise: [StatementSyntax]
  ) {
    guard let first = branches.first else { return }
    analyze(first.test)
    let body = branch { analyze(first.body) }
    let others = branch { for other in branches.dropFirst() { analyze([other], otherwise: []) } }
    let last = branch { analyze(otherwise) }
    merge([body, others, last])
  }

  func store(_ target: TargetSyntax) {
    switch target {
    case .name(let name, _): store(name)
    case .member(let space, _, _): read(space)
    case .tuple(let targets, _): for target in targets { store(target) }
    }
  }

  /// The frame fills the target itself, as a loop does.
  func declare(_ target: TargetSyntax) {
    switch target {
    case .name(let name, _): declare(name)
    case .member(let space, _, _): read(space)
    case .tuple(let targets, _): for target in targets { declare(target) }
    }
  }

  func analyze(_ expression: ExpressionSyntax) { expression.visitNames { name, _ in read(name) } }
}

extension ExpressionSyntax {
  /// Calls `visit` for every name that the expression reads.
  func visitNames(_ visit: (String, Place) -> Void) {
    if case .name(let name) = kind { visit(name, place) }
    for child in kind.children { child.visitNames(visit) }
  }
}

extension StatementSyntax {
  /// Whether the statement, or one inside it, reads `name`.
  func reads(_ name: String) -> Bool {
    var found = false
    func look(_ expression: ExpressionSyntax?) {
      expression?.visitNames { read, _ in if read == name { found = true } }
    }
    switch self {
    case .data: break
    case .print(let expression): look(expression)
    case .condition(let branches, let otherwise):
      for branch in branches { look(branch.test) }
      return found || branches.contains { $0.body.contains { $0.reads(name) } } || otherwise.contains { $0.reads(name) }
    case .loop(let loop):
      look(loop.elements)
      look(loop.condition)
      return found || (loop.body + loop.otherwise).contains { $0.reads(name) }
    case .assignment(_, let value): look(value)
    case .capture(_, let filter, let body):
      look(filter)
      return found || body.contains { $0.reads(name) }
    case .include(let include): look(include.template)
    case .with(let pairs, let body):
      for pair in pairs { look(pair.value) }
      return found || body.contains { $0.reads(name) }
    case .filtered(let filter, let body):
      look(filter)
      return found || body.contains { $0.reads(name) }
    }
    return found
  }
}
