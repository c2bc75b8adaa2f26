import Values

/// `{% for %}`
final class LoopStatement: Statement {
  struct Parts: Sendable {
    let target: Target
    let elements: any Expression
    /// The `if` behind the elements, with the variables of its own that it is asked with.
    let condition: (test: any Expression, target: Target, entry: FrameEntry)?
    let body: Block
    let bodyEntry: FrameEntry
    let otherwise: Block
    let otherwiseEntry: FrameEntry
    /// Where `loop` lies; nil where the body never asks for it.
    let loopSlot: Int?
    let isRecursive: Bool
    /// All variables of the body, which a recursive call must give back as they were.
    let slots: Range<Int>
    let place: Place
  }

  private let parts: Parts

  init(_ parts: Parts) { self.parts = parts }

  func render(_ rendering: inout Rendering) throws(Fault) {
    try run(over: try parts.elements.evaluate(&rendering), depth0: 0, &rendering)
  }

  private func run(over operand: Operand, depth0: Int, _ rendering: inout Rendering) throws(Fault) {
    guard parts.loopSlot == nil, parts.condition == nil else {
      return try runWithState(over: operand, depth0: depth0, &rendering)
    }
    // The quick way: no `loop`, no condition, a list of values.
    switch operand.meaning {
    case .value(.list(let elements)), .value(.tuple(let elements)):
      for element in elements { try round(.value(element), &rendering) }
      if elements.isEmpty { try renderOtherwise(&rendering) }
    default: try runWithState(over: operand, depth0: depth0, &rendering)
    }
  }

  private func round(_ element: Operand, growth: Growth? = nil, _ rendering: inout Rendering) throws(Fault) {
    parts.bodyEntry.fill(&rendering)
    try parts.target.assign(element, growth, at: parts.elements.place, &rendering)
    try parts.body.render(&rendering)
  }

  private func renderOtherwise(_ rendering: inout Rendering) throws(Fault) {
    parts.otherwiseEntry.fill(&rendering)
    try parts.otherwise.render(&rendering)
  }

  private func runWithState(over operand: Operand, depth0: Int, _ rendering: inout Rendering) throws(Fault) {
    var isEmpty = true
    do throws(Fault) {
      let loop = try state(over: operand, depth0: depth0)
      while let element = try loop.next(&rendering) {
        isEmpty = false
        do throws(Fault) {
          if let slot = parts.loopSlot { rendering.slots[slot] = .object(loop) }
          try round(element, &rendering)
        } catch {
          // A fault of the body has its place already and is none of the elements'.
          throw .error(rendering.error(error, at: parts.place))
        }
      }
    } catch {
      _ = try rendering.recover(error, at: parts.elements.place)
      return try check(&rendering)
    }
    if isEmpty { try renderOtherwise(&rendering) }
  }

  private func state(over operand: Operand, depth0: Int) throws(Fault) -> LoopState {
    guard let elements = try operand.iteration() else { throw .problem("a \(operand.typeName) cannot be iterated") }
    let recurse: LoopState.Recurse? =
      parts.isRecursive
      ? { [self] (elements, depth0, rendering) throws(Fault) in
        try self.recurse(over: elements, depth0: depth0, &rendering)
      } : nil
    guard let condition = parts.condition else {
      return LoopState(elements, length: try operand.length(), depth0: depth0, recurse: recurse)
    }
    let place = parts.elements.place
    let chosen = Iteration { (rendering) throws(Fault) in
      while let element = try elements.next(&rendering) {
        condition.entry.fill(&rendering)
        try condition.target.assign(element, nil, at: place, &rendering)
        let truth = try rendering.truth(of: try condition.test.evaluate(&rendering), at: condition.test.place)
        guard let truth else { throw .unknown }
        if truth { return element }
      }
      return nil
    }
    return LoopState(chosen, length: nil, depth0: depth0, recurse: recurse)
  }

  /// Renders one round and the `else`, for their errors: nobody knows what the loop goes through.
  private func check(_ rendering: inout Rendering) throws(Fault) {
    let elements = rendering.growth(of: parts.elements)
    rendering.uncertainty += 1
    defer { rendering.uncertainty -= 1 }
    if let slot = parts.loopSlot {
      let recurse: LoopState.Recurse? = parts.isRecursive ? { (_, _, _) throws(Fault) in throw .unknown } : nil
      rendering.slots[slot] = .object(LoopState(nil, length: nil, recurse: recurse))
    }
    if let condition = parts.condition {
      condition.entry.fill(&rendering)
      try condition.target.assign(.unknown, nil, at: parts.place, &rendering)
      _ = try condition.test.evaluate(&rendering)
    }
    let (outer, start) = (rendering.growth, rendering.output.utf8.count)
    rendering.growth = Growth()
    rendering.openLoops += 1
    try round(.unknown, growth: elements, &rendering)
    rendering.openLoops -= 1
    // What the rounds print of the elements is together no more than all of them; what else they print, each prints.
    var rounds = rendering.growth
    let each = (rendering.output.utf8.count - start).addingOrMost(rounds.bytes)
    rounds.bytes = 0
    rendering.growth = outer
    rendering.growth.add(rounds)
    rendering.growth.add(elements.repeating(each))
    rendering.printUnknown(try rendering.capture(renderOtherwise).growth)
  }

  private func recurse(over operand: Operand, depth0: Int, _ rendering: inout Rendering) throws(Fault) -> String {
    guard depth0 < 200 else { throw .problem("the loop calls itself more than 200 levels deep") }
    let before = rendering.slots
    defer { rendering.slots.replaceSubrange(parts.slots, with: before[parts.slots]) }
    let (text, isKnown, _) = try rendering.capture { (rendering) throws(Fault) in
      try run(over: operand, depth0: depth0, &rendering)
    }
    if !isKnown { throw .unknown }
    return text
  }
}
