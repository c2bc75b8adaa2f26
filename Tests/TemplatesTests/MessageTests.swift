import Testing
import Values

@testable import Templates

@Test(
  "an error names the value, the place and the nearest known name",
  arguments: [
    ("{{ titel }}", 1, 4, "'titel' is not defined (did you mean 'title'?)"),
    ("\n  {{ row.nmae }}", 2, 10, "'dict' has no 'nmae' (did you mean 'name'?)"),
    ("{{ title | uper }}", 1, 12, "there is no filter 'uper' (did you mean 'upper'?)"),
    ("{{ title is defned }}", 1, 13, "there is no test 'defned' (did you mean 'defined'?)"),
    (
      "{{ title | truncate(lenght=5) }}", 1, 21,
      "the filter 'truncate' has no parameter 'lenght' (did you mean 'length'?)"
    ),
    ("{% fro x in y %}", 1, 4, "there is no tag {% fro %} (did you mean 'for'?)"),
    ("{{ [1] | map('uper') }}", 1, 10, "there is no filter 'uper' (did you mean 'upper'?)"),
    ("{% for x in [1] %}{{ loop.indx }}{% endfor %}", 1, 27, "'loop' has no 'indx' (did you mean 'index'?)"),
    ("{{ title.uper() }}", 1, 10, "'str' has no 'uper' (did you mean 'upper'?)"),
    ("{{ rnage(3) }}", 1, 4, "'rnage' is not defined (did you mean 'range'?)"),
    ("{{ title + 1 }}", 1, 4, "'+' does not work on str and int; '~' joins anything as text"),
    ("{{ 1 / 0 }}", 1, 4, "division by zero"),
    ("{{ title | random }}", 1, 12, "galley has no filter 'random': a row must always give the same prompt"),
    ("{{ row.items }}", 1, 8, "'items' is a method: call it with ()"),
    (
      "{{ [3, 1] | map('string') }}", 1, 13,
      "what this filter makes is no list yet and has no text: add '| list' or '| join(…)'"
    ),
  ])
func messages(source: String, line: Int, column: Int, message: String) throws {
  let error = try failure(source, ["title": .string("Basil"), "row": .map(["name": .string("x")])])
  #expect(error == TemplateError(template: "main", line: line, column: column, message: message))
}

@Test(
  "what is left open is shown where it began",
  arguments: [
    ("a\n  {% if true %}\nb\n", 2, 6, "{% if %}"), ("{% for x in [] %}\n{% if x %}\n{% endif %}\n", 1, 4, "{% for %}"),
    ("a {{ 'b'\n\n", 1, 3, "'{{'"), ("\n{# note", 2, 1, "comment"), ("{% raw %}{{", 1, 1, "{% raw %}"),
    ("{% if true %}{% for x in [] %}\n{% endif %}", 2, 4, "{% for %} of line 1"),
    ("{{ 'abc }}", 1, 4, "string"),
  ])
func unclosed(source: String, line: Int, column: Int, what: String) throws {
  let error = try failure(source)
  #expect((error.line, error.column) == (line, column))
  #expect(error.message.contains(what))
}

@Test(
  "what Jinja2 has and galley has not is refused when the template is read, in words",
  arguments: [
    "{% macro m() %}{% endmacro %}", "{% extends 'a' %}", "{% block b %}{% endblock %}", "{% import 'a' as b %}",
    "{% from 'a' import b %}", "{% call m() %}{% endcall %}", "{% autoescape true %}{% endautoescape %}",
    "{% do x %}", "{% if false %}{% break %}{% endif %}", "{% if false %}{{ 'a'|urlize }}{% endif %}",
  ])
func refused(source: String) throws {
  let error = #expect(throws: TemplateError.self) { try TemplateLibrary { _ in nil }.compile(source, name: "main") }
  #expect(try #require(error).message.hasPrefix("galley"))
}

@Test("unknown filters, tests and wrong arguments are errors even where nothing would run them")
func readErrors() {
  for source in ["{{ x|nope }}", "{{ x is nope }}", "{{ x|truncate(1, 2, 3, 4, 5) }}", "{{ x|replace('a') }}"] {
    #expect(throws: TemplateError.self) {
      try TemplateLibrary { _ in nil }.compile("{% if false %}\(source){% endif %}", name: "main")
    }
  }
}

@Test("values do not change in a template, and whoever tries is told what to write")
func changing() throws {
  let error = try failure("{% set _ = xs.append(1) %}", ["xs": .list([])])
  #expect(error.message.contains("list + [element]"))
}

@Test("texts that nest without bound are refused, not a crash")
func deepNesting() throws {
  for source in [
    "{{ " + String(repeating: "(", count: 50_000), "{{ " + String(repeating: "not ", count: 50_000) + "x }}",
    String(repeating: "{% if true %}", count: 50_000), "{{ " + String(repeating: "-", count: 50_000) + "1 }}",
    "{{ " + String(repeating: "[", count: 50_000), "{{ 1" + String(repeating: " + 1", count: 50_000) + " }}",
    "{{ a" + String(repeating: ".a", count: 50_000) + " }}", "{{ 1" + String(repeating: "|int", count: 50_000) + " }}",
  ] {
    #expect(throws: TemplateError.self) { try render(source, ["x": .bool(true)]) }
  }
}

@Test("results that would fill the memory or take minutes are refused")
func bounds() throws {
  for source in [
    "{{ 'a' * 1000000000000 }}", "{{ 10 ** 100000000 }}", "{{ 'a'.center(1000000000000) }}",
    "{{ [1] * 1000000000000 }}", "{{ 'a'|indent(1000000000000) }}",
  ] {
    #expect(throws: TemplateError.self) { try render(source) }
  }
}

@Test("a text written in another file has its places there")
func placesInJobFile() throws {
  let library = TemplateLibrary { _ in nil }
  let template = try library.compile("{{ a }}\n {{ b }}", name: "jobs/x.yaml", line: 12, column: 9)
  #expect(template.names.map { [$0.line, $0.column] } == [[12, 12], [13, 5]])
  let error = #expect(throws: TemplateError.self) { try template.render(Scope([fields(["a": .integer(1)])])) }
  #expect(error?.description == "jobs/x.yaml:13:5: error: 'b' is not defined (did you mean 'a'?)" || error?.line == 13)
}
