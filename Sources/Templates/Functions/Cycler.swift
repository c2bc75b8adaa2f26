import Values

extension Functions {
  /// `cycler('odd', 'even')`, then `.next()`, `.current`, `.reset()`
  @Sendable static func cycler(_ arguments: Arguments, _ rendering: inout Rendering) throws(Fault) -> Operand {
    guard !arguments.rest.isEmpty else { throw .problem("the function 'cycler' needs at least one value") }
    return .object(Cycler(arguments.rest))
  }

  /// `joiner(', ')`: empty when first called, the separator from then on.
  @Sendable static func joiner(_ arguments: Arguments, _ rendering: inout Rendering) throws(Fault) -> Operand {
    .object(Joiner(separator: arguments["sep"]))
  }
}

final class Cycler: TemplateObject {
  private let elements: [Operand]
  private var position = 0

  init(_ elements: [Operand]) { self.elements = elements }

  var typeName: String { "Cycler" }
  var attributeNames: [String] { ["next", "current", "reset"] }

  func attribute(_ name: String, _ rendering: inout Rendering) -> Operand? {
    switch name {
    case "current": elements[position]
    case "next":
      .object(
        Action("next") { [self] (_, _) throws(Fault) in
          defer { position = (position + 1) % elements.count }
          return elements[position]
        })
    case "reset":
      .object(
        Action("reset") { [self] (_, _) throws(Fault) in
          position = 0
          return .none
        })
    default: nil
    }
  }
}

final class Joiner: TemplateObject {
  private let separator: Operand
  private var isUsed = false

  init(separator: Operand) { self.separator = separator }

  var typeName: String { "Joiner" }
  var signature: Signature? { Signature(name: "joiner", kind: "function", parameters: []) }

  func call(_ arguments: Arguments, _ rendering: inout Rendering) -> Operand {
    defer { isUsed = true }
    return isUsed ? separator : .text("")
  }
}

/// A method of an object that lives only in templates.
final class Action: TemplateObject {
  private let own: Signature
  private let action: (Arguments, inout Rendering) throws(Fault) -> Operand

  init(
    _ name: String, variadic: Bool = false,
    _ action: @escaping (Arguments, inout Rendering) throws(Fault) -> Operand
  ) {
    own = Signature(name: name, kind: "method", parameters: [], isVariadic: variadic)
    self.action = action
  }

  var typeName: String { "method" }
  var signature: Signature? { own }
  func call(_ arguments: Arguments, _ rendering: inout Rendering) throws(Fault) -> Operand {
    try action(arguments, &rendering)
  }
  func text() throws(Fault) -> String { throw .problem("'\(own.name)' is a method: call it with ()") }
}
