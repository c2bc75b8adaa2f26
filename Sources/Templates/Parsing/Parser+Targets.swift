extension Parser {
  /// What stands left of `=` or `in`: a name, names with commas, in brackets too, or `space.name`.
  mutating func target(mayBeMember: Bool = false) throws(TemplateError) -> TargetSyntax {
    let place = current.place
    var targets: [TargetSyntax] = []
    var isTuple = false
    while true {
      if isTuple, isAt(.assign) || isAt(.rightParenthesis) { break }
      if case .tagEnd = current.kind, isTuple { break }
      targets.append(try singleTarget(mayBeMember: mayBeMember))
      guard try take(.comma) else { break }
      isTuple = true
    }
    return isTuple || targets.count != 1 ? .tuple(targets, place) : targets[0]
  }

  private mutating func singleTarget(mayBeMember: Bool) throws(TemplateError) -> TargetSyntax {
    let place = current.place
    if try take(.leftParenthesis) {
      let inner = try nested { (parser) throws(TemplateError) in try parser.target(mayBeMember: mayBeMember) }
      try expect(.rightParenthesis)
      return inner
    }
    guard case .name(let name) = current.kind else {
      throw fault("a name to assign to is expected here, not \(current.kind.description)")
    }
    if ["true", "false", "none", "True", "False", "None"].contains(name) {
      throw fault("'\(name)' is a constant: nothing can be assigned to it")
    }
    try advance()
    if mayBeMember, try take(.dot) { return .member(of: name, try expectName("a name"), place) }
    return .name(name, place)
  }
}
