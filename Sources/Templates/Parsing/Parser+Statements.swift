import Values

extension Parser {
  /// Statements up to one of `ends`, the names of tags, which is left for the caller; at the top level up to the end.
  mutating func statements(until ends: [String]) throws(TemplateError) -> [StatementSyntax] {
    var statements: [StatementSyntax] = []
    if case .fault(let message) = current.kind { throw fault(message) }
    while true {
      switch current.kind {
      case .data(let text):
        statements.append(.data(text))
        try advance()
      case .printBegin:
        try advance()
        statements.append(.print(try tupleOrExpression()))
        guard case .printEnd = current.kind else {
          throw fault("'}}' is expected here, not \(current.kind.description)")
        }
        try advance()
      case .tagBegin:
        if case .name(let name) = next.kind, ends.contains(name) {
          try advance()
          return statements
        }
        try advance()
        statements.append(try nested { (parser) throws(TemplateError) in try parser.tag() })
        try expectTagEnd()
      case .end where ends.isEmpty:
        return statements
      default:
        throw unclosed(ends)
      }
    }
  }

  private func unclosed(_ ends: [String]) -> TemplateError {
    guard let open = openTags.last else { return fault("unexpected \(current.kind.description)") }
    return fault(
      "{% \(open.name) %} is never closed: {% \(ends.last ?? "end") %} is missing"
        + " (the template ends in line \(current.place.line))", at: open.place)
  }

  /// The body of the tag whose opening part has just been read, up to one of `ends`.
  mutating func body(until ends: [String]) throws(TemplateError) -> [StatementSyntax] {
    _ = try take(.colon)  // as Jinja: a colon may stand at a tag's end, for those who think in Python
    try expectTagEnd()
    return try statements(until: ends)
  }

  private mutating func tag() throws(TemplateError) -> StatementSyntax {
    let place = current.place
    guard case .name(let name) = current.kind else {
      throw fault("the name of a tag is expected here, not \(current.kind.description)")
    }
    guard let parse = Tags.known[name] else { throw unknownTag(name) }
    openTags.append((name, place))
    defer { openTags.removeLast() }
    try advance()
    return try parse(&self, place)
  }

  private func unknownTag(_ name: String) -> TemplateError {
    if let reason = Tags.refused[name] { return fault("galley's templates have no {% \(name) %}: \(reason)") }
    if Tags.ends.contains(name) || name == "else" || name == "elif" {
      guard let open = openTags.last else { return fault("{% \(name) %} closes nothing: no tag is open here") }
      return fault("{% \(name) %} does not fit: {% \(open.name) %} of line \(open.place.line) is still open")
    }
    return fault(
      "there is no tag {% \(name) %}" + suggestion(for: name, among: Array(Tags.known.keys).sorted() + Tags.ends))
  }
}

/// ` (did you mean 'title'?)`, or nothing.
func suggestion(for name: String, among names: some Sequence<String>) -> String {
  nearest(to: name, among: names).map { " (did you mean '\($0)'?)" } ?? ""
}
