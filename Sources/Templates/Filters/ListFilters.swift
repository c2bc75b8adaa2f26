import Values

extension Filters {
  @Sendable static func length(_ subject: Operand, _: Arguments, _: inout Rendering) throws(Fault) -> Operand {
    guard let length = try subject.length() else {
      let hint = subject.isIteration ? "; add '| list' before it" : ""
      throw .problem("a \(subject.typeName) has no length\(hint)")
    }
    return .integer(length)
  }

  @Sendable static func first(_ subject: Operand, _: Arguments, _ rendering: inout Rendering) throws(Fault) -> Operand {
    if case .value(.list(let elements)) = subject.meaning, let first = elements.first { return .value(first) }
    guard let iteration = try subject.iteration() else { throw .problem("a \(subject.typeName) has no first element") }
    return try iteration.next(&rendering) ?? .undefined(.reason("there is no first element: the list is empty"))
  }

  @Sendable static func last(_ subject: Operand, _: Arguments, _ rendering: inout Rendering) throws(Fault) -> Operand {
    if subject.isIteration {
      throw .problem("a \(subject.typeName) has no last element before it is a list; add '| list'")
    }
    return try subject.elements(&rendering).last ?? .undefined(.reason("there is no last element: the list is empty"))
  }

  @Sendable static func list(_ subject: Operand, _: Arguments, _ rendering: inout Rendering) throws(Fault) -> Operand {
    .list(try subject.elements(&rendering))
  }

  @Sendable static func items(_ subject: Operand, _: Arguments, _: inout Rendering) throws(Fault) -> Operand {
    if subject.isUndefined { return .object(Iteration(over: [])) }
    if subject.isUnknown { throw .unknown }
    guard case .value(.map(let map)) = subject.meaning else {
      throw .problem("'items' needs a mapping, not \(subject.typeName)")
    }
    return .object(Iteration(over: map.map { .value(.tuple([$0.key.value, $0.value])) }))
  }

  @Sendable static func reverse(_ subject: Operand, _: Arguments, _ rendering: inout Rendering) throws(Fault) -> Operand
  {
    switch subject.meaning {
    case .value(.string(let text)): return .text(String(scalars: text.unicodeScalars.reversed()))
    case .value(.moment(let moment)): return .text(String(moment.text.reversed()))
    default:
      let elements = try subject.elements(&rendering)
      return subject.isIteration
        ? .list(elements.reversed()) : .object(Iteration("list_reverseiterator", over: elements.reversed()))
    }
  }

  @Sendable static func join(
    _ subject: Operand, _ arguments: Arguments, _ rendering: inout Rendering
  ) throws(Fault) -> Operand {
    let separator = try arguments.text("d")
    let attribute = try Projection(arguments["attribute"])
    var result = ""
    var isFirst = true
    for element in try subject.elements(&rendering) {
      if !isFirst { result += separator }
      isFirst = false
      result += try attribute(element, &rendering).text()
    }
    return .text(result)
  }

  @Sendable static func sum(
    _ subject: Operand, _ arguments: Arguments, _ rendering: inout Rendering
  ) throws(Fault) -> Operand {
    let attribute = try Projection(arguments["attribute"])
    var total = arguments["start"]
    if case .value(.string) = total.meaning { throw .problem("'sum' adds numbers; 'join' puts texts together") }
    for element in try subject.elements(&rendering) {
      total = try arithmetic(.add, total, try attribute(element, &rendering))
    }
    return total
  }

  @Sendable static func batch(
    _ subject: Operand, _ arguments: Arguments, _ rendering: inout Rendering
  ) throws(Fault) -> Operand {
    let size = try arguments["linecount"].number(for: "'batch'")
    let fill = arguments["fill_with"]
    var batches: [Operand] = []
    var batch: [Operand] = []
    for element in try subject.elements(&rendering) {
      if Number.order(.integer(batch.count), size) == 0 {
        batches.append(.list(batch))
        batch = []
      }
      batch.append(element)
    }
    if !batch.isEmpty {
      if !arguments.isNone("fill_with"), Number.order(.integer(batch.count), size) == -1 {
        let missing = try arguments.boundedWidth("linecount") - batch.count
        batch += Array(repeating: fill, count: missing)
      }
      batches.append(.list(batch))
    }
    return .object(Iteration(over: batches))
  }

  @Sendable static func slice(
    _ subject: Operand, _ arguments: Arguments, _ rendering: inout Rendering
  ) throws(Fault) -> Operand {
    let count = try arguments.boundedWidth("slices")
    guard count != 0 else { throw .problem("'slice' cannot make 0 slices") }
    let elements = try subject.elements(&rendering)
    var slices: [Operand] = []
    var start = 0
    for number in 0..<Swift.max(count, 0) {
      let isLonger = number < elements.count % count
      let end = start + elements.count / count + (isLonger ? 1 : 0)
      var slice = Array(elements[start..<end])
      if !isLonger, !arguments.isNone("fill_with") { slice.append(arguments["fill_with"]) }
      slices.append(.list(slice))
      start = end
    }
    return .object(Iteration(over: slices))
  }
}

extension Operand {
  /// Whether it can only be gone through once, from the start.
  var isIteration: Bool { if case .object(is Iteration) = self { true } else { false } }
}
