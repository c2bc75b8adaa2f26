import Values

extension Compiler {
  func loop(_ syntax: LoopSyntax, _ frame: Frame) throws(TemplateError) -> any Statement {
    try checkLoopIsFree(syntax)
    let elements = try expression(syntax.elements, frame)
    let firstSlot = slotNames.count
    let usesLoop = syntax.isRecursive || syntax.body.contains { $0.reads("loop") }
    let bodyFrame = newFrame(in: frame)
    if usesLoop { bodyFrame.declare("loop") }
    bodyFrame.declare(syntax.target)
    bodyFrame.analyze(syntax.body)
    let elseFrame = newFrame(in: frame)
    elseFrame.analyze(syntax.otherwise)
    let bodyEntry = entry(of: bodyFrame)
    let elseEntry = entry(of: elseFrame)
    let before = knowledge
    defer { knowledge = before }
    let condition = try loopCondition(syntax, frame)
    knowledge = before
    if usesLoop { knowledge.assigned.insert("loop") }
    let target = try target(syntax.target, bodyFrame)
    let body = try block(syntax.body, bodyFrame)
    knowledge = before
    let otherwise = try block(syntax.otherwise, elseFrame)
    return LoopStatement(
      LoopStatement.Parts(
        target: target, elements: elements, condition: condition, body: body, bodyEntry: bodyEntry,
        otherwise: otherwise, otherwiseEntry: elseEntry, loopSlot: usesLoop ? bodyFrame.slot(of: "loop") : nil,
        isRecursive: syntax.isRecursive, slots: firstSlot..<slotNames.count, place: syntax.place))
  }

  /// The `if` behind the elements sees the element and what is outside the loop, but not `loop`.
  private func loopCondition(
    _ syntax: LoopSyntax, _ frame: Frame
  ) throws(TemplateError) -> (test: any Expression, target: Target, entry: FrameEntry)? {
    guard let condition = syntax.condition else { return nil }
    let inner = newFrame(in: frame)
    inner.declare(syntax.target)
    inner.analyze(condition)
    let target = try target(syntax.target, inner)
    return (try expression(condition, inner), target, entry(of: inner))
  }

  /// `loop` belongs to the loop: nothing in it may take the name.
  private func checkLoopIsFree(_ syntax: LoopSyntax) throws(TemplateError) {
    let taken = syntax.target.names + (syntax.body + syntax.otherwise).flatMap(\.allStoredNames)
    if let place = taken.first(where: { $0.name == "loop" })?.place {
      throw fault("'loop' cannot be set inside a {% for %}: the loop itself has that name", at: place)
    }
  }
}

extension StatementSyntax {
  /// The names that the statement or one inside it sets, in any frame.
  fileprivate var allStoredNames: [(name: String, place: Place)] {
    switch self {
    case .data, .print, .include: []
    case .assignment(let target, _): target.names
    case .capture(let target, _, let body): target.names + body.flatMap(\.allStoredNames)
    case .condition(let branches, let otherwise): (branches.flatMap(\.body) + otherwise).flatMap(\.allStoredNames)
    case .loop(let loop): loop.target.names + (loop.body + loop.otherwise).flatMap(\.allStoredNames)
    case .with(let pairs, let body): pairs.flatMap(\.target.names) + body.flatMap(\.allStoredNames)
    case .filtered(_, let body): body.flatMap(\.allStoredNames)
    }
  }
}
