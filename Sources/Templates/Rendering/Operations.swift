import Values

final class ArithmeticExpression: Expression {
  let place: Place
  private let operation: ArithmeticOperator
  private let left: any Expression
  private let right: any Expression

  init(_ operation: ArithmeticOperator, _ left: any Expression, _ right: any Expression, place: Place) {
    self.operation = operation
    self.left = left
    self.right = right
    self.place = place
  }

  func evaluate(_ rendering: inout Rendering) throws(Fault) -> Operand {
    let a = try left.evaluate(&rendering)
    let b = try right.evaluate(&rendering)
    do throws(Fault) {
      return try arithmetic(operation, a, b)
    } catch {
      return try rendering.recover(error, at: place, (a, left.place), (b, right.place))
    }
  }

  /// Texts and lists one behind the other, or a number, which has at most one digit more than the longer one.
  func growth(_ rendering: inout Rendering) -> Growth {
    guard operation == .add else { return rendering.unbounded(at: place) }
    var growth = rendering.growth(of: [left, right])
    growth.add(Growth(bytes: 1))
    return growth
  }
}

/// `-x` and `+x`
final class SignExpression: Expression {
  let place: Place
  private let isNegative: Bool
  private let operand: any Expression

  init(isNegative: Bool, _ operand: any Expression, place: Place) {
    self.isNegative = isNegative
    self.operand = operand
    self.place = place
  }

  func evaluate(_ rendering: inout Rendering) throws(Fault) -> Operand {
    let value = try operand.evaluate(&rendering)
    do throws(Fault) {
      let number = try value.number(for: isNegative ? "'-'" : "'+'")
      return .value(isNegative ? number.negated.value : number.value)
    } catch {
      return try rendering.recover(error, at: place, (value, operand.place))
    }
  }
}

/// `a ~ b ~ c`
final class ConcatenationExpression: Expression {
  let place: Place
  private let parts: [any Expression]

  init(_ parts: [any Expression], place: Place) {
    self.parts = parts
    self.place = place
  }

  func evaluate(_ rendering: inout Rendering) throws(Fault) -> Operand {
    var text = ""
    var isKnown = true
    for part in parts {
      let operand = try part.evaluate(&rendering)
      do throws(Fault) {
        text += try operand.text()
      } catch {
        isKnown = try !rendering.recover(error, at: part.place).isUnknown && isKnown
      }
    }
    return isKnown ? .text(text) : .unknown
  }

  func growth(_ rendering: inout Rendering) -> Growth { rendering.growth(of: parts) }
}

/// `a < b <= c`, `a in b`
final class ComparisonExpression: Expression {
  let place: Place
  private let first: any Expression
  private let rest: [(operation: Comparison, operand: any Expression)]

  init(_ first: any Expression, _ rest: [(operation: Comparison, operand: any Expression)], place: Place) {
    self.first = first
    self.rest = rest
    self.place = place
  }

  func evaluate(_ rendering: inout Rendering) throws(Fault) -> Operand {
    var left = try first.evaluate(&rendering)
    var leftPlace = first.place
    for (operation, operand) in rest {
      let right = try operand.evaluate(&rendering)
      do throws(Fault) {
        if try !compare(operation, left, right, &rendering) { return .bool(false) }
      } catch {
        return try rendering.recover(error, at: place, (left, leftPlace), (right, operand.place))
      }
      left = right
      leftPlace = operand.place
    }
    return .bool(true)
  }

  func growth(_ rendering: inout Rendering) -> Growth { .truth }
}
