import Values

extension Tests {
  /// Has a length and can be indexed.
  @Sendable static func sequence(_ subject: Operand, _: Arguments, _: inout Rendering) throws(Fault) -> Bool {
    if subject.isUnknown { throw .unknown }
    switch subject.meaning {
    case .value(.string), .value(.list), .value(.tuple), .value(.map): return true
    case .object(let object): return object is NumberRange || object is ObjectGroup
    default: return false
    }
  }

  @Sendable static func iterable(_ subject: Operand, _: Arguments, _: inout Rendering) throws(Fault) -> Bool {
    if case .value(.moment) = subject.meaning { return false }
    return try subject.iteration() != nil
  }

  @Sendable static func callable(_ subject: Operand, _: Arguments, _: inout Rendering) throws(Fault) -> Bool {
    if subject.isUnknown { throw .unknown }
    if case .object(let object) = subject { return object.signature != nil || object is LoopState }
    return subject.isUndefined
  }

  /// The very same thing. Values have no identity here, so equal ones of one type count as the same.
  @Sendable static func sameas(
    _ subject: Operand, _ arguments: Arguments, _: inout Rendering
  ) throws(Fault) -> Bool {
    let other = arguments["other"]
    if subject.isUnknown || other.isUnknown { throw .unknown }
    switch (subject.meaning, other.meaning) {
    case (.value(let a), .value(let b)):
      if a.typeName != b.typeName { return false }
      return try areEqual(a, b)
    case (.object(let a), .object(let b)): return a === b
    case (.undefined(let a), .undefined(let b)): return a === b
    default: return false
    }
  }
}

extension Operand {
  /// The remainder as Python has it, with the sign of the divisor, if it is a whole number.
  func remainder(by divisor: Number, _ test: String) throws(Fault) -> Int? {
    let number = try number(for: "the test '\(test)'")
    return try Number.compute(.modulo, number, divisor).exactInt
  }
}
