import Values
import YAML

/// The scalar types of a job file. Each getter returns nil for an absent key, and reports a value of another type.
extension Section {
  func text(_ key: String) -> String? {
    guard let source = node(key) else { return nil }
    return text(source, key)
  }

  func text(_ source: YAMLNode, _ key: String) -> String? {
    guard let text = source.scalarText, !source.isNull else {
      let hint = source.entries != nil ? "; a text that begins with '{' needs quotes" : ""
      return wrong(source, key, "a text", hint: hint)
    }
    return text
  }

  func integer(_ key: String, in range: ClosedRange<Int>) -> Int? {
    guard let source = node(key) else { return nil }
    guard case .integer(let number) = source.value.meaning else {
      return wrong(source, key, "a whole number")
    }
    guard range.contains(number) else {
      let bounds =
        range.upperBound == .max ? "at least \(range.lowerBound)" : "from \(range.lowerBound) to \(range.upperBound)"
      return wrong(source, key, "\(bounds)")
    }
    return number
  }

  func number(_ key: String, in range: ClosedRange<Double>) -> Double? {
    guard let source = node(key) else { return nil }
    let number: Double
    switch source.value.meaning {
    case .integer(let value): number = Double(value)
    case .float(let value) where value.isFinite: number = value
    default: return wrong(source, key, "a number")
    }
    guard range.contains(number) else {
      return wrong(source, key, "from \(Self.plain(range.lowerBound)) to \(Self.plain(range.upperBound))")
    }
    return number
  }

  func flag(_ key: String) -> Bool? {
    guard let source = node(key) else { return nil }
    guard case .bool(let flag) = source.value.meaning else { return wrong(source, key, "true or false") }
    return flag
  }

  /// `500ms`, `60s`, `10m`, `2h`.
  func duration(_ key: String) -> Duration? {
    guard let source = node(key) else { return nil }
    guard let text = source.scalarText, let duration = Duration(galley: text) else {
      return wrong(source, key, "a duration such as 500ms, 60s, 10m or 2h")
    }
    return duration
  }

  /// One of the cases of an enumeration, by its raw value; `waiting` are refused by name.
  func choice<Choice: RawRepresentable & CaseIterable>(
    _ key: String, _: Choice.Type, waiting: [String] = []
  ) -> Choice? where Choice.RawValue == String {
    guard let source = node(key) else { return nil }
    let names = Choice.allCases.map(\.rawValue)
    guard let text = source.scalarText else { return wrong(source, key, "one of: \(names.joined(separator: ", "))") }
    if let choice = Choice(rawValue: text) { return choice }
    if waiting.contains(text) {
      log.add(
        source.diagnostic(
          "'\(key): \(text)' is not supported yet by this version of galley; known are: \(names.joined(separator: ", "))"
        ))
      return nil
    }
    let near = nearest(to: text, among: names).map { " (did you mean '\($0)'?)" } ?? ""
    return wrong(source, key, "one of: \(names.joined(separator: ", "))", hint: near)
  }

  /// A list of texts; one text counts as a list of one where `single` says so.
  func texts(_ key: String, single: Bool = false) -> [String]? {
    guard let source = node(key) else { return nil }
    if single, source.items == nil { return text(source, key).map { [$0] } }
    guard let items = source.items else { return wrong(source, key, "a list of texts") }
    return items.compactMap { text($0, key) }
  }

  /// Reports a value that cannot be used. Always nil.
  func wrong<T>(_ source: YAMLNode, _ key: String, _ wanted: String, hint: String = "") -> T? {
    let place = name.isEmpty ? "'\(key)'" : "'\(key)' in \(name)"
    log.add(source.diagnostic("\(place) must be \(wanted), not \(source.shown)\(hint)"))
    return nil
  }

  private static func plain(_ number: Double) -> String {
    number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : String(number)
  }
}

extension Duration {
  /// Reads the durations of job files: a number and `ms`, `s`, `m`, `h` or `d`; nil for anything else.
  package init?(galley text: String) {
    let units: [(String, Double)] = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("d", 86_400)]
    guard let (suffix, seconds) = units.first(where: { text.hasSuffix($0.0) }) else { return nil }
    let digits = text.dropLast(suffix.count)
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (48...57).contains($0) || $0 == 46 }), let count = Double(digits),
      count * seconds <= 366 * 86_400
    else { return nil }
    self = .milliseconds(Int((count * seconds * 1000).rounded()))
  }
}
