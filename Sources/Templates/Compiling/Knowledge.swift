/// What is known, at a place of a template, of the names that it uses.
struct Knowledge {
  /// Set on every way that leads here.
  var assigned: Set<String> = []
  /// Set on some way that leads here.
  var perhapsAssigned: Set<String> = []
  /// There, whoever handed them in: `is defined` has said so.
  var checked: Set<String> = []

  /// What is known after one of several branches.
  static func merged(_ branches: [Knowledge], before: Knowledge) -> Knowledge {
    var merged = before
    merged.assigned = branches.dropFirst().reduce(branches.first?.assigned ?? before.assigned) {
      $0.intersection($1.assigned)
    }
    for branch in branches { merged.perhapsAssigned.formUnion(branch.assigned.union(branch.perhapsAssigned)) }
    return merged
  }
}

extension ExpressionSyntax {
  /// The names that are certainly there when the expression is true, and when it is false.
  var presence: (ifTrue: Set<String>, ifFalse: Set<String>) {
    switch kind {
    case .test(let subject, "defined", _):
      if case .name(let name) = subject.kind { return ([name], []) }
    case .test(let subject, "undefined", _):
      if case .name(let name) = subject.kind { return ([], [name]) }
    case .not(let operand):
      let inner = operand.presence
      return (inner.ifFalse, inner.ifTrue)
    case .and(let left, let right):
      let (a, b) = (left.presence, right.presence)
      return (a.ifTrue.union(b.ifTrue), a.ifFalse.intersection(b.ifFalse))
    case .or(let left, let right):
      let (a, b) = (left.presence, right.presence)
      return (a.ifTrue.intersection(b.ifTrue), a.ifFalse.union(b.ifFalse))
    default: break
    }
    return ([], [])
  }
}
