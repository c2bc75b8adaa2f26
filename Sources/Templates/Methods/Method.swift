import OrderedCollections
import Values

/// A method of Python's texts, lists, mappings or dates.
struct Method: Sendable {
  typealias Body = @Sendable (Operand, Arguments, inout Rendering) throws(Fault) -> Operand

  let signature: Signature
  let call: Body

  init(
    _ name: String, _ parameters: [Parameter] = [], variadic: Bool = false, keywords: Bool = false,
    call: @escaping Body
  ) {
    signature = Signature(
      name: name, kind: "method", parameters: parameters, isVariadic: variadic, takesKeywords: keywords)
    self.call = call
  }
}

/// All methods, by what has them. A new one is a function in this folder and a line in its list.
enum Methods {
  private static func index(_ list: [Method]) -> [String: Method] {
    Dictionary(uniqueKeysWithValues: list.map { ($0.signature.name, $0) })
  }

  private static let ofText = index(textMethods)
  private static let ofList = index(listMethods)
  private static let ofTuple = index(tupleMethods)
  private static let ofMapping = index(mappingMethods)
  private static let ofMoment = index(momentMethods)

  private static func methods(of operand: Operand) -> [String: Method]? {
    switch operand.meaning {
    case .value(.string): ofText
    case .value(.list): ofList
    case .value(.tuple): ofTuple
    case .value(.map): ofMapping
    case .value(.moment): ofMoment
    default: nil
    }
  }

  static func method(_ name: String, of operand: Operand) -> Method? { methods(of: operand)?[name] }

  static func names(of operand: Operand) -> [String] { (methods(of: operand)?.keys).map(Array.init)?.sorted() ?? [] }

  /// A method that changes its list or mapping: values are data and never change here.
  static func changing(_ name: String, instead: String) -> Method {
    Method(name, variadic: true, keywords: true) { (_, _, _) throws(Fault) in
      throw .problem("'\(name)' would change the value, and values do not change here: write \(instead)")
    }
  }
}

/// A method with the value it belongs to: `'a'.upper`, not yet called.
final class BoundMethod: TemplateObject {
  private let method: Method
  private let subject: Operand

  init(_ method: Method, of subject: Operand) {
    self.method = method
    self.subject = subject
  }

  var typeName: String { "method" }
  var signature: Signature? { method.signature }

  func call(_ arguments: Arguments, _ rendering: inout Rendering) throws(Fault) -> Operand {
    try method.call(subject.meaning, arguments, &rendering)
  }

  func text() throws(Fault) -> String {
    let name = method.signature.name
    guard case .value(.map(let map)) = subject.meaning, map[MapKey(name)] != nil else {
      throw .problem("'\(name)' is a method: call it with ()")
    }
    throw .problem("'\(name)' is a method of every mapping: write ['\(name)'] for the mapping's own")
  }
}
