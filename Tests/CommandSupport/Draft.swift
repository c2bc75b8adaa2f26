/// A draft as a site generator takes it apart: front matter between two lines of `---`, then the body.
package struct Draft {
  /// The lines between the fences.
  package let frontMatter: [String]
  /// Without the line breaks around it.
  package let body: String

  package struct NotOne: Error { let text: String }

  package init(_ text: String) throws {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard lines.first == "---", let end = lines.dropFirst().firstIndex(of: "---"), text.hasSuffix("\n") else {
      throw NotOne(text: text)
    }
    frontMatter = Array(lines[1..<end])
    body = lines[(end + 1)...].joined(separator: "\n").trimmed
  }

  /// What stands after `name:`, as the file has it, quotes and all.
  package func source(_ name: String) -> String? {
    frontMatter.first { $0.hasPrefix("\(name):") }.map { String($0.dropFirst(name.count + 1)).trimmed }
  }

  /// A text whether or not it was quoted; for plain texts only.
  package func text(_ name: String) -> String? {
    guard let source = source(name) else { return nil }
    for quote in ["\"", "'"] where source.count >= 2 && source.hasPrefix(quote) && source.hasSuffix(quote) {
      return String(source.dropFirst().dropLast())
    }
    return source
  }
}

extension String {
  /// Without white space at either end.
  package var trimmed: String {
    var rest = Substring(self)
    while rest.first?.isWhitespace == true { rest.removeFirst() }
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return String(rest)
  }

  /// How often `part` stands in this text.
  package func occurrences(of part: String) -> Int { ranges(of: part).count }
}
