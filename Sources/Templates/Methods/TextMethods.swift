import Values

extension Methods {
  static let textMethods: [Method] =
    [
      text("upper") { $0.pythonUppercased() },
      text("lower") { $0.pythonLowercased() },
      text("casefold") { $0.lowercased() },
      text("title") { $0.pythonTitlecased() },
      text("capitalize") { $0.pythonCapitalized() },
      text("swapcase") { $0.pythonSwappedCase() },
      test("isupper") { $0.isPythonUpper },
      test("islower") { $0.isPythonLower },
      test("isspace") { !$0.isEmpty && $0.unicodeScalars.allSatisfy(\.isPythonSpace) },
      test("isdigit") {
        !$0.isEmpty && $0.unicodeScalars.allSatisfy { $0.isDigit || $0.properties.numericType == .digit }
      },
      test("isdecimal") { !$0.isEmpty && $0.unicodeScalars.allSatisfy(\.isDigit) },
      test("isnumeric") { !$0.isEmpty && $0.unicodeScalars.allSatisfy(\.isPythonNumeric) },
      test("isalpha") { !$0.isEmpty && $0.unicodeScalars.allSatisfy(\.isPythonLetter) },
      test("isalnum") { !$0.isEmpty && $0.unicodeScalars.allSatisfy { $0 != "_" && $0.isPythonWord } },
      stripping("strip"), stripping("lstrip", trailing: false), stripping("rstrip", leading: false),
      Method("replace", [.required("old"), .required("new"), .optional("count", .integer(-1))], call: replace),
      Method("split", [.optional("sep", .none), .optional("maxsplit", .integer(-1))], call: split),
      Method("rsplit", [.optional("sep", .none), .optional("maxsplit", .integer(-1))], call: splitFromRight),
      Method("splitlines", [.optional("keepends", .bool(false))], call: lines),
      Method("partition", [.required("sep")], call: partition),
      Method("rpartition", [.required("sep")], call: partitionFromRight),
      Method("join", [.required("iterable")], call: join),
      affix("startswith") { $0.beginsWith($1) },
      affix("endswith") { $0.endsWith($1) },
      Method("removeprefix", [.required("prefix")]) { (subject, arguments, _) throws(Fault) in
        let (text, prefix) = (try subject.ownText(), try arguments.string("prefix"))
        return .text(
          text.beginsWith(prefix) ? String(scalars: text.unicodeScalars.dropFirst(prefix.scalarCount)) : text)
      },
      Method("removesuffix", [.required("suffix")]) { (subject, arguments, _) throws(Fault) in
        let (text, suffix) = (try subject.ownText(), try arguments.string("suffix"))
        return .text(text.endsWith(suffix) ? String(scalars: text.unicodeScalars.dropLast(suffix.scalarCount)) : text)
      },
      padding("center") { $0.centered(in: $1, with: $2) },
      padding("ljust") { $0.padded(to: $1, with: $2) { _ in 0 } },
      padding("rjust") { $0.padded(to: $1, with: $2) { $0 } },
      Method("zfill", [.required("width")]) { (subject, arguments, _) throws(Fault) in
        let text = try subject.ownText()
        let sign = text.beginsWith("-") || text.beginsWith("+") ? 1 : 0
        let zeros = String(repeating: "0", count: max(0, try arguments.integer("width") - text.scalarCount))
        return .text(String(text.prefix(sign)) + zeros + text.dropFirst(sign))
      },
      Method("format", variadic: true, keywords: true) { (subject, arguments, rendering) throws(Fault) in
        .text(try BraceFormat.text(try subject.ownText(), arguments.rest, arguments.others, &rendering))
      },
    ] + searchMethods

  private static func text(_ name: String, _ change: @escaping @Sendable (String) -> String) -> Method {
    Method(name) { (subject, _, _) throws(Fault) in .text(change(try subject.ownText())) }
  }

  private static func test(_ name: String, _ holds: @escaping @Sendable (String) -> Bool) -> Method {
    Method(name) { (subject, _, _) throws(Fault) in .bool(holds(try subject.ownText())) }
  }

  private static func stripping(_ name: String, leading: Bool = true, trailing: Bool = true) -> Method {
    Method(name, [.optional("chars", .none)]) { (subject, arguments, _) throws(Fault) in
      let characters = try arguments.optionalString("chars")
      return .text(try subject.ownText().stripped(characters, leading: leading, trailing: trailing))
    }
  }

  private static func affix(_ name: String, _ has: @escaping @Sendable (String, String) -> Bool) -> Method {
    Method(name, [.required("part")]) { (subject, arguments, rendering) throws(Fault) in
      let text = try subject.ownText()
      if case .value(.tuple(let parts)) = arguments["part"].meaning {
        for part in parts where has(text, try Operand.value(part).ownText()) { return .bool(true) }
        return .bool(false)
      }
      return .bool(has(text, try arguments.string("part")))
    }
  }

  private static func padding(_ name: String, _ pad: @escaping @Sendable (String, Int, String) -> String) -> Method {
    Method(name, [.required("width"), .optional("fillchar", .string(" "))]) { (subject, arguments, _) throws(Fault) in
      let fill = try arguments.string("fillchar")
      guard fill.scalarCount == 1 else { throw .problem("'\(name)' fills with one character, not '\(fill)'") }
      return .text(pad(try subject.ownText(), try arguments.boundedWidth("width"), fill))
    }
  }

  @Sendable private static func replace(
    _ subject: Operand, _ arguments: Arguments, _ rendering: inout Rendering
  ) throws(Fault) -> Operand {
    let (old, new) = (try arguments.string("old"), try arguments.string("new"))
    return .text(try subject.ownText().replacing(old, with: new, limit: try arguments.integer("count")))
  }

  @Sendable private static func lines(
    _ subject: Operand, _ arguments: Arguments, _ rendering: inout Rendering
  ) throws(Fault) -> Operand {
    let lines = try subject.ownText().pythonLines(keepingBreaks: try arguments.flag("keepends"))
    return .value(.list(lines.map { .string($0) }))
  }

  @Sendable private static func join(
    _ subject: Operand, _ arguments: Arguments, _ rendering: inout Rendering
  ) throws(Fault) -> Operand {
    var parts: [String] = []
    for element in try arguments["iterable"].elements(&rendering) {
      parts.append(try element.string { "'join' joins texts, not \($0); use the filter join" })
    }
    return .text(parts.joined(separator: try subject.ownText()))
  }
}

extension Operand {
  /// The text of what the method belongs to.
  func ownText() throws(Fault) -> String { try string { "text is needed here, not \($0)" } }
}

extension Arguments {
  /// A field's width: bounded, against a slip of the pen that would fill the memory.
  func boundedWidth(_ name: String) throws(Fault) -> Int {
    let width = try integer(name)
    guard width <= 10_000_000 else { throw .problem("a width of \(width) is too large") }
    return width
  }
}
