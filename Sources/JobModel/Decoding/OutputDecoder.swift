import Templates
import Values
import YAML

/// Reads `output` and `collect`.
struct OutputDecoder {
  let compiler: TemplateCompiler
  let log: DiagnosticLog

  func decode(_ top: Section) -> Output {
    let section = top.section("output", keys: ["path", "front_matter", "body"])
    return Output(
      path: section.node("path").flatMap { compiler.text($0, "path") },
      frontMatter: section.node("front_matter").map { frontMatter($0) } ?? [],
      body: section.node("body").flatMap { compiler.textOrFile($0, "body") })
  }

  func collect(_ top: Section) -> Collect? {
    guard let source = top.node("collect"), !source.isNull else { return nil }
    let section = top.section("collect", keys: ["path", "template"], waiting: ["unique"])
    guard let path = section.node("path") else {
      log.add(source.diagnostic("'path' is missing in collect: where the collected file goes, under output/"))
      return nil
    }
    let template = section.node("template").flatMap(compiler.file)
    return compiler.text(path, "path").map { Collect(path: $0, template: template) }
  }

  private func frontMatter(_ source: YAMLNode) -> [(name: String, value: Blueprint)] {
    if source.isNull { return [] }
    guard case .map(let fields)? = blueprint(source) else {
      log.add(source.diagnostic("'front_matter' must be a mapping, not \(source.shown)"))
      return []
    }
    return fields
  }

  private func blueprint(_ source: YAMLNode) -> Blueprint? {
    if let pairs = source.entries {
      return .map(
        pairs.compactMap { key, value in
          blueprint(value).map { (key.scalarText ?? "", $0) }
        })
    }
    if let items = source.items { return .list(items.compactMap { blueprint($0) }) }
    guard let text = source.scalarText, text.contains("{{") || text.contains("{%") || text.contains("{#") else {
      return .constant(source.asWritten)
    }
    return compiler.text(source, "front_matter").map { Blueprint.template($0) }
  }
}

extension YAMLNode {
  /// The value of a constant that goes on into YAML as it stood: a plain `2026-11-23` stays plain.
  fileprivate var asWritten: Value {
    let value = self.value
    if isPlain, case .string(let text) = value { return .source(text: text, meaning: value) }
    return value
  }
}
