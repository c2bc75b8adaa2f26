import BigInt
import Values

/// Python's `str.format`.
struct BraceFormat {
  private let positional: [Operand]
  private let named: [(name: String, value: Operand)]
  private var next = 0

  static func text(
    _ format: String, _ positional: [Operand], _ named: [(name: String, value: Operand)],
    _ rendering: inout Rendering
  ) throws(Fault) -> String {
    var formatting = BraceFormat(positional: positional, named: named)
    return try formatting.run(Array(format.unicodeScalars)[...], depth: 0, &rendering)
  }

  private mutating func run(
    _ format: ArraySlice<Unicode.Scalar>, depth: Int, _ rendering: inout Rendering
  ) throws(Fault) -> String {
    guard depth < 3 else { throw .problem("the format nests its braces too deeply") }
    var rest = format
    var result = ""
    while let scalar = rest.popFirst() {
      guard scalar == "{" || scalar == "}" else {
        result.unicodeScalars.append(scalar)
        continue
      }
      if rest.first == scalar {
        rest.removeFirst()
        result.unicodeScalars.append(scalar)
      } else if scalar == "}" {
        throw .problem("a '}' of the format has no '{'; a brace itself is written '}}'")
      } else {
        result += try field(&rest, depth: depth, &rendering)
      }
    }
    return result
  }

  private mutating func field(
    _ rest: inout ArraySlice<Unicode.Scalar>, depth: Int, _ rendering: inout Rendering
  ) throws(Fault) -> String {
    var open = 1
    var content = ArraySlice<Unicode.Scalar>()
    while let scalar = rest.popFirst() {
      open += scalar == "{" ? 1 : scalar == "}" ? -1 : 0
      if open == 0 { break }
      content.append(scalar)
    }
    guard open == 0 else { throw .problem("a '{' of the format is never closed; a brace itself is written '{{'") }
    let path = content.prefix { $0 != ":" && $0 != "!" }
    var after = content.dropFirst(path.count)
    var value = try lookup(String(scalars: path), &rendering)
    if after.first == "!" {
      let conversion = after.dropFirst().first
      after = after.dropFirst(2)
      switch conversion {
      case "s": value = .text(try value.text())
      case "r", "a": value = .text(try value.representation())
      default: throw .problem("a format knows '!s' and '!r' only")
      }
    }
    let specification = try run(after.dropFirst(), depth: depth + 1, &rendering)
    if specification.isEmpty { return try value.text() }
    return try FieldFormat(specification).text(of: value)
  }

  private mutating func lookup(_ path: String, _ rendering: inout Rendering) throws(Fault) -> Operand {
    var rest = Substring(path).unicodeScalars
    let first = rest.prefix { $0 != "." && $0 != "[" }
    rest = rest[first.endIndex...]
    var value: Operand
    if first.isEmpty || first.allSatisfy({ ("0"..."9").contains($0) }) {
      let index = Int(String(first)) ?? next
      if first.isEmpty { next += 1 }
      guard index < positional.count else { throw .problem("there is no value \(index) for the format") }
      value = positional[index]
    } else {
      let name = String(first)
      guard let found = named.first(where: { $0.name.hasSameScalars(as: name) }) else {
        throw .problem("there is no value '\(name)' for the format" + suggestion(for: name, among: named.map(\.name)))
      }
      value = found.value
    }
    while let mark = rest.popFirst() {
      let name = rest.prefix { mark == "[" ? $0 != "]" : $0 != "." && $0 != "[" }
      rest = rest[name.endIndex...]
      if mark == "[" { rest = rest.dropFirst() }
      let key = Int(String(name)).map { Operand.integer($0) } ?? .text(String(name))
      value = mark == "[" ? try value.item(key, &rendering) : try value.attribute(String(name), &rendering)
    }
    if case .undefined(let undefined) = value { throw .undefined(undefined) }
    return value
  }
}

extension FieldFormat {
  /// `[[fill]align][sign][#][0][width][,][.precision][type]`
  fileprivate init(_ specification: String) throws(Fault) {
    var rest = Array(specification.unicodeScalars)[...]
    func isAlignment(_ scalar: Unicode.Scalar?) -> Bool { scalar.map { "<>^=".unicodeScalars.contains($0) } ?? false }
    if isAlignment(rest.dropFirst().first), let fill = rest.popFirst() {
      self.fill = fill
      alignment = rest.popFirst()
    } else if isAlignment(rest.first) {
      alignment = rest.popFirst()
    }
    func take(_ scalars: String) -> Unicode.Scalar? {
      guard let first = rest.first, scalars.unicodeScalars.contains(first) else { return nil }
      return rest.popFirst()
    }
    func number() -> Int? {
      let digits = rest.prefix { ("0"..."9").contains($0) }
      rest = rest.dropFirst(digits.count)
      return digits.isEmpty ? nil : Int(String(scalars: digits)) ?? .max
    }
    sign = take("+- ")
    isAlternate = take("#") != nil
    if take("0") != nil, alignment == nil { (fill, alignment) = ("0", "=") }
    width = number() ?? 0
    grouping = take(",_")
    if take(".") != nil {
      guard let places = number() else { throw .problem("the format '\(specification)' lacks a number after '.'") }
      precision = places
    }
    type = rest.popFirst()
    guard rest.isEmpty else { throw .problem("the format '\(specification)' is not understood") }
  }

  fileprivate func text(of value: Operand) throws(Fault) -> String {
    if value.isUnknown { throw .unknown }
    if case .value(.bool) = value.meaning, type == nil || type == "s" { return text(try value.text()) }
    if let number = value.number {
      switch type {
      case nil, "d", "x", "X", "o", "b", "n", "c":
        if let whole = number.whole {
          guard precision == nil else { throw .problem("a whole number is formatted without a precision, or with 'f'") }
          return self.whole(whole)
        }
        if type == nil { return float(try number.double()) }
        guard type == "n" else { throw .problem("'\(type ?? "d")' of a format needs a whole number") }
        return float(try number.double())
      case "f", "F", "e", "E", "g", "G", "%": return float(try number.double())
      case let other?: throw .problem("a format has no type '\(other)' for a number")
      }
    }
    guard type == nil || type == "s" else {
      throw .problem("'\(type ?? "s")' of a format needs a number, not \(value.typeName)")
    }
    switch value.meaning {
    case .value(.string), .value(.moment):
      guard alignment != "=" || fill == "0" else { throw .problem("'=' in a format is for numbers") }
      var format = self
      if format.alignment == "=" { format.alignment = "<" }
      return format.text(try value.text())
    default: throw .problem("a \(value.typeName) takes no format; turn it into text with '!s'")
    }
  }
}
