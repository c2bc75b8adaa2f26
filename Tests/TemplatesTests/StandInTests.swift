import Testing
import Values

@testable import Templates

private func rehearse(_ source: String, files: [String: String] = [:]) throws -> String {
  try render(source, ["reply": .unknown, "xs": .list([.integer(1), .integer(2)]), "t": .bool(true)], files: files)
}

@Test(
  "a reply that is not there yet takes everything, and prints as nothing",
  arguments: [
    "reply", "reply.title", "reply[0].x", "reply['a']", "reply[1:2]", "reply()", "reply.split('\\n')", "reply|upper",
    "reply|heading", "reply|whole_sentences|truncate(100)", "reply|length", "reply|int + 1", "reply + 1", "1 / reply",
    "-reply", "reply ~ 'x'", "'x' ~ reply", "reply == 1", "1 < reply", "reply in xs", "1 in reply", "not reply",
    "reply and 1", "reply or 0", "'a' if reply else 'b'", "reply is none", "reply.x is defined", "reply|default('x')",
    "reply|default('x', true)", "xs|join(reply)", "[reply, 'a']|join", "[reply]", "{'a': reply}", "{reply: 1}",
    "{'a': reply}|tojson", "reply|map('upper')|list", "xs|map('replace', reply, '')|list", "[reply]|sort",
    "[reply, 1]|sort", "[reply, 1]|unique|list", "(reply|list)[5]", "reply|first|first", "(reply ~ 'x')[10].y",
    "range(reply)|list|last", "'%d' % reply", "'{:d}'.format(reply)", "reply|date('%Y')", "reply|selectattr('a')|list",
    "[reply]|map(attribute='a')|first", "xs[reply]", "xs[reply:]", "reply|dictsort|first", "reply.items()|list",
    "dict(a=reply)|tojson", "1 <= reply <= 3", "[reply]|select('odd')|first", "reply|batch(2)|first|first",
  ])
func takesEverything(expression: String) throws {
  #expect(try rehearse("<{{ \(expression) }}>") == "<>")
}

@Test("both sides of a condition on it are checked")
func bothBranches() throws {
  #expect(throws: TemplateError.self) { try rehearse("{% if reply %}{{ missing }}{% endif %}") }
  #expect(throws: TemplateError.self) { try rehearse("{% if reply %}{% else %}{{ missing }}{% endif %}") }
  #expect(throws: TemplateError.self) { try rehearse("{% if reply %}{% elif t %}{{ missing }}{% endif %}") }
  #expect(throws: TemplateError.self) { try rehearse("{{ 1 if reply else missing.x }}") }
  #expect(try rehearse("{% if reply %}{% elif t %}{% else %}{{ missing }}{% endif %}") == "")
  #expect(try rehearse("{% if reply %}a{% else %}b{% endif %}") == "a")
}

@Test("a loop over it is run once, and its else as well")
func loops() throws {
  #expect(try rehearse("{% for x in reply %}<{{ x.a }}{{ loop.index }}>{% else %}none{% endfor %}") == "<>")
  #expect(throws: TemplateError.self) { try rehearse("{% for x in reply %}{{ missing }}{% endfor %}") }
  #expect(throws: TemplateError.self) { try rehearse("{% for x in reply %}{{ loop.indx }}{% endfor %}") }
  #expect(throws: TemplateError.self) { try rehearse("{% for x in reply %}{% else %}{{ missing }}{% endfor %}") }
  #expect(try rehearse("{% for a, b in reply %}{{ a }}{{ b }}{% endfor %}") == "")
  #expect(try rehearse("{% for x in reply if x.y > 3 %}{{ x }}{% endfor %}") == "")
  #expect(try rehearse("{% for x in xs if x > reply %}{{ x }}{% endfor %}") == "")
  #expect(try rehearse("{% for x in reply recursive %}{{ loop(x.c) }}{% endfor %}") == "")
}

@Test("what is certain whatever the reply says stays certain")
func certain() throws {
  #expect(try rehearse("{% if reply and false %}{{ missing }}{% endif %}") == "")
  #expect(try rehearse("{% if reply or t %}a{% else %}{{ missing }}{% endif %}") == "a")
  #expect(try rehearse("{% if reply is defined %}a{% else %}{{ missing }}{% endif %}") == "a")
  #expect(try rehearse("{{ [reply, 1]|length }}{{ [reply, 1]|last }}") == "21")
  #expect(try rehearse("{{ 'x'|default(reply) }}") == "x")
}

@Test("what is set under a condition on it is unknown afterwards, and never missing")
func assignments() throws {
  #expect(try rehearse("{% if reply %}{% set x = 1 %}{% endif %}<{{ x }}>") == "<>")
  #expect(try rehearse("{% set x = 1 %}{% if reply %}{% set x = 2 %}{% endif %}{{ x }}") == "")
  #expect(try rehearse("{% if reply %}{% else %}{% set x = 1 %}{% endif %}{{ x / 0 }}") == "")
  #expect(try rehearse("{% if reply %}{% set x = 1 %}{% else %}{{ x is defined }}{% endif %}") == "")
  #expect(
    try rehearse("{% set ns = namespace(n=0) %}{% for x in reply %}{% set ns.n = 1 %}{% endfor %}{{ 1 / ns.n }}") == "")
  #expect(try rehearse("{% set x %}a{{ reply }}{% endset %}{{ x[5] }}{{ x }}") == "")
  #expect(try rehearse("{% set a, b = reply %}{{ a }}{{ b }}") == "")
  #expect(try rehearse("{% filter int %}{{ reply }}{% endfilter %}") == "")
}

@Test("an include by a name from it is left out")
func includes() throws {
  #expect(try rehearse("a{% include reply %}b") == "ab")
  #expect(try rehearse("{% if reply %}{% include 'p' %}{% endif %}", files: ["p": "x"]) == "x")
}
