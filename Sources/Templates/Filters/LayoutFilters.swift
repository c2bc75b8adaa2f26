import Values

extension Filters {
  @Sendable static func indent(
    _ subject: Operand, _ arguments: Arguments, _: inout Rendering
  ) throws(Fault) -> Operand {
    let text = try subject.string { "'indent' needs text, not \($0)" }
    let indentation: String
    if case .value(.string(let given)) = arguments["width"].meaning {
      indentation = given
    } else {
      indentation = String(repeating: " ", count: Swift.max(0, try arguments.boundedWidth("width")))
    }
    let first = try arguments.flag("first")
    let blank = try arguments.flag("blank")
    // The line break at the end makes sure that a text which ends in one keeps it.
    let lines = (text + "\n").pythonLines()
    var result = first ? indentation : ""
    for (index, line) in lines.enumerated() {
      if index > 0 { result += blank || !line.isEmpty ? "\n" + indentation : "\n" }
      result += line
    }
    return .text(result)
  }

  @Sendable static func truncate(
    _ subject: Operand, _ arguments: Arguments, _: inout Rendering
  ) throws(Fault) -> Operand {
    let length = try arguments.integer("length")
    let end = try arguments.string("end")
    let leeway = arguments.isNone("leeway") ? 5 : try arguments.integer("leeway")
    let killsWords = try arguments.flag("killwords")
    guard length >= end.scalarCount else {
      throw .problem("'truncate' cannot cut to \(length): its ending '\(end)' alone is longer")
    }
    guard leeway >= 0 else { throw .problem("the 'leeway' of 'truncate' cannot be negative") }
    if !subject.isText, let count = try subject.length(), count <= length + leeway { return subject }
    let text = try subject.string { "'truncate' needs text, not \($0)" }
    let scalars = Array(text.unicodeScalars)
    guard scalars.count > length + leeway else { return .text(text) }
    var kept = scalars.prefix(length - end.scalarCount)
    if !killsWords, let blank = kept.lastIndex(of: " ") { kept = kept[..<blank] }
    return .text(String(scalars: kept) + end)
  }

  @Sendable static func wordwrap(
    _ subject: Operand, _ arguments: Arguments, _: inout Rendering
  ) throws(Fault) -> Operand {
    let text = try subject.string { "'wordwrap' needs text, not \($0)" }
    let width = try arguments.integer("width")
    guard width > 0 else { throw .problem("the 'width' of 'wordwrap' must be at least 1, not \(width)") }
    let wrap = WordWrap(
      width: width, breaksLongWords: try arguments.flag("break_long_words"),
      breaksOnHyphens: try arguments.flag("break_on_hyphens"))
    let separator = try arguments.optionalString("wrapstring") ?? "\n"
    let paragraphs = text.pythonLines().map { wrap.lines(of: $0).joined(separator: separator) }
    return .text(paragraphs.joined(separator: separator))
  }
}
