import OrderedCollections
import Values

/// Elements one after another, each made when it is asked for, as Python's iterators and generators: they can be gone
/// through once, and have neither length nor text.
final class Iteration: TemplateObject {
  typealias Step = (inout Rendering) throws(Fault) -> Operand?

  private let step: Step
  private var isDone = false
  let typeName: String

  /// - Parameter step: the next element; nil at the end, after which it is not called again.
  init(_ typeName: String = "generator", _ step: @escaping Step) {
    self.typeName = typeName
    self.step = step
  }

  convenience init(_ typeName: String = "generator", over elements: [Operand]) {
    var index = 0
    self.init(typeName) { (_) throws(Fault) in
      guard index < elements.count else { return nil }
      defer { index += 1 }
      return elements[index]
    }
  }

  func next(_ rendering: inout Rendering) throws(Fault) -> Operand? {
    if isDone { return nil }
    let element = try step(&rendering)
    isDone = element == nil
    return element
  }

  func iteration() -> Iteration? { self }

  func text() throws(Fault) -> String {
    throw .problem("what this filter makes is no list yet and has no text: add '| list' or '| join(…)'")
  }

  func value(_ rendering: inout Rendering) throws(Fault) -> Value? {
    .list(try Operand.object(self).plainElements(&rendering))
  }
}

extension Operand {
  /// Whatever a loop could go through; nil for what Python does not iterate.
  func iteration() throws(Fault) -> Iteration? {
    switch self {
    case .object(let object): return object.iteration()
    case .undefined(let undefined):
      if undefined.isLenient { return Iteration(over: []) }
      throw .undefined(undefined)
    case .value(.unknown): throw .unknown
    case .value, .missing:
      guard let elements = try listed() else { return nil }
      return Iteration(over: elements)
    }
  }

  /// The elements where they are all at hand; nil for iterations, and for what Python does not iterate.
  private func listed() throws(Fault) -> [Operand]? {
    switch meaning {
    case .value(.list(let elements)), .value(.tuple(let elements)): return elements.map { .value($0) }
    case .value(.map(let map)): return map.keys.map { .value($0.value) }
    case .value(.string(let text)): return text.unicodeScalars.map { .text(String($0)) }
    case .value(.moment(let moment)): return moment.text.unicodeScalars.map { .text(String($0)) }
    case .value(.unknown): throw .unknown
    case .object(let group as ObjectGroup): return group.elements
    default: return nil
    }
  }

  /// All elements at once.
  func elements(_ rendering: inout Rendering) throws(Fault) -> [Operand] {
    if let elements = try listed() { return elements }
    guard let iteration = try iteration() else { throw .problem("a \(typeName) cannot be iterated") }
    var elements: [Operand] = []
    while let element = try iteration.next(&rendering) { elements.append(element) }
    return elements
  }

  /// All elements, none of which may be a thing that lives only in templates.
  func plainElements(_ rendering: inout Rendering) throws(Fault) -> [Value] {
    var values: [Value] = []
    for element in try elements(&rendering) { values.append(try element.value(&rendering)) }
    return values
  }

  /// The operand as a value that can leave the template.
  func value(_ rendering: inout Rendering) throws(Fault) -> Value {
    switch self {
    case .value(let value): return value
    case .undefined(let undefined):
      if undefined.isLenient { return .string("") }
      throw .undefined(undefined)
    case .missing: return .none
    case .object(let object):
      guard let value = try object.value(&rendering) else {
        throw .problem("a \(typeName) cannot be kept in a mapping or leave the template")
      }
      return value
    }
  }

  /// Python's `len`; nil where there is none.
  func length() throws(Fault) -> Int? {
    switch meaning {
    case .value(.string(let text)): return text.scalarCount
    case .value(.list(let elements)), .value(.tuple(let elements)): return elements.count
    case .value(.map(let map)): return map.count
    case .value(.moment(let moment)): return moment.text.utf8.count
    case .value(.unknown): throw .unknown
    case .object(let object): return object.length
    case .undefined(let undefined):
      if undefined.isLenient { return 0 }
      throw .undefined(undefined)
    default: return nil
    }
  }

  /// A list of anything: a plain one where all elements are values.
  static func list(_ elements: [Operand], isTuple: Bool = false) -> Operand {
    var values: [Value] = []
    values.reserveCapacity(elements.count)
    for element in elements {
      guard case .value(let value) = element else { return .object(ObjectGroup(elements, isTuple: isTuple)) }
      values.append(value)
    }
    return .value(isTuple ? .tuple(values) : .list(values))
  }
}

/// A list or tuple in which not all elements are values: `[loop, name_that_is_not_there]`.
final class ObjectGroup: TemplateObject {
  let elements: [Operand]
  let isTuple: Bool
  /// Of a named tuple, as `groupby` makes.
  let names: [String]

  init(_ elements: [Operand], isTuple: Bool, names: [String] = []) {
    self.elements = elements
    self.isTuple = isTuple
    self.names = names
  }

  var typeName: String { isTuple ? "tuple" : "list" }
  var length: Int? { elements.count }
  func iteration() -> Iteration? { Iteration(over: elements) }
  var attributeNames: [String] { names }

  func attribute(_ name: String, _ rendering: inout Rendering) -> Operand? {
    names.firstIndex(of: name).map { elements[$0] }
  }

  func item(_ key: Operand) throws(Fault) -> Operand? {
    guard let index = key.wholeNumber else { return nil }
    let place = index < 0 ? index + elements.count : index
    return elements.indices.contains(place) ? elements[place] : nil
  }

  func text() throws(Fault) -> String {
    var parts: [String] = []
    for element in elements { parts.append(try element.representation()) }
    let inner = parts.joined(separator: ", ")
    return isTuple ? "(\(inner)\(parts.count == 1 ? "," : ""))" : "[\(inner)]"
  }

  func value(_ rendering: inout Rendering) throws(Fault) -> Value? {
    var values: [Value] = []
    for element in elements { values.append(try element.value(&rendering)) }
    return isTuple ? .tuple(values) : .list(values)
  }
}
