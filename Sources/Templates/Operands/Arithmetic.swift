import Values

/// `a + b`, `a * b` … as Python has them for numbers, texts and lists.
func arithmetic(_ operation: ArithmeticOperator, _ a: Operand, _ b: Operand) throws(Fault) -> Operand {
  if case .value(let x) = a, case .value(let y) = b, let x = x.number, let y = y.number {
    return .value(try Number.compute(operation, x, y).value)
  }
  if case .undefined(let undefined) = a { throw .undefined(undefined) }
  if case .undefined(let undefined) = b { throw .undefined(undefined) }
  if a.isUnknown || b.isUnknown { throw .unknown }
  if operation == .modulo, case .value(.string(let format)) = a.meaning {
    return .text(try PercentFormat.text(format, b))
  }
  switch operation {
  case .add:
    if let sum = sum(a.meaning, b.meaning) { return sum }
  case .multiply:
    if let count = b.wholeNumber, let product = try repeated(a.meaning, count) { return product }
    if let count = a.wholeNumber, let product = try repeated(b.meaning, count) { return product }
  default: break
  }
  let hint = operation == .add && (a.isText || b.isText) ? "; '~' joins anything as text" : ""
  throw .problem("'\(operation.rawValue)' does not work on \(a.typeName) and \(b.typeName)\(hint)")
}

private func sum(_ a: Operand, _ b: Operand) -> Operand? {
  if let x = a.plainText, let y = b.plainText { return .text(x + y) }
  guard let x = a.listParts, let y = b.listParts, x.isTuple == y.isTuple else { return nil }
  return .list(x.elements + y.elements, isTuple: x.isTuple)
}

private func repeated(_ operand: Operand, _ count: Int) throws(Fault) -> Operand? {
  let count = max(0, count)
  func bounded(_ size: Int) throws(Fault) {
    let (total, overflow) = size.multipliedReportingOverflow(by: count)
    guard !overflow, total <= 100_000_000 else { throw .problem("'*' would make something too large") }
  }
  if let text = operand.plainText {
    try bounded(text.utf8.count)
    return .text(String(repeating: text, count: count))
  }
  guard let parts = operand.listParts else { return nil }
  try bounded(parts.elements.count)
  return .list(Array(repeatElement(parts.elements, count: count).joined()), isTuple: parts.isTuple)
}

extension Operand {
  var isText: Bool { plainText != nil }

  fileprivate var plainText: String? {
    switch meaning {
    case .value(.string(let text)): text
    case .value(.moment(let moment)): moment.text
    default: nil
    }
  }

  fileprivate var listParts: (elements: [Operand], isTuple: Bool)? {
    switch self {
    case .value(.list(let elements)): (elements.map { .value($0) }, false)
    case .value(.tuple(let elements)): (elements.map { .value($0) }, true)
    case .object(let group as ObjectGroup): (group.elements, group.isTuple)
    default: nil
    }
  }
}

/// `a < b`, `a in b` …
func compare(
  _ comparison: Comparison, _ a: Operand, _ b: Operand, _ rendering: inout Rendering
) throws(Fault) -> Bool {
  switch comparison {
  case .equal: try areEqual(a, b)
  case .notEqual: try !areEqual(a, b)
  case .isIn: try isContained(a, in: b, &rendering)
  case .notIn: try !isContained(a, in: b, &rendering)
  default: try ordered(comparison, a, b)
  }
}

/// `element in container`
func isContained(_ element: Operand, in container: Operand, _ rendering: inout Rendering) throws(Fault) -> Bool {
  if element.isUnknown || container.isUnknown { throw .unknown }
  switch container.meaning {
  case .value(.string), .value(.moment):
    let part = try element.string { "only text can be 'in' a text, not \($0)" }
    return try container.text().containsText(part)
  case .value(.list(let elements)), .value(.tuple(let elements)):
    for other in elements where try areEqual(.value(other), element) { return true }
    return false
  case .value(.map(let map)):
    _ = try element.hashKey()
    return element.mapKey.flatMap { map.element(at: $0) } != nil
  case .object(let range as NumberRange):
    if case .undefined(let undefined) = element, !undefined.isLenient, range.count > 0 { throw .undefined(undefined) }
    if let number = element.number { return range.contains(number) }
    return false
  default:
    for other in try container.elements(&rendering) where try areEqual(other, element) { return true }
    return false
  }
}
