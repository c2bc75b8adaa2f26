import Values

/// A constant: `'text'`, `1`, `none`.
final class ConstantExpression: Expression {
  let place: Place
  let value: Value

  init(_ value: Value, place: Place) {
    self.value = value
    self.place = place
  }

  func evaluate(_ rendering: inout Rendering) -> Operand { .value(value) }
}

/// A name that comes from outside the template.
final class OutsideName: Expression {
  let place: Place
  private let name: String
  private let index: Int

  init(_ name: String, index: Int, place: Place) {
    self.name = name
    self.index = index
    self.place = place
  }

  func evaluate(_ rendering: inout Rendering) -> Operand {
    let value = rendering.outsideValue(index)
    return value.isMissing ? .undefined(.name(name)) : value
  }

  func growth(_ rendering: inout Rendering) -> Growth { rendering.growth(ofOutside: index, at: place) }
}

/// A variable of the template.
final class SlotName: Expression {
  let place: Place
  private let name: String
  private let slot: Int

  init(_ name: String, slot: Int, place: Place) {
    self.name = name
    self.slot = slot
    self.place = place
  }

  func evaluate(_ rendering: inout Rendering) -> Operand {
    let value = rendering.slots[slot]
    return value.isMissing ? .undefined(.name(name)) : value
  }

  func growth(_ rendering: inout Rendering) -> Growth { rendering.growth(ofSlot: slot, at: place) }
}

/// What a frame of variables holds when it is entered: a loop's body at the start of each round, for one.
struct FrameEntry: Sendable {
  enum Source: Sendable {
    case nothing
    case slot(Int)
    /// The place of a name from outside.
    case outside(Int)
  }

  let sources: [(slot: Int, source: Source)]

  func fill(_ rendering: inout Rendering) {
    for (slot, source) in sources {
      switch source {
      case .nothing: rendering.slots[slot] = .missing
      case .slot(let other):
        rendering.slots[slot] = rendering.slots[other]
        if rendering.slots[slot].isUnknown { rendering.slotGrowth[slot] = rendering.slotGrowth[other] }
      case .outside(let index):
        rendering.slots[slot] = rendering.outsideValue(index)
        if rendering.slots[slot].isUnknown { rendering.slotGrowth[slot] = rendering.outsideGrowth(index) }
      }
    }
  }
}
