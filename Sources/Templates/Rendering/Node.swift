/// A node of a compiled template that yields something.
///
/// What depends on a reply that is not there yet comes out as `unknown`; a fault that is thrown has its place.
protocol Expression: AnyObject, Sendable {
  /// Where it begins.
  var place: Place { get }
  func evaluate(_ rendering: inout Rendering) throws(Fault) -> Operand
  /// What its text will be, at most, where it comes out as `unknown`.
  func growth(_ rendering: inout Rendering) -> Growth
}

extension Expression {
  func growth(_ rendering: inout Rendering) -> Growth { rendering.unbounded(at: place) }
}

/// A node of a compiled template that prints or assigns.
protocol Statement: AnyObject, Sendable {
  func render(_ rendering: inout Rendering) throws(Fault)
}

/// Statements one after another.
struct Block: Sendable {
  let statements: [any Statement]

  static let empty = Block(statements: [])

  func render(_ rendering: inout Rendering) throws(Fault) {
    for statement in statements { try statement.render(&rendering) }
  }
}
