import Values

/// Text that is printed as it stands.
final class DataStatement: Statement {
  private let text: String
  init(_ text: String) { self.text = text }
  func render(_ rendering: inout Rendering) { rendering.output += text }
}

/// `{{ expression }}`
final class PrintStatement: Statement {
  let expression: any Expression
  init(_ expression: any Expression) { self.expression = expression }

  func render(_ rendering: inout Rendering) throws(Fault) {
    let operand = try expression.evaluate(&rendering)
    switch operand {
    case .value(.string(let text)), .value(.source(let text, _)): rendering.output += text
    case .value(.unknown): rendering.printUnknown(expression.growth(&rendering))
    default:
      do throws(Fault) {
        rendering.output += try operand.text()
      } catch {
        _ = try rendering.recover(error, at: expression.place)
        rendering.printUnknown(rendering.unbounded(at: expression.place))
      }
    }
  }
}

/// `{% if %}`, with its `elif`s and its `else`.
final class ConditionStatement: Statement {
  private let branches: [(test: any Expression, body: Block)]
  private let otherwise: Block
  /// The variables that some branch sets.
  private let assigned: [Int]

  init(_ branches: [(test: any Expression, body: Block)], otherwise: Block, assigned: [Int]) {
    self.branches = branches
    self.otherwise = otherwise
    self.assigned = assigned
  }

  func render(_ rendering: inout Rendering) throws(Fault) {
    for (index, branch) in branches.enumerated() {
      switch try rendering.truth(of: try branch.test.evaluate(&rendering), at: branch.test.place) {
      case true?: return try branch.body.render(&rendering)
      case false?: continue
      case nil: return try check(from: index, &rendering)
      }
    }
    try otherwise.render(&rendering)
  }

  /// Renders every branch that could be taken, each from the same start, for its errors. What the first prints stays.
  private func check(from index: Int, _ rendering: inout Rendering) throws(Fault) {
    let before = rendering.slots
    var isSet = Set<Int>()
    rendering.uncertainty += 1
    defer { rendering.uncertainty -= 1 }
    func check(_ body: Block, _ rendering: inout Rendering) throws(Fault) {
      for slot in assigned { rendering.slots[slot] = before[slot] }
      try body.render(&rendering)
      for slot in assigned where !rendering.slots[slot].isMissing { isSet.insert(slot) }
    }
    try check(branches[index].body, &rendering)
    let others = try rendering.capture { (rendering) throws(Fault) in
      for branch in branches[(index + 1)...] {
        let truth = try rendering.truth(of: try branch.test.evaluate(&rendering), at: branch.test.place)
        if truth != false { try check(branch.body, &rendering) }
        if truth == true { return }
      }
      try check(otherwise, &rendering)
    }
    for slot in assigned { rendering.fill(slot, isSet.contains(slot) ? .unknown : .missing, nil) }
    rendering.printUnknown(others.growth)
  }
}

/// `{% set %}`
final class AssignmentStatement: Statement {
  private let target: Target
  private let value: any Expression

  init(_ target: Target, _ value: any Expression) {
    self.target = target
    self.value = value
  }

  func render(_ rendering: inout Rendering) throws(Fault) {
    try target.assign(value, &rendering)
  }
}

/// `{% set name %}…{% endset %}`
final class CaptureStatement: Statement {
  private let target: Target
  private let body: Block
  private let entry: FrameEntry
  private let filter: BlockFilter?
  private let place: Place

  init(_ target: Target, _ body: Block, entry: FrameEntry, filter: BlockFilter?, place: Place) {
    self.target = target
    self.body = body
    self.entry = entry
    self.filter = filter
    self.place = place
  }

  func render(_ rendering: inout Rendering) throws(Fault) {
    entry.fill(&rendering)
    let (text, isKnown, growth) = try rendering.capture(body.render)
    let captured: Operand = isKnown ? .text(text) : .unknown
    guard let filter else { return try target.assign(captured, growth, at: place, &rendering) }
    rendering.fill(filter.slot, captured, growth)
    let filtered = try filter.expression.evaluate(&rendering)
    let filteredGrowth = filtered.isUnknown ? filter.expression.growth(&rendering) : nil
    try target.assign(filtered, filteredGrowth, at: place, &rendering)
  }
}

/// `{% filter upper %}…{% endfilter %}`
final class FilteredStatement: Statement {
  private let filter: BlockFilter
  private let body: Block
  private let entry: FrameEntry

  init(_ filter: BlockFilter, _ body: Block, entry: FrameEntry) {
    self.filter = filter
    self.body = body
    self.entry = entry
  }

  func render(_ rendering: inout Rendering) throws(Fault) {
    entry.fill(&rendering)
    let (text, isKnown, growth) = try rendering.capture(body.render)
    rendering.fill(filter.slot, isKnown ? .text(text) : .unknown, growth)
    try PrintStatement(filter.expression).render(&rendering)
  }
}

/// Filters over the text of a block, which reaches them through a variable of its own.
struct BlockFilter: Sendable {
  let slot: Int
  let expression: any Expression
}

/// `{% with name = value %}`
final class WithStatement: Statement {
  private let pairs: [(target: Target, value: any Expression)]
  private let body: Block
  private let entry: FrameEntry

  init(_ pairs: [(target: Target, value: any Expression)], _ body: Block, entry: FrameEntry) {
    self.pairs = pairs
    self.body = body
    self.entry = entry
  }

  func render(_ rendering: inout Rendering) throws(Fault) {
    entry.fill(&rendering)
    for (target, value) in pairs { try target.assign(value, &rendering) }
    try body.render(&rendering)
  }
}
