import Synchronization
import Testing
import Values

@testable import Templates

@Test("an error inside an include names the included file")
func errorInInclude() throws {
  let error = try failure("a\n{% include 'p.md' %}", files: ["p.md": "one\n\n  {{ missing }}"])
  #expect((error.template, error.line, error.column) == ("p.md", 3, 6))
}

@Test("an included file that is not there is found before anything is rendered")
func missingInclude() throws {
  let library = TemplateLibrary { _ in nil }
  let error = #expect(throws: TemplateError.self) {
    try library.compile("\n{% if false %}{% include 'nope.md' %}{% endif %}", name: "main")
  }
  #expect(error?.message == "there is no template 'nope.md' in the templates folder")
  #expect(error?.line == 2)
}

@Test("templates that include one another are refused with the way round")
func cycle() throws {
  let files = ["a": "{% include 'b' %}", "b": "\n{% include 'c' %}", "c": "{% include 'a' %}"]
  let library = TemplateLibrary { files[$0] }
  let error = #expect(throws: TemplateError.self) { try library.template(named: "a") }
  #expect(error?.message == "templates include one another without end: 'a' → 'b' → 'c' → 'a'")
  #expect(error?.template == "c")
}

@Test("a template that includes itself by a computed name ends in an error")
func dynamicCycle() throws {
  let error = try failure("{% set p = 'a' %}{% include p %}", files: ["a": "{% include p %}"])
  #expect(error.message.contains("more than 100 deep"))
}

@Test("a name cannot lead out of the templates folder", arguments: ["../secret", "/etc/passwd", "a/../../b"])
func leavingTheFolder(name: String) throws {
  let error = try failure("{% include '\(name)' %}", files: [name: "x"])
  #expect(error.message == "'\(name)' leads out of the templates folder")
}

@Test("a file is read once, however many templates include it")
func readOnce() throws {
  let reads = Mutex<[String: Int]>([:])
  let library = TemplateLibrary { name in
    reads.withLock { $0[name, default: 0] += 1 }
    return name == "p" ? "x" : "{% include 'p' %}"
  }
  for name in ["a", "b", "a", "c"] { _ = try library.template(named: name).render(Scope()) }
  #expect(reads.withLock { $0 } == ["a": 1, "b": 1, "c": 1, "p": 1])
}

@Test("a template names all that it reaches, itself first")
func sources() throws {
  let files = [
    "a": "{% include 'b' %}{% include ['x', 'c'] %}{% include 'y' ignore missing %}", "b": "{% include 'c' %}", "c": "",
  ]
  #expect(try TemplateLibrary { files[$0] }.template(named: "a").sources == ["a", "b", "c"])
}

@Test("a file that cannot be read is an error at the include")
func unreadable() throws {
  struct Unreadable: Error {}
  let library = TemplateLibrary { _ in throw Unreadable() }
  let error = #expect(throws: TemplateError.self) { try library.compile("{% include 'a' %}", name: "main") }
  #expect(error?.message.hasPrefix("the template 'a' cannot be read") == true)
}
