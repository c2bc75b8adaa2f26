import Values

/// `loop`: where a loop stands.
final class LoopState: TemplateObject {
  /// Renders the loop's body for other elements, one level deeper: `loop(children)`.
  typealias Recurse = (_ elements: Operand, _ depth0: Int, inout Rendering) throws(Fault) -> String

  /// Nil for a loop over a reply that is not there yet.
  private let elements: Iteration?
  /// Nil until it is known.
  private var total: Int?
  private let depth0: Int
  private let recurse: Recurse?
  private var index0 = -1
  /// Elements that were made before their turn, for `loop.last`, `loop.nextitem` and `loop.length`.
  private var ahead: [Operand] = []
  private var previous: Operand = .missing
  private var current: Operand = .missing
  private var lastChanged: [Operand]?

  /// - Parameter length: nil where it is only known after going through the elements.
  init(_ elements: Iteration?, length: Int?, depth0: Int = 0, recurse: Recurse? = nil) {
    self.elements = elements
    total = length
    self.depth0 = depth0
    self.recurse = recurse
  }

  var typeName: String { "loop" }

  func text() throws(Fault) -> String {
    guard elements != nil else { throw .unknown }
    guard let total else { throw .problem("the loop has no text of its own; print loop.index") }
    return "<LoopContext \(index0 + 1)/\(total)>"
  }

  /// Moves on; nil at the end.
  func next(_ rendering: inout Rendering) throws(Fault) -> Operand? {
    guard let elements else { throw .unknown }
    guard let element = ahead.isEmpty ? try elements.next(&rendering) : ahead.removeFirst() else { return nil }
    index0 += 1
    previous = current
    current = element
    return element
  }

  private func peek(_ rendering: inout Rendering) throws(Fault) -> Operand? {
    guard let elements else { throw .unknown }
    if ahead.isEmpty, let element = try elements.next(&rendering) { ahead.append(element) }
    return ahead.first
  }

  private func count(_ rendering: inout Rendering) throws(Fault) -> Int {
    guard let elements else { throw .unknown }
    if let total { return total }
    while let element = try elements.next(&rendering) { ahead.append(element) }
    let counted = index0 + 1 + ahead.count
    total = counted
    return counted
  }

  let attributeNames = [
    "index", "index0", "revindex", "revindex0", "first", "last", "length", "previtem", "nextitem", "depth", "depth0",
    "cycle", "changed",
  ]

  func attribute(_ name: String, _ rendering: inout Rendering) throws(Fault) -> Operand? {
    guard elements != nil else {
      if attributeNames.contains(name) { throw .unknown }
      return nil
    }
    switch name {
    case "index": return .integer(index0 + 1)
    case "index0": return .integer(index0)
    case "revindex": return .integer(try count(&rendering) - index0)
    case "revindex0": return .integer(try count(&rendering) - index0 - 1)
    case "first": return .bool(index0 == 0)
    case "last": return .bool(try peek(&rendering) == nil)
    case "length": return .integer(try count(&rendering))
    case "previtem":
      return index0 == 0 ? .undefined(.reason("the first round of a loop has no loop.previtem")) : previous
    case "nextitem":
      return try peek(&rendering) ?? .undefined(.reason("the last round of a loop has no loop.nextitem"))
    case "depth": return .integer(depth0 + 1)
    case "depth0": return .integer(depth0)
    case "cycle":
      return .object(
        Action("cycle", variadic: true) { [index0] (arguments, _) throws(Fault) in
          guard !arguments.rest.isEmpty else { throw .problem("loop.cycle needs at least one value") }
          return arguments.rest[index0 % arguments.rest.count]
        })
    case "changed":
      return .object(
        Action("changed", variadic: true) { [self] (arguments, _) throws(Fault) in
          .bool(try changed(arguments.rest))
        })
    default: return nil
    }
  }

  /// Attributes that print as a number or a truth.
  let numbers: Set = [
    "index", "index0", "revindex", "revindex0", "first", "last", "length", "depth", "depth0",
  ]

  private func changed(_ values: [Operand]) throws(Fault) -> Bool {
    defer { lastChanged = values }
    guard let lastChanged, lastChanged.count == values.count else { return true }
    for (old, new) in zip(lastChanged, values) where try !areEqual(old, new) { return true }
    return false
  }

  var signature: Signature? {
    recurse == nil ? nil : Signature(name: "loop", kind: "function", parameters: [.required("iterable")])
  }

  func call(_ arguments: Arguments, _ rendering: inout Rendering) throws(Fault) -> Operand {
    guard let recurse else {
      throw .problem("only a loop that ends in 'recursive' can be called: {% for … in … recursive %}")
    }
    return .text(try recurse(arguments["iterable"], depth0 + 1, &rendering))
  }
}
