import Values

extension Rendering {
  /// Whether the operand counts as true; nil where nobody knows yet.
  func truth(of operand: Operand, at place: Place) throws(Fault) -> Bool? {
    switch operand {
    case .value(.bool(let bool)): return bool
    case .value(.unknown): return nil
    default:
      do throws(Fault) {
        return try operand.isTrue()
      } catch {
        _ = try recover(error, at: place)
        return nil
      }
    }
  }
}

extension Value {
  fileprivate var isBool: Bool { if case .bool = meaning { true } else { false } }
}

final class NotExpression: Expression {
  let place: Place
  private let operand: any Expression

  init(_ operand: any Expression, place: Place) {
    self.operand = operand
    self.place = place
  }

  func evaluate(_ rendering: inout Rendering) throws(Fault) -> Operand {
    let truth = try rendering.truth(of: try operand.evaluate(&rendering), at: operand.place)
    return truth.map { .bool(!$0) } ?? .unknown
  }

  func growth(_ rendering: inout Rendering) -> Growth { .truth }
}

/// `a and b`, `a or b`: the operand that decides.
final class LogicExpression: Expression {
  let place: Place
  /// What the left side must be for the right one to be asked: true for `and`.
  private let continues: Bool
  private let left: any Expression
  private let right: any Expression

  init(isAnd: Bool, _ left: any Expression, _ right: any Expression, place: Place) {
    continues = isAnd
    self.left = left
    self.right = right
    self.place = place
  }

  func evaluate(_ rendering: inout Rendering) throws(Fault) -> Operand {
    let first = try left.evaluate(&rendering)
    if let truth = try rendering.truth(of: first, at: left.place) {
      return truth == continues ? try right.evaluate(&rendering) : first
    }
    // Nobody knows the left side, but `… and false` is false whatever it is, and `… or true` true.
    let second = try right.evaluate(&rendering)
    guard try rendering.truth(of: second, at: right.place) == !continues else { return .unknown }
    // A text after `or` stands there only where the left side is empty.
    if !continues, case .value(let value) = second, !value.isBool { return .unknown }
    return second
  }

  func growth(_ rendering: inout Rendering) -> Growth { rendering.growth(of: [left, right]) }
}

/// `a if test else b`
final class ConditionalExpression: Expression {
  let place: Place
  private let test: any Expression
  private let then: any Expression
  private let otherwise: (any Expression)?

  init(test: any Expression, then: any Expression, otherwise: (any Expression)?, place: Place) {
    self.test = test
    self.then = then
    self.otherwise = otherwise
    self.place = place
  }

  func evaluate(_ rendering: inout Rendering) throws(Fault) -> Operand {
    switch try rendering.truth(of: try test.evaluate(&rendering), at: test.place) {
    case true?: return try then.evaluate(&rendering)
    case false?: return try otherwise?.evaluate(&rendering) ?? .undefined(.noElse)
    case nil:
      _ = try then.evaluate(&rendering)
      _ = try otherwise?.evaluate(&rendering)
      return .unknown
    }
  }

  func growth(_ rendering: inout Rendering) -> Growth {
    rendering.growth(of: otherwise.map { [then, $0] } ?? [then])
  }
}
