package import Templates
import Values
import YAML

/// Compiles the texts of a job file and the files they name, and reports what does not compile.
struct TemplateCompiler {
  let library: TemplateLibrary
  /// The names of all files in templates/.
  let templates: [String]
  let log: DiagnosticLog

  /// A text of the job file as a template; nil, and reported, where it is none or wrong.
  func text(_ source: YAMLNode, _ key: String) -> Template? {
    guard let text = source.scalarText, !source.isNull else {
      let hint = source.entries != nil ? "; a text that begins with '{' needs quotes" : ""
      log.add(source.diagnostic("'\(key)' must be a text, not \(source.shown)\(hint)"))
      return nil
    }
    return compile(source, text)
  }

  /// A text, or the file that `{template: FILE}` names.
  func textOrFile(_ source: YAMLNode, _ key: String) -> Template? {
    guard let pairs = source.entries else { return text(source, key) }
    guard pairs.count == 1, let pair = pairs.first, pair.key.scalarText == "template" else {
      log.add(
        source.diagnostic("'\(key)' must be a text or {template: FILE}; a text that begins with '{' needs quotes"))
      return nil
    }
    return file(pair.value)
  }

  /// The file of templates/ that the node names.
  func file(_ source: YAMLNode) -> Template? {
    guard let name = source.scalarText, !source.isNull else {
      log.add(source.diagnostic("'template' must name a file in templates/, not \(source.shown)"))
      return nil
    }
    guard templates.contains(where: { $0.hasSameScalars(as: name) }) else {
      let near = nearest(to: name, among: templates).map { " (did you mean '\($0)'?)" } ?? ""
      log.add(source.diagnostic("there is no template '\(name)' in templates/\(near)"))
      return nil
    }
    return reporting(at: source) { try library.template(named: name) }
  }

  private func compile(_ source: YAMLNode, _ text: String) -> Template? {
    reporting(at: source) {
      let begin = source.contentMark
      let margin = source.scalar?.style == .literal ? begin.column - 1 : 0
      return try library.compile(text, name: source.file, line: begin.line, column: begin.column, margin: margin)
    }
  }

  private func reporting(at source: YAMLNode, _ body: () throws -> Template) -> Template? {
    do {
      return try body()
    } catch let error as TemplateError {
      log.add(Diagnostic(error, jobFile: source.file))
    } catch {
      log.add(source.diagnostic("\(error)"))
    }
    return nil
  }
}

extension Diagnostic {
  /// A template's error as a diagnostic: a text of a job file keeps the job file's name, others lie in templates/.
  package init(_ error: TemplateError, jobFile: String) {
    self.init(
      file: error.template == jobFile ? jobFile : "templates/\(error.template)", line: error.line, column: error.column,
      message: error.message)
  }
}
