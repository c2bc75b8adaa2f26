import Values

extension Functions {
  /// `range(stop)`, `range(start, stop)`, `range(start, stop, step)`
  @Sendable static func range(_ arguments: Arguments, _ rendering: inout Rendering) throws(Fault) -> Operand {
    var bounds: [Int] = []
    for argument in arguments.rest {
      if case .undefined(let undefined) = argument { throw .undefined(undefined) }
      if argument.isUnknown { throw .unknown }
      guard let bound = argument.wholeNumber else {
        throw .problem("the function 'range' takes whole numbers, not \(argument.typeName)")
      }
      bounds.append(bound)
    }
    switch bounds.count {
    case 1: return .object(NumberRange(from: 0, to: bounds[0], by: 1))
    case 2: return .object(NumberRange(from: bounds[0], to: bounds[1], by: 1))
    case 3 where bounds[2] == 0: throw .problem("the third argument of 'range', its step, cannot be zero")
    case 3: return .object(NumberRange(from: bounds[0], to: bounds[1], by: bounds[2]))
    default: throw .problem("the function 'range' takes one to three whole numbers, not \(bounds.count) arguments")
    }
  }
}
