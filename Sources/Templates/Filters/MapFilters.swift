import Values

extension Filters {
  /// `map('upper')` or `map(attribute='name', default='none')`
  @Sendable static func map(
    _ subject: Operand, _ arguments: Arguments, _ rendering: inout Rendering
  ) throws(Fault) -> Operand {
    guard let elements = try truthyElements(subject) else { return .object(Iteration(over: [])) }
    if arguments.rest.isEmpty, let attribute = arguments.others.first(where: { $0.name == "attribute" })?.value {
      if let other = arguments.others.first(where: { $0.name != "attribute" && $0.name != "default" }) {
        throw .problem(
          "'map' has no parameter '\(other.name)'" + suggestion(for: other.name, among: ["attribute", "default"]))
      }
      var standard = arguments.others.first { $0.name == "default" }?.value
      if case .value(.none)? = standard { standard = nil }
      let projection = try Projection(attribute, standard: standard)
      return .object(
        Iteration { (rendering) throws(Fault) in
          guard let element = try elements.next(&rendering) else { return nil }
          return try projection(element, &rendering)
        })
    }
    guard let name = arguments.rest.first else { throw .problem("'map' needs the name of a filter or an attribute=") }
    let filter = try named(try name.string { "'map' needs the name of a filter, not \($0)" })
    let bound = try Arguments(
      filter.signature, positional: Array(arguments.rest.dropFirst()), keywords: arguments.others)
    return .object(
      Iteration { (rendering) throws(Fault) in
        guard let element = try elements.next(&rendering) else { return nil }
        return try filter.apply(element, bound, &rendering)
      })
  }

  @Sendable static func select(
    _ subject: Operand, _ arguments: Arguments, _: inout Rendering
  ) throws(Fault) -> Operand { try choose(subject, arguments, byAttribute: false, keeping: true) }

  @Sendable static func reject(
    _ subject: Operand, _ arguments: Arguments, _: inout Rendering
  ) throws(Fault) -> Operand { try choose(subject, arguments, byAttribute: false, keeping: false) }

  @Sendable static func selectattr(
    _ subject: Operand, _ arguments: Arguments, _: inout Rendering
  ) throws(Fault) -> Operand { try choose(subject, arguments, byAttribute: true, keeping: true) }

  @Sendable static func rejectattr(
    _ subject: Operand, _ arguments: Arguments, _: inout Rendering
  ) throws(Fault) -> Operand { try choose(subject, arguments, byAttribute: true, keeping: false) }

  private static func choose(
    _ subject: Operand, _ arguments: Arguments, byAttribute: Bool, keeping: Bool
  ) throws(Fault) -> Operand {
    guard let elements = try truthyElements(subject) else { return .object(Iteration(over: [])) }
    var rest = arguments.rest[...]
    let projection: Projection?
    if byAttribute {
      guard let attribute = rest.popFirst() else { throw .problem("the name of an attribute is missing") }
      projection = try Projection(attribute)
    } else {
      projection = nil
    }
    let test: (test: Test, arguments: Arguments)?
    if let name = rest.popFirst() {
      let found = try Tests.named(try name.string { "the name of a test is needed here, not \($0)" })
      test = (found, try Arguments(found.signature, positional: Array(rest), keywords: arguments.others))
    } else {
      test = nil
    }
    return .object(
      Iteration { (rendering) throws(Fault) in
        while let element = try elements.next(&rendering) {
          var subject = element
          if let projection { subject = try projection(element, &rendering) }
          let holds: Bool
          if let test {
            if subject.isUnknown { throw .unknown }
            holds = try test.test.holds(subject, test.arguments, &rendering)
          } else {
            holds = try subject.isTrue()
          }
          if holds == keeping { return element }
        }
        return nil
      })
  }

  /// Nil for what is empty, which Jinja's map and select take whatever it is: none, 0, false.
  private static func truthyElements(_ subject: Operand) throws(Fault) -> Iteration? {
    guard try subject.isTrue() else { return nil }
    guard let elements = try subject.iteration() else { throw .problem("a \(subject.typeName) cannot be iterated") }
    return elements
  }
}
