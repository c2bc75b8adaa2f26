import BigInt
import OrderedCollections
import Values

/// Truth, equality and order as Python has them.
extension Operand {
  func isTrue() throws(Fault) -> Bool {
    switch self {
    case .value(let value): return try value.isTrue()
    case .object(let object): return object.isTrue
    case .undefined(let undefined):
      if undefined.isLenient { return false }
      throw .undefined(undefined)
    case .missing: return false
    }
  }
}

extension Value {
  func isTrue() throws(Fault) -> Bool {
    switch self {
    case .none: false
    case .bool(let bool): bool
    case .integer(let integer): integer != 0
    case .bigInteger: true
    case .float(let float): float != 0
    case .string(let text): !text.isEmpty
    case .list(let elements), .tuple(let elements): !elements.isEmpty
    case .map(let map): !map.isEmpty
    case .moment: true
    case .source(_, let meaning): try meaning.isTrue()
    case .unknown: throw .unknown
    }
  }
}

/// `a == b`
func areEqual(_ a: Operand, _ b: Operand) throws(Fault) -> Bool {
  switch (a, b) {
  case (.value(let a), .value(let b)): return try areEqual(a, b)
  case (.undefined(let undefined), let other), (let other, .undefined(let undefined)):
    guard undefined.isLenient else { throw .undefined(undefined) }
    if case .undefined(let other) = other {
      guard other.isLenient else { throw .undefined(other) }
      return true
    }
    return false
  case (.value(.unknown), _), (_, .value(.unknown)): throw .unknown
  case (.object(let a), .object(let b)) where a === b: return true
  default:
    guard let a = a.comparableElements, let b = b.comparableElements, a.type == b.type else { return false }
    return try areEqual(a.elements, b.elements)
  }
}

private func areEqual(_ a: [Operand], _ b: [Operand]) throws(Fault) -> Bool {
  guard a.count == b.count else { return false }
  for (a, b) in zip(a, b) where try !areEqual(a, b) { return false }
  return true
}

func areEqual(_ a: Value, _ b: Value) throws(Fault) -> Bool {
  switch (a, b) {
  case (.unknown, _), (_, .unknown): throw .unknown
  case (.source(_, let meaning), let other), (let other, .source(_, let meaning)): return try areEqual(meaning, other)
  case (.string(let a), .string(let b)): return a.hasSameScalars(as: b)
  case (.none, .none): return true
  case (.list(let a), .list(let b)), (.tuple(let a), .tuple(let b)):
    guard a.count == b.count else { return false }
    for (a, b) in zip(a, b) where try !areEqual(a, b) { return false }
    return true
  case (.map(let a), .map(let b)):
    guard a.count == b.count else { return false }
    for (key, value) in a {
      guard let other = b.element(at: key), try areEqual(value, other) else { return false }
    }
    return true
  case (.moment(let a), .moment(let b)): return a == b
  // A moment counts as what it prints, so that it can be compared with the dates of files, which are text.
  case (.moment(let a), .string(let b)), (.string(let b), .moment(let a)): return a.text.hasSameScalars(as: b)
  default:
    guard let a = a.number, let b = b.number else { return false }
    return Number.order(a, b) == 0
  }
}

/// Whether a stands before b; what Python cannot order is a problem.
func isLess(_ a: Operand, _ b: Operand) throws(Fault) -> Bool { try ordered(.less, a, b) }

func ordered(_ comparison: Comparison, _ a: Operand, _ b: Operand) throws(Fault) -> Bool {
  if case .undefined(let undefined) = a { throw .undefined(undefined) }
  if case .undefined(let undefined) = b { throw .undefined(undefined) }
  if a.isUnknown || b.isUnknown { throw .unknown }
  if let x = a.number, let y = b.number { return comparison.holds(Number.order(x, y)) }
  if let x = a.orderedText, let y = b.orderedText {
    return comparison.holds(x.hasSameScalars(as: y) ? 0 : Text(x) < Text(y) ? -1 : 1)
  }
  if let x = a.comparableElements, let y = b.comparableElements, x.type == y.type, x.type != "range" {
    for (x, y) in zip(x.elements, y.elements) where try !areEqual(x, y) { return try ordered(comparison, x, y) }
    let (left, right) = (x.elements.count, y.elements.count)
    return comparison.holds(left < right ? -1 : left == right ? 0 : 1)
  }
  throw .problem("'\(comparison.rawValue)' cannot compare \(a.typeName) with \(b.typeName)")
}

extension Comparison {
  /// For -1, 0 and 1; nothing holds of what has no order (nan).
  fileprivate func holds(_ order: Int?) -> Bool {
    guard let order else { return false }
    switch self {
    case .less: return order < 0
    case .atMost: return order <= 0
    case .greater: return order > 0
    case .atLeast: return order >= 0
    default: return order == 0
    }
  }
}

extension Operand {
  var number: Number? { if case .value(let value) = self { value.number } else { nil } }

  fileprivate var orderedText: String? {
    switch meaning {
    case .value(.string(let text)): text
    case .value(.moment(let moment)): moment.text
    default: nil
    }
  }

  /// Of a list or a tuple, which are compared element by element.
  fileprivate var comparableElements: (type: String, elements: [Operand])? {
    switch meaning {
    case .value(.list(let elements)): ("list", elements.map { .value($0) })
    case .value(.tuple(let elements)): ("tuple", elements.map { .value($0) })
    case .object(let group as ObjectGroup): (group.isTuple ? "tuple" : "list", group.elements)
    case .object(let range as NumberRange): ("range", range.elements.prefix(100_000).map { .integer($0) })
    default: nil
    }
  }
}
