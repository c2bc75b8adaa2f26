import OrderedCollections
import Values

extension Functions {
  /// `dict(a=1)`, `dict(other, a=1)`, `dict([['a', 1]])`
  @Sendable static func mapping(_ arguments: Arguments, _ rendering: inout Rendering) throws(Fault) -> Operand {
    var map = ValueMap()
    for (key, value) in try pairs(arguments, &rendering) {
      guard let key = key.mapKey else { throw .problem("a \(key.typeName) cannot be a mapping's key") }
      map.set(try value.value(&rendering), at: key)
    }
    return .value(.map(map))
  }

  /// `namespace(a=1)`: names that assignments inside loops can change for good.
  @Sendable static func namespace(_ arguments: Arguments, _ rendering: inout Rendering) throws(Fault) -> Operand {
    let space = Namespace()
    for (key, value) in try pairs(arguments, &rendering) { space.set(value, at: try key.text()) }
    return .object(space)
  }

  private static func pairs(
    _ arguments: Arguments, _ rendering: inout Rendering
  ) throws(Fault) -> [(key: Operand, value: Operand)] {
    var pairs: [(key: Operand, value: Operand)] = []
    switch arguments["from"].meaning {
    case .value(.none): break
    case .value(.map(let map)): pairs = map.map { (.value($0.key.value), .value($0.value)) }
    case let other:
      for pair in try other.elements(&rendering) {
        let both = try pair.elements(&rendering)
        guard both.count == 2 else { throw .problem("a mapping is made of pairs, not of \(both.count) elements") }
        pairs.append((both[0], both[1]))
      }
    }
    return pairs + arguments.others.map { (.text($0.name), $0.value) }
  }
}

/// The object of `{% set space.name = … %}`.
final class Namespace: TemplateObject {
  private var names: [String] = []
  private var values: [Text: Operand] = [:]

  var typeName: String { "Namespace" }
  var attributeNames: [String] { names }

  func set(_ value: Operand, at name: String) {
    if values.updateValue(value, forKey: Text(name)) == nil { names.append(name) }
  }

  func attribute(_ name: String, _ rendering: inout Rendering) -> Operand? { values[Text(name)] }

  func item(_ key: Operand) throws(Fault) -> Operand? {
    if case .value(.string(let name)) = key.meaning { values[Text(name)] } else { nil }
  }

  func text() throws(Fault) -> String {
    var parts: [String] = []
    for name in names {
      parts.append("\(name.pythonRepresentation): \(try values[Text(name)]?.representation() ?? "")")
    }
    return "<Namespace {\(parts.joined(separator: ", "))}>"
  }

  func value(_ rendering: inout Rendering) throws(Fault) -> Value? {
    var map = ValueMap()
    for name in names { map[MapKey(name)] = try values[Text(name)]?.value(&rendering) }
    return .map(map)
  }
}
