import Templates
import Values

extension Job {
  /// Reports the names that no row can know, once for each place, before anything is rendered.
  ///
  /// - Parameter variables: every name that some row knows.
  package func checkNames(variables: [String], log: DiagnosticLog) {
    var seen: Set<Diagnostic> = []
    func check(_ template: Template?, knows: [String]) {
      guard let template else { return }
      let known = Set(knows.map { Text($0) })
      for use in template.names where !use.guarded && !known.contains(Text(use.name)) {
        let near = nearest(to: use.name, among: knows).map { " (did you mean '\($0)'?)" } ?? ""
        let diagnostic = Diagnostic(
          file: use.template == file ? file : "templates/\(use.template)", line: use.line, column: use.column,
          message: "'\(use.name)' is undefined: no variable, and no reply up to here\(near)")
        if seen.insert(diagnostic).inserted { log.add(diagnostic) }
      }
    }
    for name in GalleyNames.all where name != GalleyNames.key && variables.contains(name) {
      log.add(diagnosticOfRows("a variable has the name '\(name)', which is one of galley's own; rename it"))
    }
    check(key, knows: variables + [GalleyNames.job])
    check(output.path, knows: variables + GalleyNames.path)
    var knows = variables + GalleyNames.path + [GalleyNames.now]
    for turn in turns {
      switch turn {
      case .message(_, let template): check(template, knows: knows)
      case .reply(let request):
        if variables.contains(request.name) {
          log.add(
            diagnostic("the reply '\(request.name)' has the name of a variable; rename one of them", at: request.place))
        }
        knows.append(request.name)
      }
      if !knows.contains(GalleyNames.transcript) { knows.append(GalleyNames.transcript) }
    }
    check(output.body, knows: knows)
    for (_, blueprint) in output.frontMatter { blueprint.forEachTemplate { check($0, knows: knows) } }
    let collected = [GalleyNames.job, GalleyNames.today, GalleyNames.now]
    check(collect?.path, knows: collected)
    check(collect?.template, knows: collected + ["items"])
  }
}

extension Blueprint {
  func forEachTemplate(_ body: (Template) -> Void) {
    switch self {
    case .template(let template): body(template)
    case .constant: break
    case .list(let items): for item in items { item.forEachTemplate(body) }
    case .map(let entries): for entry in entries { entry.value.forEachTemplate(body) }
    }
  }
}
