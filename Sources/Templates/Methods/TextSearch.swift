import Values

extension Methods {
  static let searchMethods = [
    search("find") { places, _ in places.first ?? -1 },
    search("rfind") { places, _ in places.last ?? -1 },
    search("index") { places, _ in places.first },
    search("rindex") { places, _ in places.last },
    search("count", overlapping: false) { places, _ in places.count },
  ]

  private static let cut: [Parameter] = [.optional("start", .none), .optional("end", .none)]

  /// - Parameter result: of the places at which the part begins; nil where a missing part is an error.
  private static func search(
    _ name: String, overlapping: Bool = true, _ result: @escaping @Sendable ([Int], String) -> Int?
  ) -> Method {
    Method(name, [.required("sub")] + cut) { (subject, arguments, _) throws(Fault) in
      let scalars = Array(try subject.ownText().unicodeScalars)
      let part = Array(try arguments.string("sub").unicodeScalars)
      let start = arguments.isNone("start") ? nil : try arguments.integer("start")
      let end = arguments.isNone("end") ? nil : try arguments.integer("end")
      let bounds = sliceBounds(scalars.count, start, end, 1)
      var places: [Int] = []
      var place = bounds.start
      while place + part.count <= bounds.end, start ?? 0 <= scalars.count {
        if scalars[place..<(place + part.count)].elementsEqual(part) {
          places.append(place)
          place += overlapping ? 1 : max(1, part.count)
        } else {
          place += 1
        }
      }
      guard let result = result(places, name) else {
        throw .problem("'\(try arguments.string("sub"))' does not occur in the text")
      }
      return .integer(result)
    }
  }

  @Sendable static func split(
    _ subject: Operand, _ arguments: Arguments, _ rendering: inout Rendering
  ) throws(Fault) -> Operand {
    let text = try subject.ownText()
    let limit = try arguments.cuts()
    guard let separator = try arguments.separator() else {
      return .value(.list(text.words(limit: limit).map { .string($0) }))
    }
    return .value(.list(text.pieces(splitBy: separator, limit: limit).map { .string(String($0)) }))
  }

  @Sendable static func splitFromRight(
    _ subject: Operand, _ arguments: Arguments, _ rendering: inout Rendering
  ) throws(Fault) -> Operand {
    func mirrored(_ text: String) -> String { String(scalars: text.unicodeScalars.reversed()) }
    let text = mirrored(try subject.ownText())
    let limit = try arguments.cuts()
    let pieces =
      try arguments.separator().map { text.pieces(splitBy: mirrored($0), limit: limit).map(String.init) }
      ?? text.words(limit: limit)
    return .value(.list(pieces.reversed().map { .string(mirrored($0)) }))
  }

  @Sendable static func partition(
    _ subject: Operand, _ arguments: Arguments, _ rendering: inout Rendering
  ) throws(Fault) -> Operand {
    let text = try subject.ownText()
    let separator = try arguments.wantedSeparator()
    let pieces = text.pieces(splitBy: separator, limit: 1).map(String.init)
    return triple(pieces.count == 2 ? [pieces[0], separator, pieces[1]] : [text, "", ""])
  }

  @Sendable static func partitionFromRight(
    _ subject: Operand, _ arguments: Arguments, _ rendering: inout Rendering
  ) throws(Fault) -> Operand {
    let text = try subject.ownText()
    let separator = try arguments.wantedSeparator()
    let pieces = text.pieces(splitBy: separator, limit: .max).map(String.init)
    guard pieces.count > 1 else { return triple(["", "", text]) }
    return triple([pieces.dropLast().joined(separator: separator), separator, pieces[pieces.count - 1]])
  }

  private static func triple(_ texts: [String]) -> Operand { .value(.tuple(texts.map { .string($0) })) }
}

extension Arguments {
  fileprivate func cuts() throws(Fault) -> Int {
    let limit = try integer("maxsplit")
    return limit < 0 ? .max : limit
  }

  /// Nil where the text is split at whitespace.
  fileprivate func separator() throws(Fault) -> String? {
    guard let separator = try optionalString("sep") else { return nil }
    return try nonEmpty(separator)
  }

  fileprivate func wantedSeparator() throws(Fault) -> String { try nonEmpty(try string("sep")) }

  private func nonEmpty(_ separator: String) throws(Fault) -> String {
    if separator.isEmpty { throw .problem("a text cannot be split at empty text") }
    return separator
  }
}
