import Values

/// What an assignment fills.
indirect enum Target: Sendable {
  case slot(Int)
  case member(of: any Expression, String)
  case tuple([Target])

  /// Assigns what an expression yields.
  func assign(_ value: any Expression, _ rendering: inout Rendering) throws(Fault) {
    let operand = try value.evaluate(&rendering)
    try assign(operand, operand.isUnknown ? value.growth(&rendering) : nil, at: value.place, &rendering)
  }

  /// - Parameters:
  ///   - growth: of an operand that is unknown; nil where nobody knows.
  ///   - place: of what is assigned, for errors.
  func assign(
    _ operand: Operand, _ growth: Growth?, at place: Place, _ rendering: inout Rendering
  ) throws(Fault) {
    switch self {
    case .slot(let slot): rendering.fill(slot, operand, growth)
    case .member(let space, let name):
      switch try space.evaluate(&rendering) {
      case .object(let namespace as Namespace):
        // Under a condition that nobody knows yet the member may or may not change.
        namespace.set(rendering.uncertainty > 0 ? .unknown : operand, at: name)
      case .value(.unknown): break
      case .undefined(let undefined): throw .error(rendering.error(.undefined(undefined), at: space.place))
      case let other:
        let message = "only a namespace takes assignments to its members, and this is a \(other.typeName)"
        throw .error(space.place.error(message, in: rendering.program.name))
      }
    case .tuple(let targets):
      let elements: [Operand]
      do throws(Fault) {
        elements = try operand.elements(&rendering)
        guard elements.count == targets.count else {
          throw .problem("\(targets.count) names are to be filled, but there are \(elements.count) values")
        }
      } catch {
        _ = try rendering.recover(error, at: place)
        // Each is a part of it.
        for target in targets { try target.assign(.unknown, growth, at: place, &rendering) }
        return
      }
      for (target, element) in zip(targets, elements) { try target.assign(element, nil, at: place, &rendering) }
    }
  }
}
