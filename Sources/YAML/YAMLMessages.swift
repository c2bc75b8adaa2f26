import CYAML

extension YAMLError {
  /// libyaml's complaint in words that say what to do about it.
  init(_ parser: yaml_parser_t, _ source: UnsafeBufferPointer<UInt8>) {
    let problem = parser.problem.map { String(cString: $0) } ?? ""
    let context = parser.context.map { String(cString: $0) } ?? ""
    let begun = YAMLMark(parser.context_mark)
    let mark = YAMLMark(parser.problem_mark)
    switch parser.error {
    case YAML_READER_ERROR:
      // Of a character that is broken off, libyaml names the byte where it breaks.
      let character = source.prefix(parser.problem_offset + 1).lastIndex { $0 & 0xC0 == 0xC0 } ?? parser.problem_offset
      let isBroken = problem == "invalid trailing UTF-8 octet"
      let mark = SourcePlace.mark(of: isBroken ? character : parser.problem_offset, in: source)
      self.init(mark, Self.reader(problem, parser.problem_value))
    case YAML_MEMORY_ERROR: self.init(line: 1, column: 1, message: "out of memory")
    default:
      var lines = SourceLines(source)
      let (message, isAtBegin) = Self.syntax(
        problem, context, begun, before: lines.text(before: mark), lines.scalar(at: mark))
      self.init(isAtBegin ? begun : mark, message)
    }
  }

  private static func reader(_ problem: String, _ value: Int32) -> String {
    guard problem == "control characters are not allowed" else {
      return problem.contains("UTF-8") || problem.contains("Unicode")
        ? "this is no valid UTF-8; save the file as UTF-8" : "the file cannot be read: \(problem)"
    }
    let digits = String(value, radix: 16, uppercase: true)
    let name = "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    if value == 0 { return "a NUL character (\(name)) stands here; remove it, or write \\0 in double quotes" }
    return
      "the control character \(name) cannot stand in YAML; remove it, or write \\u\(name.dropFirst(2)) in double quotes"
  }

  /// - Parameters:
  ///   - before: what stands on the line in front of the place.
  ///   - offending: the character at the place.
  /// - Returns: the message, and whether it belongs to where the construct began.
  private static func syntax(
    _ problem: String, _ context: String, _ begun: YAMLMark, before: String, _ offending: Unicode.Scalar?
  ) -> (message: String, isAtBegin: Bool) {
    switch problem {
    case "found unexpected end of stream":
      return ("the quote that opens here is never closed", true)
    case "found unexpected document indicator":
      return ("the quote that opens here is not closed before the document ends", true)
    case "mapping values are not allowed in this context":
      return ("a ':' cannot stand here: indent the line as its neighbours, or quote the text if it holds ': '", false)
    case "block sequence entries are not allowed in this context":
      return ("a '-' cannot begin a list item here: put it on a line of its own, or quote the text", false)
    case "mapping keys are not allowed in this context":
      return ("a '?' cannot stand here; quote the text if it begins with '?'", false)
    case "could not find expected ':'":
      return (
        "this line is neither 'key: value' nor part of the text above it; a ':' or some indentation is missing", true
      )
    case "found character that cannot start any token": return (unstartable(offending, before), false)
    case "found a tab character that violates indentation",
      "found a tab character where an indentation space is expected",
      "found a tab character where an intendation space is expected":
      return (tabs, false)
    case "found unknown escape character":
      return (
        "this escape is not known inside double quotes: write '\\\\' for a backslash, or use single quotes", false
      )
    case "did not find expected hexdecimal number", "found invalid Unicode character escape code":
      return (
        "\\x takes 2, \\u 4 and \\U 8 hexadecimal digits of a Unicode character, and '\\\\' is a backslash", false
      )
    case "did not find expected key", "did not find expected '-' indicator":
      if context.contains("flow") { return ("a key is expected here: is a ',' or a '}' missing?", false) }
      if before.contains(where: { $0 != " " && $0 != "-" }) {
        return ("nothing can follow a closing quote or bracket on its line; put the whole value in quotes", false)
      }
      return context.contains("mapping")
        ? ("this line does not fit the mapping that begins in line \(begun.line); indent it as the keys there", false)
        : (
          "this line does not fit the list that begins in line \(begun.line); begin it with '-' at the same indentation",
          false
        )
    case "did not find expected ',' or ']'":
      return ("the '[' of line \(begun.line) is not closed: a ',' or ']' is expected here", false)
    case "did not find expected ',' or '}'":
      return (
        "the '{' of line \(begun.line) is not closed: a ',' or '}' is expected here; quote a value that holds '{' or ','",
        false
      )
    case "did not find expected node content":
      return ("a value is expected here; quote a text that begins with '\(offending.map(String.init) ?? "%")'", false)
    case "did not find expected comment or line break":
      return (
        "behind '|' or '>' nothing but '-', '+', a digit or a comment can stand; the text begins on the next line",
        false
      )
    case "found an indentation indicator equal to 0": return ("the digit behind '|' or '>' must be 1 to 9", false)
    case "did not find expected alphabetic or numeric character":
      return ("a text that begins with '*' or '&' must stand in quotes", true)
    case "found unexpected ':'": return ("a ':' cannot stand here; quote the text", false)
    case "found undefined tag handle", "did not find expected tag URI", "did not find expected '!'",
      "did not find expected whitespace or line break", "did not find URI escaped octet",
      "did not find the expected '>'":
      return ("a text that begins with '!' must stand in quotes (without them it is a tag)", true)
    case "did not find expected <document start>":
      return (
        "the document ends above this line; a file holds one document: indent this line, or remove what ends it", false
      )
    case "found incompatible YAML document": return ("this version of YAML is not known; remove the line", false)
    default:
      if context.contains("directive") || problem.contains("directive") {
        return ("a line that begins with '%' is a directive; quote the text, or remove the line", true)
      }
      return (context.isEmpty ? problem : "\(problem) \(context)", false)
    }
  }

  private static let tabs = "a tab cannot indent a line; use spaces"

  private static func unstartable(_ scalar: Unicode.Scalar?, _ before: String) -> String {
    switch scalar {
    case nil: "a value is expected here"
    case "\t"?: tabs
    case "%"? where before.hasSuffix("{"):
      "a value that begins with '{%' is read as a mapping; put it in quotes: \"{% … %}\""
    case let scalar?: "a text cannot begin with '\(scalar)'; put it in quotes"
    }
  }
}
