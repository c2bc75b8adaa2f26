import Values

/// What an expression yields while a template is rendered: a value, or one of the things that live only there.
enum Operand {
  case value(Value)
  /// A range, a loop, a namespace, a function, an iteration …
  case object(any TemplateObject)
  /// What stands for a name, attribute or element that is not there. It may be stored and asked whether it is
  /// defined; any other use of it is an error.
  case undefined(Undefined)
  /// Nothing at all: a variable of the template that has not been set. Reading it yields `undefined`.
  case missing

  static var none: Operand { .value(.none) }
  static var unknown: Operand { .value(.unknown) }
  static func text(_ text: String) -> Operand { .value(.string(text)) }
  static func integer(_ integer: Int) -> Operand { .value(.integer(integer)) }
  static func bool(_ bool: Bool) -> Operand { .value(.bool(bool)) }

  /// The value without the characters it had in its file.
  var meaning: Operand { if case .value(.source(_, let meaning)) = self { .value(meaning) } else { self } }

  var isMissing: Bool { if case .missing = self { true } else { false } }
  var isUnknown: Bool { if case .value(.unknown) = self { true } else { false } }

  /// Whether it is a thing that is not there; for the stand-in of a reply nobody knows.
  var isUndefined: Bool { if case .undefined = self { true } else { false } }
}

/// A thing that is not there, and how it was asked for.
final class Undefined: Sendable {
  enum Origin: Sendable {
    case name(String)
    case attribute(String, of: Owner)
    case element(String, of: Owner)
    /// Something else, said in a sentence.
    case reason(String)
    /// The missing `else` of `a if b`: as in Jinja it prints as nothing and counts as empty.
    case noElse
  }

  /// What was asked for something that it does not have.
  enum Owner: Sendable {
    case value(Value)
    case object(typeName: String, names: [String])
  }

  let origin: Origin
  init(_ origin: Origin) { self.origin = origin }

  var isLenient: Bool { if case .noElse = origin { true } else { false } }
}

extension Operand {
  static func undefined(_ origin: Undefined.Origin) -> Operand { .undefined(Undefined(origin)) }
}

/// Why an operation yields nothing.
enum Fault: Error {
  /// It depends on a reply that is not there yet: the result is unknown, and that is no error.
  case unknown
  /// It used what is not there.
  case undefined(Undefined)
  /// Anything else that is wrong; whoever knows the place makes a `TemplateError` of it.
  case problem(String)
  case error(TemplateError)
}

/// A thing that lives only while a template is rendered and is no value. What is not overridden is as in Python for an
/// object without that ability.
protocol TemplateObject: AnyObject {
  /// As Python calls its type, for messages.
  var typeName: String { get }
  func text() throws(Fault) -> String
  var isTrue: Bool { get }
  /// Nil where it has no length.
  var length: Int? { get }
  /// Nil where it cannot be iterated.
  func iteration() -> Iteration?
  func attribute(_ name: String, _ rendering: inout Rendering) throws(Fault) -> Operand?
  var attributeNames: [String] { get }
  func item(_ key: Operand) throws(Fault) -> Operand?
  /// Nil where it cannot be called.
  var signature: Signature? { get }
  func call(_ arguments: Arguments, _ rendering: inout Rendering) throws(Fault) -> Operand
  /// The value that stands for it outside of templates; nil where there is none.
  func value(_ rendering: inout Rendering) throws(Fault) -> Value?
}

extension TemplateObject {
  func text() throws(Fault) -> String { throw .problem("a \(typeName) has no text of its own") }
  var isTrue: Bool { length.map { $0 > 0 } ?? true }
  var length: Int? { nil }
  func iteration() -> Iteration? { nil }
  func attribute(_ name: String, _ rendering: inout Rendering) throws(Fault) -> Operand? { nil }
  var attributeNames: [String] { [] }
  func item(_ key: Operand) throws(Fault) -> Operand? { nil }
  var signature: Signature? { nil }
  func call(_ arguments: Arguments, _ rendering: inout Rendering) throws(Fault) -> Operand {
    throw .problem("a \(typeName) cannot be called")
  }
  func value(_ rendering: inout Rendering) throws(Fault) -> Value? { nil }
}
