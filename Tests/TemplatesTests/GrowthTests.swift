import Testing
import Values

@testable import Templates

/// What a template makes of replies that are not there yet, and of some that are.
private struct Comparison {
  private static let text = "Roots, leaves & stems"
  private static let entries = ["one", "two words", "three", "four"]

  let growth: Growth
  let stood: Int
  let became: Int

  init(_ source: String, files: [String: String] = [:]) throws {
    let library = TemplateLibrary { files[$0] }
    let template = try library.compile(source, name: "main")
    let known: KeyValuePairs<String, Value> = ["n": .integer(3), "word": .string("basil"), "t": .bool(true)]
    var scope = Scope([fields(known)])
    scope.set("reply", .unknown)
    scope.set("ideas", .unknown)
    let (text, growth) = try template.measure(scope)
    (self.growth, stood) = (growth, text.utf8.count)
    scope.set("reply", .string(Self.text))
    scope.set("ideas", .list(Self.entries.map { .string($0) }))
    became = try template.render(scope).utf8.count
  }

  /// The most bytes that it may have become.
  var most: Int {
    // As a list prints: with quotation marks and commas.
    let lengths = ["reply": Self.text.utf8.count, "ideas": Self.entries.reduce(2) { $0 + $1.utf8.count + 4 }]
    let parts = ["reply": Self.text.utf8.count, "ideas": Self.entries.count]
    return stood + growth.bytes + growth.mentions.reduce(0) { $0 + $1.value * lengths[$1.key, default: 0] }
      + growth.perPart.reduce(0) { $0 + $1.value * parts[$1.key, default: 0] }
  }
}

@Suite("How large a text becomes whose replies are still to come")
struct GrowthTests {
  @Test(
    "it is bounded, whatever stands around them",
    arguments: [
      "Along: {{ reply }}", "{{ reply }}{{ reply }} and {{ reply }}",
      "{% for i in range(20) %}{{ i }}: {{ reply }}\n{% endfor %}",
      "{{ 'Long before it ' ~ reply ~ ' and after' }}", "{{ reply | trim | upper }}", "{{ reply | heading }}",
      "{{ reply | truncate(14, true, ' and so on') }}", "{{ reply | default('nothing at all') }}",
      "{{ 'yes, of course' if reply else word }}", "{{ reply or 'otherwise' }}", "{{ reply + ', they said' }}",
      "{% if reply %}short{% elif t %}something longer{% else %}never{% endif %}",
      "{% if 'Roots' in reply %}a{% else %}a much longer text {{ word }}{% endif %}",
      "{% set both = reply ~ reply %}{{ both }}{{ both }}",
      "{% set text %}A: {{ reply }}{% endset %}{{ text }}{{ text }}",
      "{% filter upper %}Say {{ reply }} {{ word }}{% endfilter %}",
      "{% with inner = reply ~ '!' %}{{ inner }}{{ inner }}{% endwith %}", "{{ reply.split(',')[0] }}{{ reply[0:4] }}",
      "{{ reply | length }}{{ reply | wordcount }}", "{{ reply is none }}{{ not reply }}{{ reply == 'a' }}",
      "{% for idea in ideas %}{{ loop.index }}. {{ idea }}\n{% endfor %}",
      "{% for idea in ideas %}- {{ idea }}: {{ idea | upper }} {{ word }}\n{% else %}There are none at all.{% endfor %}",
      "{% for idea in ideas %}{{ idea }}{% if not loop.last %}, {% endif %}{% endfor %}",
      "{% for idea in ideas if idea != 'one' %}{{ idea ~ ' (' ~ word ~ ')' }}{% endfor %}",
      "{{ ideas | join(' -- ') }}", "{{ ideas }}", "{{ ideas | first }}{{ ideas[1] }}", "{{ ideas | tojson }}",
      "{{ reply | indent(8) }}",
      "{% for idea in ideas %}{% for part in idea.split() %}<{{ part }}>{% endfor %};{% endfor %}",
      "{% for letter in reply %}[{{ letter }}]{% endfor %}", "{% include 'part' %}",
    ])
  func bounded(_ source: String) throws {
    let comparison = try Comparison(source, files: ["part": "In a part: {{ reply }} {{ word }}"])
    #expect(comparison.growth.unbounded == nil)
    #expect(comparison.became <= comparison.most, "\(comparison.became) bytes, and \(comparison.most) were the most")
  }

  @Test("each mention is counted once, so that the bound is of use")
  func exact() throws {
    let growth = try Comparison("{% for i in range(20) %}{{ reply }}{% endfor %}{{ ideas }}").growth
    #expect((growth.mentions, growth.bytes, growth.perPart) == (["reply": 20, "ideas": 1], 0, [:]))
    #expect(try Comparison("{{ word }} and nothing else").growth.isNothing)
  }

  @Test(
    "where nothing bounds it the place is named",
    arguments: [
      ("x\n {{ reply | replace('a', word) }}", 2, 13), ("{{ reply | map('upper') | join }}", 1, 12),
      ("{% for idea in ideas %}{{ reply }}{% endfor %}", 1, 27), ("{{ reply * n }}", 1, 4),
      ("{{ '%s' % reply }}", 1, 4), ("{{ [reply, reply] }}", 1, 4),
      ("{% set x = [reply] %}{{ x[0] }}", 1, 25), ("{% for idea in ideas %}{{ ideas }}{% endfor %}", 1, 27),
    ])
  func unbounded(_ source: String, _ line: Int, _ column: Int) throws {
    let place = try #require(try Comparison(source).growth.unbounded)
    #expect(place.template == "main")
    #expect((place.line, place.column) == (line, column))
  }
}
