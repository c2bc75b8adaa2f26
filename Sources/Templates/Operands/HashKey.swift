import BigInt
import OrderedCollections
import Values

/// A value as it is told from others in sets and as a key: 1, 1.0 and true are one, as in Python.
enum HashKey: Hashable {
  case none
  case number(BigInt)
  case fraction(Double)
  case text(Text)
  case tuple([HashKey])
  /// A namespace, a loop …: itself only.
  case object(ObjectIdentifier)
}

extension Operand {
  /// Throws for lists and mappings, which Python does not hash.
  func hashKey() throws(Fault) -> HashKey {
    switch meaning {
    case .value(let value): return try value.hashKey()
    case .object(let group as ObjectGroup) where group.isTuple:
      var keys: [HashKey] = []
      for element in group.elements { keys.append(try element.hashKey()) }
      return .tuple(keys)
    case .object(let object):
      if object is ObjectGroup { throw .problem("a list cannot be told from others by value here") }
      return .object(ObjectIdentifier(object))
    case .undefined(let undefined): throw .undefined(undefined)
    case .missing: return .none
    }
  }
}

extension Value {
  fileprivate func hashKey() throws(Fault) -> HashKey {
    switch self {
    case .none: return .none
    case .bool(let bool): return .number(bool ? 1 : 0)
    case .integer(let integer): return .number(BigInt(integer))
    case .bigInteger(let big): return .number(big)
    case .float(let float): return BigInt(exactly: float).map { .number($0) } ?? .fraction(float)
    case .string(let text): return .text(Text(text))
    case .moment(let moment): return .text(Text(moment.text))
    case .tuple(let elements):
      var keys: [HashKey] = []
      for element in elements { keys.append(try element.hashKey()) }
      return .tuple(keys)
    case .list, .map: throw .problem("a \(typeName) cannot be a key or be told from others by value")
    case .source(_, let meaning): return try meaning.hashKey()
    case .unknown: throw .unknown
    }
  }
}

extension ValueMap {
  /// The value at a key that equals `key` as Python sees it: 1, 1.0 and true are one key.
  func element(at key: MapKey) -> Value? {
    if let value = self[key] { return value }
    return key.equals.lazy.compactMap { self[$0] }.first
  }

  /// Keeps the first of equal keys and the last of their values, as Python does.
  mutating func set(_ value: Value, at key: MapKey) {
    if self[key] == nil, let equal = key.equals.first(where: { self[$0] != nil }) {
      self[equal] = value
    } else {
      self[key] = value
    }
  }
}

extension MapKey {
  /// The other keys that Python takes for the same.
  fileprivate var equals: [MapKey] {
    switch self {
    case .string, .none: return []
    case .bool(let bool): return [.integer(bool ? 1 : 0), .float(bool ? 1 : 0)]
    case .integer(let integer):
      let same: [MapKey] = integer == 0 ? [.bool(false)] : integer == 1 ? [.bool(true)] : []
      return same + (Double(exactly: integer).map { [.float($0)] } ?? [])
    case .float(let float):
      guard let integer = Int(exactly: float) else { return [] }
      return [.integer(integer)] + (integer == 0 ? [.bool(false)] : integer == 1 ? [.bool(true)] : [])
    }
  }
}

extension Operand {
  /// The operand as a mapping's key; nil where galley's mappings have no such keys (tuples, large numbers).
  var mapKey: MapKey? {
    switch meaning {
    case .value(.string(let text)): MapKey(text)
    case .value(.moment(let moment)): MapKey(moment.text)
    case .value(.integer(let integer)): .integer(integer)
    case .value(.float(let float)): .float(float)
    case .value(.bool(let bool)): .bool(bool)
    case .value(.none): MapKey.none
    default: nil
    }
  }
}
