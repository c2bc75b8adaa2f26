import Testing
import Values

@testable import Templates

@Test("the fixture holds the cases it was made from")
func fixture() throws {
  #expect(try JinjaFixture.loaded.get().cases.count > 1_000)
}

@Test(
  "renders as Jinja2 does, byte for byte, and refuses what it refuses, in the same line",
  arguments: try JinjaFixture.loaded.get().cases)
func rendersAsJinja(_ given: JinjaFixture.Case) throws {
  let shared = try JinjaFixture.loaded.get().variables.fields
  let library = TemplateLibrary { given.templates?[$0] }
  do {
    let template = try library.compile(given.template, name: "main")
    let output = try template.render(Scope([given.variables.fields, shared]))
    let expected = try #require(given.output, "Jinja2 refused it: \(given.error ?? "")")
    #expect(Text(output) == Text(expected))
  } catch let error as TemplateError {
    #expect(given.output == nil, "\(error)")
    if let line = given.line { #expect(error.line == line, "\(error)") }
  }
}
