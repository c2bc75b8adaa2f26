import Testing
import Values

@testable import Templates

/// The names that a template expects, with a `?` behind those that may be missing.
private func names(_ source: String, files: [String: String] = [:]) throws -> [String] {
  try TemplateLibrary { files[$0] }.compile(source, name: "main").names.map { $0.name + ($0.guarded ? "?" : "") }
}

@Test(
  "names that must come from outside are told from those that are set inside or may be missing",
  arguments: [
    ("{{ a }}{{ b.c }}{{ a }}", ["a", "b"]),
    ("{% set a = 1 %}{{ a }}", []),
    ("{{ a }}{% set a = 1 %}{{ a }}", ["a"]),
    ("{% set a = a %}", ["a"]),
    ("{% for x in xs %}{{ x }}{{ loop.index }}{% endfor %}{{ x }}", ["xs", "x"]),
    ("{% for a, (b, c) in xs if b %}{{ a }}{{ c }}{% endfor %}", ["xs"]),
    ("{% for x in xs %}{% set y = x %}{{ y }}{% endfor %}{{ y }}", ["xs", "y"]),
    ("{% with a = b %}{{ a }}{% endwith %}{{ a }}", ["b", "a"]),
    ("{% set a %}{{ b }}{% endset %}{{ a }}", ["b"]),
    ("{{ range(3) }}{{ dict() }}{{ namespace() }}", []),
    ("{{ a|default('x') }}{{ b|d }}{{ c.d|default('x') }}", ["a?", "b?", "c"]),
    ("{{ a is defined }}{{ b is not defined }}", ["a?", "b?"]),
    ("{% if a is defined %}{{ a }}{% endif %}", ["a?"]),
    ("{% if a is defined %}{% else %}{{ a }}{% endif %}", ["a"]),
    ("{% if a is not defined %}{% else %}{{ a }}{% endif %}", ["a?"]),
    ("{% if a is undefined %}{% elif a > 1 %}{{ a }}{% endif %}", ["a?"]),
    ("{% if a is defined and a > 1 %}{{ a }}{% endif %}", ["a?"]),
    ("{% if a is not defined or a > 1 %}x{% endif %}", ["a?"]),
    ("{% if a is defined or b %}{{ a }}{% endif %}", ["a", "b"]),
    ("{{ a if a is defined else b }}", ["a?", "b"]),
    ("{{ a|default('x') }}{{ a }}", ["a"]),
    ("{% if c %}{% set a = 1 %}{% endif %}{{ a }}", ["c", "a?"]),
    ("{% if c %}{% set a = 1 %}{% else %}{% set a = 2 %}{% endif %}{{ a }}", ["c"]),
    ("{% set ns.a = 1 %}", ["ns"]),
    ("{% filter replace(a, b) %}{{ c }}{% endfilter %}", ["c", "a", "b"]),
    ("{{ f(a, *b, c=d, **e) }}", ["f", "a", "d", "b", "e"]),
  ] as [(String, [String])])
func freeNames(source: String, expected: [String]) throws {
  #expect(try names(source) == expected)
}

@Test("the names of included templates count, but for those that are set around the include")
func includedNames() throws {
  let files = ["p": "{{ a }}{{ b }}{{ c|default('') }}"]
  #expect(try names("{% set a = 1 %}{% include 'p' %}", files: files) == ["b", "c?"])
  #expect(try names("{% if b is defined %}{% include 'p' %}{% endif %}", files: files) == ["b?", "a", "b?", "c?"])
  let use = try TemplateLibrary { files[$0] }.compile("{% include 'p' %}", name: "main").names[1]
  #expect(use == NameUse(name: "b", template: "p", line: 1, column: 11, guarded: false))
}
