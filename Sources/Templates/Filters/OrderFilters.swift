import Values

extension Filters {
  @Sendable static func sort(
    _ subject: Operand, _ arguments: Arguments, _ rendering: inout Rendering
  ) throws(Fault) -> Operand {
    let caseSensitive = try arguments.flag("case_sensitive")
    let attributes = try Projection.list(arguments["attribute"])
    let sorted = try subject.elements(&rendering).sorted(
      reverse: try arguments.flag("reverse"),
      by: { (element, rendering) throws(Fault) in
        var keys: [Operand] = []
        for attribute in attributes {
          keys.append(try attribute(element, &rendering).foldingCase(unless: caseSensitive))
        }
        return keys.count == 1 ? keys[0] : .list(keys)
      }, &rendering)
    return .list(sorted)
  }

  @Sendable static func dictsort(
    _ subject: Operand, _ arguments: Arguments, _ rendering: inout Rendering
  ) throws(Fault) -> Operand {
    let caseSensitive = try arguments.flag("case_sensitive")
    let by = try arguments.string("by")
    guard by == "key" || by == "value" else { throw .problem("'dictsort' sorts by 'key' or 'value', not by '\(by)'") }
    if case .undefined(let undefined) = subject { throw .undefined(undefined) }
    if subject.isUnknown { throw .unknown }
    guard case .value(.map(let map)) = subject.meaning else {
      throw .problem("'dictsort' needs a mapping, not \(subject.typeName)")
    }
    let place = Operand.integer(by == "key" ? 0 : 1)
    let pairs = map.map { Operand.value(.tuple([$0.key.value, $0.value])) }
    let sorted = try pairs.sorted(
      reverse: try arguments.flag("reverse"),
      by: { (pair, rendering) throws(Fault) in
        try pair.item(place, &rendering).foldingCase(unless: caseSensitive)
      }, &rendering)
    return .list(sorted)
  }

  @Sendable static func unique(
    _ subject: Operand, _ arguments: Arguments, _ rendering: inout Rendering
  ) throws(Fault) -> Operand {
    let caseSensitive = try arguments.flag("case_sensitive")
    let attribute = try Projection(arguments["attribute"])
    guard let elements = try subject.iteration() else { throw .problem("a \(subject.typeName) cannot be iterated") }
    var seen: Set<HashKey> = []
    return .object(
      Iteration { (rendering) throws(Fault) in
        while let element = try elements.next(&rendering) {
          let key = try attribute(element, &rendering).foldingCase(unless: caseSensitive).hashKey()
          if seen.insert(key).inserted { return element }
        }
        return nil
      })
  }

  @Sendable static func min(
    _ subject: Operand, _ arguments: Arguments, _ rendering: inout Rendering
  ) throws(Fault) -> Operand {
    try extreme(subject, arguments, &rendering) { (candidate, best) throws(Fault) in try isLess(candidate, best) }
  }

  @Sendable static func max(
    _ subject: Operand, _ arguments: Arguments, _ rendering: inout Rendering
  ) throws(Fault) -> Operand {
    try extreme(subject, arguments, &rendering) { (candidate, best) throws(Fault) in try isLess(best, candidate) }
  }

  private static func extreme(
    _ subject: Operand, _ arguments: Arguments, _ rendering: inout Rendering,
    isBetter: (Operand, Operand) throws(Fault) -> Bool
  ) throws(Fault) -> Operand {
    let caseSensitive = try arguments.flag("case_sensitive")
    let attribute = try Projection(arguments["attribute"])
    var best: (key: Operand, element: Operand)?
    for element in try subject.elements(&rendering) {
      let key = try attribute(element, &rendering).foldingCase(unless: caseSensitive)
      if let found = best, try !isBetter(key, found.key) { continue }
      best = (key, element)
    }
    return best?.element ?? .undefined(.reason("there is no smallest or largest element: the list is empty"))
  }

  @Sendable static func groupby(
    _ subject: Operand, _ arguments: Arguments, _ rendering: inout Rendering
  ) throws(Fault) -> Operand {
    let caseSensitive = try arguments.flag("case_sensitive")
    let standard = arguments.isNone("default") ? nil : arguments["default"]
    let attribute = try Projection(arguments["attribute"], standard: standard)
    let key = { (element: Operand, rendering: inout Rendering) throws(Fault) -> Operand in
      try attribute(element, &rendering).foldingCase(unless: caseSensitive)
    }
    var groups: [(key: Operand, elements: [Operand])] = []
    for element in try subject.elements(&rendering).sorted(reverse: false, by: key, &rendering) {
      let elementKey = try key(element, &rendering)
      if let last = groups.last, try areEqual(last.key, elementKey) {
        groups[groups.count - 1].elements.append(element)
      } else {
        groups.append((elementKey, [element]))
      }
    }
    var tuples: [Operand] = []
    for group in groups {
      let grouper = try attribute(group.elements[0], &rendering)
      tuples.append(.object(ObjectGroup([grouper, .list(group.elements)], isTuple: true, names: ["grouper", "list"])))
    }
    return .list(tuples)
  }
}
