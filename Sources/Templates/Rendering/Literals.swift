import OrderedCollections
import Values

/// `[a, b]` and `(a, b)`
final class ListExpression: Expression {
  let place: Place
  private let elements: [any Expression]
  private let isTuple: Bool

  init(_ elements: [any Expression], isTuple: Bool, place: Place) {
    self.elements = elements
    self.isTuple = isTuple
    self.place = place
  }

  func evaluate(_ rendering: inout Rendering) throws(Fault) -> Operand {
    var operands: [Operand] = []
    operands.reserveCapacity(elements.count)
    for element in elements { operands.append(try element.evaluate(&rendering)) }
    return .list(operands, isTuple: isTuple)
  }
}

/// `{key: value}`
final class MappingExpression: Expression {
  let place: Place
  private let entries: [(key: any Expression, value: any Expression)]

  init(_ entries: [(key: any Expression, value: any Expression)], place: Place) {
    self.entries = entries
    self.place = place
  }

  func evaluate(_ rendering: inout Rendering) throws(Fault) -> Operand {
    var map = ValueMap(minimumCapacity: entries.count)
    for (keyExpression, valueExpression) in entries {
      let key = try keyExpression.evaluate(&rendering)
      let value = try valueExpression.evaluate(&rendering)
      if key.isUnknown { return .unknown }
      do throws(Fault) {
        guard let mapKey = key.mapKey else {
          if case .undefined(let undefined) = key { throw .undefined(undefined) }
          throw .problem("a \(key.typeName) cannot be a mapping's key")
        }
        map.set(try value.value(&rendering), at: mapKey)
      } catch {
        return try rendering.recover(error, at: place, (key, keyExpression.place), (value, valueExpression.place))
      }
    }
    return .value(.map(map))
  }
}
