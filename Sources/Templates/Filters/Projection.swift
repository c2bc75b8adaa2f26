import Values

/// The `attribute` of sort, unique, map …: `address.city`, `0`, also with several steps.
struct Projection {
  private let steps: [Operand]
  private let standard: Operand?

  /// - Parameter standard: what stands for a missing attribute.
  init(_ attribute: Operand, standard: Operand? = nil) throws(Fault) {
    self.standard = standard
    switch attribute.meaning {
    case .value(.none): steps = []
    case .undefined(let undefined): throw .undefined(undefined)
    case .value(.unknown): throw .unknown
    case .value(.string(let path)):
      steps = path.pieces(splitBy: ".", limit: .max).map { step in
        step.utf8.allSatisfy { (0x30...0x39).contains($0) } && !step.isEmpty
          ? Int(step).map { .integer($0) } ?? .text(String(step)) : .text(String(step))
      }
    default: steps = [attribute]
    }
  }

  /// Several attributes with commas between them, as `sort` takes.
  static func list(_ attribute: Operand) throws(Fault) -> [Projection] {
    guard case .value(.string(let paths)) = attribute.meaning else { return [try Projection(attribute)] }
    var projections: [Projection] = []
    for path in paths.pieces(splitBy: ",", limit: .max) { projections.append(try Projection(.text(String(path)))) }
    return projections
  }

  func callAsFunction(_ element: Operand, _ rendering: inout Rendering) throws(Fault) -> Operand {
    var result = element
    for step in steps {
      result = try result.item(step, &rendering)
      if let standard, result.isUndefined { result = standard }
    }
    return result
  }
}

extension Operand {
  /// Text in lower case and anything else as it is: how Jinja sorts and compares unless told otherwise.
  func foldingCase(unless caseSensitive: Bool) -> Operand {
    guard !caseSensitive, case .value(.string(let text)) = meaning else { return self }
    return .text(text.pythonLowercased())
  }
}

extension Array where Element == Operand {
  /// Sorted by keys, stable in both directions.
  func sorted(
    reverse: Bool, by key: (Operand, inout Rendering) throws(Fault) -> Operand, _ rendering: inout Rendering
  ) throws(Fault) -> [Operand] {
    var entries: [(key: Operand, element: Operand)] = []
    entries.reserveCapacity(count)
    for element in self { entries.append((try key(element, &rendering), element)) }
    let sorted = try mergeSorted(entries[...]) { (a, b) throws(Fault) in
      reverse ? try isLess(a.key, b.key) : try isLess(b.key, a.key)
    }
    return sorted.map(\.element)
  }
}

/// A stable sort whose comparison may fail, which the standard library's cannot in a typed way.
/// - Parameter mustSwap: whether the second of two stands before the first.
private func mergeSorted<Element>(
  _ elements: ArraySlice<Element>, mustSwap: (Element, Element) throws(Fault) -> Bool
) throws(Fault) -> [Element] {
  guard elements.count > 1 else { return Array(elements) }
  let middle = elements.startIndex + elements.count / 2
  let left = try mergeSorted(elements[..<middle], mustSwap: mustSwap)
  let right = try mergeSorted(elements[middle...], mustSwap: mustSwap)
  var merged: [Element] = []
  merged.reserveCapacity(elements.count)
  var (i, j) = (0, 0)
  while i < left.count, j < right.count {
    if try mustSwap(left[i], right[j]) {
      merged.append(right[j])
      j += 1
    } else {
      merged.append(left[i])
      i += 1
    }
  }
  return merged + left[i...] + right[j...]
}
