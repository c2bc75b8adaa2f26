import Values

/// A function that every template knows by its name.
struct Function: Sendable {
  let signature: Signature
  let call: @Sendable (Arguments, inout Rendering) throws(Fault) -> Operand

  init(
    _ name: String, _ parameters: [Parameter] = [], variadic: Bool = false, keywords: Bool = false,
    call: @escaping @Sendable (Arguments, inout Rendering) throws(Fault) -> Operand
  ) {
    signature = Signature(
      name: name, kind: "function", parameters: parameters, isVariadic: variadic, takesKeywords: keywords)
    self.call = call
  }
}

/// All functions. A new one is a function in this folder and a line here.
enum Functions {
  static let list = [
    Function("range", variadic: true, call: range),
    Function("dict", [.optional("from", .none)], keywords: true, call: mapping),
    Function("namespace", [.optional("from", .none)], keywords: true, call: namespace),
    Function("cycler", variadic: true, call: cycler),
    Function("joiner", [.optional("sep", .string(", "))], call: joiner),
  ]

  static let byName = Dictionary(uniqueKeysWithValues: list.map { ($0.signature.name, $0) })

  /// Functions of Jinja2 that are not known here, with the reason.
  static let refused = ["lipsum": "its text is random, and a row must always give the same prompt"]
}

/// A function as an operand.
final class FunctionObject: TemplateObject {
  private let function: Function
  init(_ function: Function) { self.function = function }

  var typeName: String { "function" }
  var signature: Signature? { function.signature }
  func call(_ arguments: Arguments, _ rendering: inout Rendering) throws(Fault) -> Operand {
    try function.call(arguments, &rendering)
  }
  func text() throws(Fault) -> String {
    throw .problem("'\(function.signature.name)' is a function: call it with (…)")
  }
}
