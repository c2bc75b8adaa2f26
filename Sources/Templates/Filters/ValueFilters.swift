import Values

extension Filters {
  /// `default`: another value for what is not there and, if asked, for what is empty.
  @Sendable static func standard(
    _ subject: Operand, _ arguments: Arguments, _: inout Rendering
  ) throws(Fault) -> Operand {
    if subject.isUndefined { return arguments["default_value"] }
    if subject.isUnknown { return .unknown }
    if try arguments.flag("boolean"), try !subject.isTrue() { return arguments["default_value"] }
    return subject
  }

  /// An attribute or method only, never what a mapping holds.
  @Sendable static func attr(
    _ subject: Operand, _ arguments: Arguments, _ rendering: inout Rendering
  ) throws(Fault) -> Operand {
    let name = try arguments.string("name")
    return try subject.ownAttribute(name, &rendering) ?? .undefined(.attribute(name, of: subject.owner))
  }

  @Sendable static func tojson(
    _ subject: Operand, _ arguments: Arguments, _ rendering: inout Rendering
  ) throws(Fault) -> Operand {
    var indent: String?
    switch arguments["indent"].meaning {
    case .value(.none): break
    case .value(.string(let text)): indent = text
    default: indent = String(repeating: " ", count: Swift.max(0, try arguments.boundedWidth("indent")))
    }
    var json = PythonJSON(indent: indent)
    if case .object(let object) = subject, !(object is ObjectGroup) {
      throw .problem("a \(object.typeName) has no JSON; add '| list' first")
    }
    try json.write(try subject.value(&rendering), depth: 0)
    return .text(json.text)
  }
}

/// JSON as Python's `json.dumps` lays it out, with UTF-8 and the order of keys kept.
private struct PythonJSON {
  let indent: String?
  var text = ""

  init(indent: String?) { self.indent = indent }

  mutating func write(_ value: Value, depth: Int) throws(Fault) {
    switch value {
    case .none: text += "null"
    case .bool(let bool): text += bool ? "true" : "false"
    case .integer, .bigInteger: text += try value.pythonText()
    case .float(let float): text += PythonJSON.float(float)
    case .string(let string): quote(string)
    case .moment(let moment): quote(moment.text)
    case .source(_, let meaning): try write(meaning, depth: depth)
    case .unknown: throw .unknown
    case .list(let elements), .tuple(let elements):
      try writeGroup("[", "]", elements, depth) { (json, element) throws(Fault) in
        try json.write(element, depth: depth + 1)
      }
    case .map(let map):
      try writeGroup("{", "}", Array(map), depth) { (json, entry) throws(Fault) in
        json.quote(try PythonJSON.key(entry.key))
        json.text += ": "
        try json.write(entry.value, depth: depth + 1)
      }
    }
  }

  private mutating func writeGroup<Element>(
    _ open: String, _ close: String, _ elements: [Element], _ depth: Int,
    _ write: (inout PythonJSON, Element) throws(Fault) -> Void
  ) throws(Fault) {
    text += open
    for (index, element) in elements.enumerated() {
      if index > 0 { text += indent == nil ? ", " : "," }
      breakLine(depth + 1)
      try write(&self, element)
    }
    if !elements.isEmpty { breakLine(depth) }
    text += close
  }

  private mutating func breakLine(_ depth: Int) {
    guard let indent else { return }
    text += "\n" + String(repeating: indent, count: depth)
  }

  private static func float(_ float: Double) -> String {
    float.isNaN ? "NaN" : float.isInfinite ? (float < 0 ? "-Infinity" : "Infinity") : float.pythonRepresentation
  }

  private static func key(_ key: MapKey) throws(Fault) -> String {
    switch key {
    case .bool(let bool): bool ? "true" : "false"
    case .none: "null"
    case .float(let number): float(number)
    default: try key.value.pythonText()
    }
  }

  private mutating func quote(_ string: String) {
    text += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case "\u{8}": text += "\\b"
      case "\u{C}": text += "\\f"
      case "\u{0}"..."\u{1F}":
        text += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}
