import Values

extension Operand {
  /// `subject[start:stop:step]`, each a whole number or none.
  func slice(start: Operand, stop: Operand, step: Operand) throws(Fault) -> Operand {
    if case .undefined(let undefined) = self { throw .undefined(undefined) }
    for bound in [self, start, stop, step] where bound.isUnknown { throw .unknown }
    let step = try step.sliceBound() ?? 1
    guard step != 0 else { throw .problem("the step of a slice cannot be zero") }
    let (start, stop) = (try start.sliceBound(), try stop.sliceBound())
    switch meaning {
    case .value(.string(let text)): return .text(Operand.slice(of: text, start, stop, step))
    case .value(.moment(let moment)): return .text(Operand.slice(of: moment.text, start, stop, step))
    case .value(.list(let elements)):
      return .value(.list(sliceIndices(elements.count, start, stop, step).map { elements[$0] }))
    case .value(.tuple(let elements)):
      return .value(.tuple(sliceIndices(elements.count, start, stop, step).map { elements[$0] }))
    case .object(let group as ObjectGroup):
      let elements = sliceIndices(group.elements.count, start, stop, step).map { group.elements[$0] }
      return .list(elements, isTuple: group.isTuple)
    case .object(let range as NumberRange): return .object(range.slice(start, stop, step))
    default: throw .problem("a \(typeName) cannot be sliced")
    }
  }

  private static func slice(of text: String, _ start: Int?, _ stop: Int?, _ step: Int) -> String {
    let scalars = Array(text.unicodeScalars)
    return String(scalars: sliceIndices(scalars.count, start, stop, step).map { scalars[$0] })
  }

  private func sliceBound() throws(Fault) -> Int? {
    switch meaning {
    case .value(.none): return nil
    case .undefined(let undefined): throw .undefined(undefined)
    // Larger than any text or list, so the same as its end.
    case .value(.bigInteger(let big)): return big > 0 ? Int.max / 2 : Int.min / 2
    default:
      guard let index = wholeNumber else { throw .problem("the bounds of a slice are whole numbers, not \(typeName)") }
      return index
    }
  }
}

/// The places that a slice of something with `count` elements takes, in order.
func sliceIndices(_ count: Int, _ start: Int?, _ stop: Int?, _ step: Int) -> StrideTo<Int> {
  let bounds = sliceBounds(count, start, stop, step)
  return stride(from: bounds.start, to: bounds.end, by: step)
}

/// Where a slice begins and the place before which it ends; -1 is before the first place, for steps backwards.
func sliceBounds(_ count: Int, _ start: Int?, _ stop: Int?, _ step: Int) -> (start: Int, end: Int) {
  func clamped(_ bound: Int, _ low: Int, _ high: Int) -> Int {
    min(max(bound < 0 ? max(bound, -count - 1) + count : bound, low), high)
  }
  if step > 0 { return (clamped(start ?? 0, 0, count), clamped(stop ?? count, 0, count)) }
  return (start.map { clamped($0, -1, count - 1) } ?? count - 1, stop.map { clamped($0, -1, count - 1) } ?? -1)
}
