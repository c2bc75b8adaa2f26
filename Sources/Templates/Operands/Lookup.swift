import OrderedCollections
import Values

extension Operand {
  /// An index or another whole number; true and false count as 1 and 0.
  var wholeNumber: Int? {
    switch meaning {
    case .value(.integer(let integer)): integer
    case .value(.bool(let bool)): bool ? 1 : 0
    default: nil
    }
  }

  /// `subject.name`: an attribute or method first, then what a mapping has there.
  func attribute(_ name: String, _ rendering: inout Rendering) throws(Fault) -> Operand {
    if let found = try ownAttribute(name, &rendering) { return found }
    if case .value(.map(let map)) = meaning, let value = map[MapKey(name)] { return .value(value) }
    return .undefined(.attribute(name, of: owner))
  }

  /// `subject[key]`: what a list or mapping has there first, then an attribute or method.
  func item(_ key: Operand, _ rendering: inout Rendering) throws(Fault) -> Operand {
    if case .undefined(let undefined) = self { throw .undefined(undefined) }
    if case .undefined(let undefined) = key { throw .undefined(undefined) }
    if isUnknown || key.isUnknown { throw .unknown }
    if let found = try element(key) { return found }
    if case .value(.string(let name)) = key.meaning, let found = try ownAttribute(name, &rendering) { return found }
    if case .value(.string(let name)) = key.meaning { return .undefined(.attribute(name, of: owner)) }
    return .undefined(.element((try? key.representation()) ?? "there", of: owner))
  }

  private func element(_ key: Operand) throws(Fault) -> Operand? {
    func place(in count: Int) -> Int? {
      guard let index = key.wholeNumber else { return nil }
      let place = index < 0 ? index + count : index
      return (0..<count).contains(place) ? place : nil
    }
    switch meaning {
    case .value(.list(let elements)), .value(.tuple(let elements)):
      return place(in: elements.count).map { .value(elements[$0]) }
    case .value(.map(let map)):
      return key.mapKey.flatMap { map.element(at: $0) }.map { .value($0) }
    case .value(.string(let text)): return text.scalar(at: place)
    case .value(.moment(let moment)): return moment.text.scalar(at: place)
    case .object(let object): return try object.item(key)
    default: return nil
    }
  }

  /// Attributes that Python's objects have, mappings' keys not among them.
  func ownAttribute(_ name: String, _ rendering: inout Rendering) throws(Fault) -> Operand? {
    switch meaning {
    case .value(.unknown): throw .unknown
    case .undefined(let undefined): throw .undefined(undefined)
    case .object(let object): return try object.attribute(name, &rendering)
    case .value(.moment(let moment)):
      if let part = moment.attribute(name) { return part }
    default: break
    }
    if let method = Methods.method(name, of: self) { return .object(BoundMethod(method, of: self)) }
    return nil
  }

  var owner: Undefined.Owner {
    switch self {
    case .value(let value): .value(value)
    case .object(let object): .object(typeName: object.typeName, names: object.attributeNames)
    case .undefined, .missing: .object(typeName: typeName, names: [])
    }
  }
}

extension Undefined.Owner {
  var typeName: String {
    switch self {
    case .value(let value): value.typeName
    case .object(let typeName, _): typeName
    }
  }

  /// The names that could have been meant by one that is not there.
  var names: [String] {
    switch self {
    case .value(let value):
      let methods = Methods.names(of: .value(value))
      switch value.meaning {
      case .map(let map): return map.keys.compactMap(\.name) + methods
      case .moment: return Moment.attributeNames + methods
      default: return methods
      }
    case .object(_, let names): return names
    }
  }
}

extension String {
  fileprivate func scalar(at place: (Int) -> Int?) -> Operand? {
    place(scalarCount).map {
      .text(String(unicodeScalars[unicodeScalars.index(unicodeScalars.startIndex, offsetBy: $0)]))
    }
  }
}

extension Moment {
  static let attributeNames = ["year", "month", "day", "hour", "minute", "second"]

  /// As of Python's dates and times.
  fileprivate func attribute(_ name: String) -> Operand? {
    let civil = civil
    switch name {
    case "year": return .integer(civil.year)
    case "month": return .integer(civil.month)
    case "day": return .integer(civil.day)
    case "hour": return .integer(civil.hour)
    case "minute": return .integer(civil.minute)
    case "second": return .integer(civil.second)
    default: return nil
    }
  }
}

extension Undefined {
  /// What is missing, in words.
  /// - Parameter names: the names that are known where it was asked for.
  func message(among names: @autoclosure () -> [String]) -> String {
    switch origin {
    case .name(let name): return "'\(name)' is not defined" + suggestion(for: name, among: names())
    case .attribute(let name, let owner):
      return "'\(owner.typeName)' has no '\(name)'" + suggestion(for: name, among: owner.names)
    case .element(let key, let owner):
      return "'\(owner.typeName)' has no element \(key)"
    case .reason(let reason): return reason
    case .noElse: return "the 'if' here is false and has no 'else'"
    }
  }
}
