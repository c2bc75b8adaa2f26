import Testing
import Values

@testable import Templates

/// What a template makes of variables.
func render(
  _ source: String, _ variables: KeyValuePairs<String, Value> = [:], files: [String: String] = [:]
) throws -> String {
  let library = TemplateLibrary { files[$0] }
  return try library.compile(source, name: "main").render(Scope([fields(variables)]))
}

func fields(_ variables: KeyValuePairs<String, Value>) -> Fields {
  Fields(variables.map { (name: $0.key, value: $0.value) })
}

/// The error that reading or rendering ends in.
func failure(
  _ source: String, _ variables: KeyValuePairs<String, Value> = [:], files: [String: String] = [:],
  sourceLocation: SourceLocation = #_sourceLocation
) throws -> TemplateError {
  let error = #expect(throws: TemplateError.self, sourceLocation: sourceLocation) {
    try render(source, variables, files: files)
  }
  return try #require(error, sourceLocation: sourceLocation)
}
