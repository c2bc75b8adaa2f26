import BigInt
import OrderedCollections
import Testing
import Values

@testable import Templates

private func source(_ text: String, _ meaning: Value) -> Value { .source(text: text, meaning: meaning) }

@Test(
  "a scalar of a file prints as it stands there and counts as what it means",
  arguments: [
    ("{{ v }}", "1.10"), ("{{ v ~ '!' }}", "1.10!"), ("{{ v + 1 }}", "2.1"), ("{{ v == 1.1 }}", "True"),
    ("{{ v == '1.10' }}", "False"), ("{{ v < 2 }}", "True"), ("{{ [v] }}", "[1.1]"), ("{{ [v]|join }}", "1.10"),
    ("{{ [v]|first }}", "1.10"), ("{{ v|string }}", "1.10"), ("{{ v|float }}", "1.1"), ("{{ v|tojson }}", "1.1"),
    ("{{ v is number }}", "True"), ("{{ v is string }}", "False"), ("{{ v|default('x') }}", "1.10"),
    ("{% set w = v %}{{ w }}", "1.10"), ("{% for x in [v] %}{{ x }}{% endfor %}", "1.10"), ("{{ {'a': v}.a }}", "1.10"),
    ("{{ [2, v]|sort|first }}", "1.10"), ("{{ v if v else 'x' }}", "1.10"), ("{{ v|replace('.', ',') }}", "1,10"),
    ("{{ off }}{% if off %}yes{% else %}no{% endif %}", "falseno"), ("{{ nothing }}{{ nothing is none }}", "~True"),
    ("{{ zeros }}{{ zeros == 7 }}", "007True"), ("{{ huge }}", "12345678901234567890"), ("{{ octal + 0 }}", "15"),
    ("{{ v is in [1.1] }}{{ {1.1: 'a'}[v] }}", "Truea"), ("{{ '%s %.1f' % (v, v) }}", "1.10 1.1"),
    ("{{ xs[one] }}", "b"),
  ])
func sources(template: String, expected: String) throws {
  let output = try render(
    template,
    [
      "v": source("1.10", .float(1.1)), "off": source("false", .bool(false)), "nothing": source("~", .none),
      "zeros": source("007", .integer(7)),
      "huge": source("12345678901234567890", .bigInteger(BigInt(12_345_678_901_234_567_890 as UInt64))),
      "octal": source("0o17", .integer(15)), "one": source("0x1", .integer(1)),
      "xs": .list([.string("a"), .string("b")]),
    ])
  #expect(output == expected)
}

@Test(
  "moments print as ISO 8601, have parts, count as their text, and the filter date reads and writes them",
  arguments: [
    ("{{ today }} {{ now }}", "2026-11-23 2026-11-23T17:51:11Z"), ("{{ now.year }}-{{ now.hour }}", "2026-17"),
    ("{{ today > '2026-01-31' }}{{ today == '2026-11-23' }}", "TrueTrue"), ("{{ today[:4] }}", "2026"),
    ("{{ now|date }}", "2026-11-23"), ("{{ now|date('%d %B %Y, %H:%M') }}", "23 November 2026, 17:51"),
    ("{{ '2026-02-03'|date('%-d.%-m.%y %A') }}", "3.2.26 Tuesday"),
    ("{{ '2026-11-23T23:30:00-02:00'|date }}", "2026-11-24"),
    ("{{ today.strftime('%j') }}", "327"), ("{{ [today] }}", "['2026-11-23']"),
    ("{{ today|tojson }}", "\"2026-11-23\""),
    ("{{ today ~ '' }}{{ today|replace('-', '') }}", "2026-11-2320261123"),
    ("{{ '2026-11-23 08:00'|date('%H') }}", "08"),
    ("{{ now.isoformat() }}", "2026-11-23T17:51:11Z"), ("{{ today.split('-')[1] }}", "11"),
  ])
func moments(template: String, expected: String) throws {
  let now = Moment(secondsSinceEpoch: 1_795_456_271, precision: .second)
  #expect(try render(template, ["now": .moment(now), "today": .moment(now.day)]) == expected)
}

@Test("what is no date, or no date format, is said so")
func wrongDates() throws {
  #expect(try failure("{{ 'soon'|date }}").message.hasPrefix("'soon' is no date"))
  #expect(try failure("{{ '2026-02-30'|date }}").message.hasPrefix("'2026-02-30' is no date"))
  #expect(try failure("{{ '2026-02-03'|date('%Q') }}").message.contains("'%Q'"))
}

@Test("values are data: marks in them are never rendered")
func data() throws {
  let text = "{{ title }} {% include 'x' %} {# c #}"
  #expect(try render("{{ v }}{{ v|upper|lower|list|join }}", ["v": .string(text)]) == text + text)
}

@Test("a template that is one expression keeps the type of its value")
func evaluate() throws {
  func evaluate(_ source: String) throws -> Value {
    let scope = Scope([fields(["n": .integer(3), "xs": .list([.integer(1)]), "reply": .unknown])])
    return try TemplateLibrary { _ in nil }.compile(source, name: "main").evaluate(scope)
  }
  #expect(try areEqual(try evaluate("{{ n }}"), .integer(3)))
  #expect(try areEqual(try evaluate("{{ xs + [2] }}"), .list([.integer(1), .integer(2)])))
  #expect(try areEqual(try evaluate("{{ xs|map('string')|list }}"), .list([.string("1")])))
  #expect(try areEqual(try evaluate("{{ xs|map('string') }}"), .list([.string("1")])))
  #expect(try areEqual(try evaluate("{{ range(2) }}"), .list([.integer(0), .integer(1)])))
  #expect(try areEqual(try evaluate("{{ n }}!"), .string("3!")))
  #expect(try areEqual(try evaluate(" {{ n }}"), .string(" 3")))
  #expect(try areEqual(try evaluate(""), .string("")))
  if case .unknown = try evaluate("{{ reply.x }}") {} else { Issue.record("the stand-in is lost") }
  #expect(throws: TemplateError.self) { try evaluate("{{ missing }}") }
  #expect(throws: TemplateError.self) { try evaluate("{{ range }}") }
}

@Test("what is set on a scope stands before its layers, and the first layer before the second")
func scopes() throws {
  var scope = Scope([fields(["a": .integer(1), "b": .integer(2)]), fields(["b": .integer(3), "c": .integer(4)])])
  scope.set("a", .integer(5))
  scope.set("d", .integer(6))
  scope.set("d", .integer(7))
  let template = try TemplateLibrary { _ in nil }.compile("{{ a }}{{ b }}{{ c }}{{ d }}", name: "main")
  #expect(try template.render(scope) == "5247")
  #expect(scope.names == ["d", "a", "b", "c"])
}

@Test("a template is rendered from many threads at once")
func manyThreads() async throws {
  let source =
    "{% set ns = namespace(x=0) %}{% for i in range(9) %}{% set ns.x = ns.x + i %}{% endfor %}{{ ns.x }}{{ n }}"
  let template = try TemplateLibrary { _ in nil }.compile(source, name: "main")
  try await withThrowingTaskGroup(of: Bool.self) { group in
    for n in 0..<200 {
      group.addTask { try template.render(Scope([fields(["n": .integer(n)])])) == "36\(n)" }
    }
    for try await isRight in group { #expect(isRight) }
  }
}
