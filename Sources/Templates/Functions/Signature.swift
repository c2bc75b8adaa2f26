import Values

/// A parameter of a filter, test, method or function.
struct Parameter: Sendable {
  let name: String
  /// Nil for one that must be given.
  let standard: Value?

  static func required(_ name: String) -> Parameter { Parameter(name: name, standard: nil) }
  static func optional(_ name: String, _ standard: Value) -> Parameter { Parameter(name: name, standard: standard) }
}

/// The parameters of a filter, test, method or function.
struct Signature: Sendable {
  let name: String
  /// `filter`, `test`, `method` or `function`, for messages.
  let kind: String
  let parameters: [Parameter]
  /// Whether it takes any number of further arguments: `loop.cycle('a', 'b')`.
  var isVariadic = false
  /// Whether it takes arguments of any name: `namespace(a=1)`.
  var takesKeywords = false

  /// Finds the parameter for every argument, whatever arguments are: expressions when a template is read, operands
  /// when `*list` or `**mapping` leave that to the moment of the call.
  func bind<Argument>(_ positional: [Argument], _ keywords: [(name: String, value: Argument)]) -> Binding<Argument> {
    var bound = [Argument?](repeating: nil, count: parameters.count)
    for (index, argument) in positional.prefix(parameters.count).enumerated() { bound[index] = argument }
    let rest = positional.dropFirst(parameters.count)
    if !rest.isEmpty, !isVariadic {
      let most = parameters.isEmpty ? "no arguments" : "at most \(parameters.count) arguments"
      return .wrong("the \(kind) '\(name)' takes \(most), not \(positional.count)", keyword: nil)
    }
    var others: [(name: String, value: Argument)] = []
    for keyword in keywords {
      guard let index = parameters.firstIndex(where: { $0.name == keyword.name }) else {
        guard takesKeywords else {
          let known = suggestion(for: keyword.name, among: parameters.map(\.name))
          return .wrong("the \(kind) '\(name)' has no parameter '\(keyword.name)'" + known, keyword: keyword.name)
        }
        others.append(keyword)
        continue
      }
      guard bound[index] == nil else {
        return .wrong("the \(kind) '\(name)' gets its '\(keyword.name)' twice", keyword: keyword.name)
      }
      bound[index] = keyword.value
    }
    for (parameter, argument) in zip(parameters, bound) where argument == nil && parameter.standard == nil {
      return .wrong("the \(kind) '\(name)' needs an argument '\(parameter.name)'", keyword: nil)
    }
    return .bound(bound, rest: Array(rest), others: others)
  }

  enum Binding<Argument> {
    /// By parameter, nil where its standard value holds; then those beyond the parameters.
    case bound([Argument?], rest: [Argument], others: [(name: String, value: Argument)])
    case wrong(String, keyword: String?)
  }
}

/// The arguments of one call, found by the names of their parameters.
struct Arguments {
  private let signature: Signature
  private let values: [Operand]
  let rest: [Operand]
  let others: [(name: String, value: Operand)]

  init(_ signature: Signature, _ values: [Operand], rest: [Operand] = [], others: [(name: String, value: Operand)] = [])
  {
    self.signature = signature
    self.values = values
    self.rest = rest
    self.others = others
  }

  /// Binds operands when the call is made.
  init(
    _ signature: Signature, positional: [Operand], keywords: [(name: String, value: Operand)] = []
  ) throws(Fault) {
    switch signature.bind(positional, keywords) {
    case .wrong(let message, _): throw .problem(message)
    case .bound(let values, let rest, let others):
      var filled: [Operand] = []
      for (value, parameter) in zip(values, signature.parameters) {
        filled.append(value ?? .value(parameter.standard ?? .none))
      }
      self.init(signature, filled, rest: rest, others: others)
    }
  }

  /// All of them.
  var operands: [Operand] { values + rest + others.map(\.value) }

  subscript(name: String) -> Operand {
    for (index, parameter) in signature.parameters.enumerated() where parameter.name == name { return values[index] }
    return .missing
  }

  func isNone(_ name: String) -> Bool { if case .value(.none) = self[name].meaning { true } else { false } }

  func flag(_ name: String) throws(Fault) -> Bool { try self[name].isTrue() }

  /// Whatever is given, as text.
  func text(_ name: String) throws(Fault) -> String { try self[name].text() }

  /// Nil where none is given, which must be text otherwise.
  func optionalString(_ name: String) throws(Fault) -> String? {
    isNone(name) ? nil : try string(name)
  }

  func string(_ name: String) throws(Fault) -> String {
    try self[name].string { "'\(name)' of the \(signature.kind) '\(signature.name)' must be text, not \($0)" }
  }

  func integer(_ name: String) throws(Fault) -> Int {
    let operand = self[name]
    if case .undefined(let undefined) = operand { throw .undefined(undefined) }
    if operand.isUnknown { throw .unknown }
    guard let integer = operand.wholeNumber else {
      throw .problem(
        "'\(name)' of the \(signature.kind) '\(signature.name)' must be a whole number, not \(operand.typeName)")
    }
    return integer
  }
}

extension Operand {
  /// The text of a string; a moment counts as what it prints.
  func string(or message: (String) -> String) throws(Fault) -> String {
    switch meaning {
    case .value(.string(let text)): return text
    case .value(.moment(let moment)): return moment.text
    case .value(.unknown): throw .unknown
    case .undefined(let undefined): throw .undefined(undefined)
    default: throw .problem(message(typeName))
    }
  }

  /// The number; what is none is a problem that names `action`.
  func number(for action: String) throws(Fault) -> Number {
    if case .undefined(let undefined) = self { throw .undefined(undefined) }
    if isUnknown { throw .unknown }
    guard let number else { throw .problem("\(action) needs a number, not \(typeName)") }
    return number
  }
}
