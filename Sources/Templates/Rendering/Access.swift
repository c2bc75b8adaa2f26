import OrderedCollections
import Values

/// `subject.name`
final class AttributeExpression: Expression {
  /// Of the name.
  let place: Place
  private let subject: any Expression
  private let name: String
  private let key: MapKey
  /// Mappings have methods of some names, and those go before their keys.
  private let isMethodOfMappings: Bool

  init(_ subject: any Expression, _ name: String, place: Place) {
    self.subject = subject
    self.name = name
    self.place = place
    key = MapKey(name)
    isMethodOfMappings = Methods.mappingMethods.contains { $0.signature.name == name }
  }

  func evaluate(_ rendering: inout Rendering) throws(Fault) -> Operand {
    let owner = try subject.evaluate(&rendering)
    // The usual case, quickly.
    if case .value(.map(let map)) = owner, !isMethodOfMappings, let value = map[key] { return .value(value) }
    do throws(Fault) {
      return try owner.attribute(name, &rendering)
    } catch {
      return try rendering.recover(error, at: place, (owner, subject.place))
    }
  }

  /// A part of its owner, or a number of a loop.
  func growth(_ rendering: inout Rendering) -> Growth {
    if case .object(let loop as LoopState)? = try? subject.evaluate(&rendering) {
      return loop.numbers.contains(name) ? .number : rendering.unbounded(at: place)
    }
    return rendering.growth(of: subject)
  }
}

/// `subject[key]`
final class ItemExpression: Expression {
  let place: Place
  private let subject: any Expression
  private let key: any Expression

  init(_ subject: any Expression, _ key: any Expression, place: Place) {
    self.subject = subject
    self.key = key
    self.place = place
  }

  func evaluate(_ rendering: inout Rendering) throws(Fault) -> Operand {
    let owner = try subject.evaluate(&rendering)
    let key = try self.key.evaluate(&rendering)
    do throws(Fault) {
      return try owner.item(key, &rendering)
    } catch {
      return try rendering.recover(error, at: place, (owner, subject.place), (key, self.key.place))
    }
  }

  func growth(_ rendering: inout Rendering) -> Growth { rendering.growth(of: subject) }
}

/// `subject[start:stop:step]`
final class SliceExpression: Expression {
  let place: Place
  private let subject: any Expression
  private let bounds: [(any Expression)?]

  init(_ subject: any Expression, bounds: [(any Expression)?], place: Place) {
    self.subject = subject
    self.bounds = bounds
    self.place = place
  }

  func evaluate(_ rendering: inout Rendering) throws(Fault) -> Operand {
    let owner = try subject.evaluate(&rendering)
    var values: [Operand] = []
    for bound in bounds { values.append(try bound?.evaluate(&rendering) ?? .none) }
    do throws(Fault) {
      return try owner.slice(start: values[0], stop: values[1], step: values[2])
    } catch {
      return try rendering.recover(error, at: place, (owner, subject.place))
    }
  }

  func growth(_ rendering: inout Rendering) -> Growth { rendering.growth(of: subject) }
}
