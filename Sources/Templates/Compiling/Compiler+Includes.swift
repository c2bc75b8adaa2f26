import Values

extension Compiler {
  func include(_ syntax: IncludeSyntax, _ frame: Frame) throws(TemplateError) -> any Statement {
    let visible = syntax.withContext ? frame.visible : nil
    func statement(_ source: IncludeStatement.Source) -> IncludeStatement {
      IncludeStatement(
        source, ignoresMissing: syntax.ignoresMissing, visible: visible, library: library, place: syntax.place)
    }
    guard let names = syntax.template.constantNames else {
      return statement(.computed(try expression(syntax.template, frame)))
    }
    for name in names {
      if let program = try library.program(named: name, includedFrom: including + [template], at: syntax.template.place)
      {
        if syntax.withContext { note(program) } else { noteSources(of: program) }
        return statement(.known(program))
      }
    }
    guard syntax.ignoresMissing else { throw fault(TemplateLibrary.missing(names), at: syntax.template.place) }
    return statement(.known(nil))
  }

  private func noteSources(of program: Program) {
    for source in program.sources where !sources.contains(source) { sources.append(source) }
  }
}

extension ExpressionSyntax {
  /// The names of templates that are known without rendering: a text, or a list of texts.
  fileprivate var constantNames: [String]? {
    switch kind {
    case .constant(.string(let name)): return [name]
    case .list(let elements), .tuple(let elements):
      var names: [String] = []
      for element in elements {
        guard case .constant(.string(let name)) = element.kind else { return nil }
        names.append(name)
      }
      return names
    default: return nil
    }
  }
}
