import Values

/// What an assignment fills.
indirect enum Target: Sendable {
  case slot(Int)
  case member(of: any Expression, String)
  case tuple([Target])

  /// - Parameter place: of what is assigned, for errors.
  func assign(_ operand: Operand, at place: Place, _ rendering: inout Rendering) throws(Fault) {
    switch self {
    case .slot(let slot): rendering.slots[slot] = operand
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
        for target in targets { try target.assign(.unknown, at: place, &rendering) }
        return
      }
      for (target, element) in zip(targets, elements) { try target.assign(element, at: place, &rendering) }
    }
  }
}
