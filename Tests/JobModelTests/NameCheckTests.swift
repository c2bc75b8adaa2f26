import JobModel
import Testing
import Values

/// A line with a name that nobody knows; `«` marks its place.
struct UnknownName: Sendable, CustomTestStringConvertible {
  let text: String
  let message: String

  init(_ text: String, _ message: String) { (self.text, self.message) = (text, message) }

  var testDescription: String { text }
}

@Suite("Names that no row can know are found before anything is rendered")
struct NameCheckTests {
  private static let head = "provider: vllm\nmodel: m\nvariables: {rows: [{keyword: basil}]}\n"

  private func check(_ text: String, templates: [String: String] = [:]) throws -> [Diagnostic] {
    let job = try Files(templates: templates).job(text)
    let log = DiagnosticLog()
    job.checkNames(variables: job.space.names, log: log)
    return log.list
  }

  private static func undefined(_ name: String, _ nearest: String?) -> String {
    "'\(name)' is undefined: no variable, and no reply up to here" + (nearest.map { " (did you mean '\($0)'?)" } ?? "")
  }

  static let cases: [UnknownName] = [
    UnknownName("messages: [{user: \"About {{ «keywrd }}\"}]", undefined("keywrd", "keyword")),
    UnknownName("messages: [{user: \"{{ «zebra }}\"}]", undefined("zebra", nil)),
    UnknownName("messages: [{user: \"{% if «draft %}x{% endif %}\"}]", undefined("draft", nil)),
    UnknownName(
      "messages: [{user: \"{{ «later }}\"}, {reply: first}, {user: b}, {reply: later}]", undefined("later", nil)),
    UnknownName("messages: [{user: \"{{ «transcript }}\"}]", undefined("transcript", nil)),
    UnknownName("key: \"{{ «now }}\"\nmessages: [{user: a}]", undefined("now", nil)),
    UnknownName("key: \"{{ «sampel }}\"\nmessages: [{user: a}]", undefined("sampel", nil)),
    UnknownName("output: {path: \"{{ «draft }}.md\"}\nmessages: [{user: a}]", undefined("draft", nil)),
    UnknownName("output: {body: \"{{ «drft }}\"}\nmessages: [{user: a}]", undefined("drft", "draft")),
    UnknownName(
      "output: {front_matter: {t: [{u: \"{{ «keywords }}\"}]}}\nmessages: [{user: a}]", undefined("keywords", "keyword")
    ),
    UnknownName("collect: {path: \"{{ «keyword }}.md\"}\nmessages: [{user: a}]", undefined("keyword", nil)),
  ]

  @Test("each at its place, with the nearest name", arguments: cases)
  func unknown(_ name: UnknownName) throws {
    let lines = name.text.split(separator: "\n")
    let line = try #require(lines.firstIndex { $0.contains("«") })
    let column = lines[line].unicodeScalars.prefix { $0 != "«" }.count + 1
    let said = try check(Self.head + name.text.replacing("«", with: "") + "\n")
    #expect(said == [Diagnostic(file: "jobs/articles.yaml", line: 4 + line, column: column, message: name.message)])
  }

  @Test("what each template may know is not reported")
  func known() throws {
    let said = try check(
      """
      provider: vllm
      model: m
      variables: {rows: [{keyword: basil}, {keyword: mint, extra: 1}], set: {site: example.com}}
      key: "{{ keyword }}{{ job }}"
      messages:
        - system: "{{ job }}{{ key }}{{ sample }}{{ today }}{{ now }}{{ site }}{{ extra }}"
        - user: "{{ transcript }}{% set mine = 1 %}{{ mine }}{% for x in [1] %}{{ x }}{{ loop.index }}{% endfor %}"
        - reply: outline
        - user: "{{ outline }}{{ transcript }}{{ maybe is defined }}{{ perhaps | default('no') }}"
        - reply: article
      output:
        path: "{{ keyword }}/{{ job }}/{{ key }}-{{ sample }}-{{ today }}.md"
        front_matter: {a: "{{ outline }}", b: ["{{ article }}"], now: "{{ now }}"}
        body: "{{ article }}{{ transcript }}"
      collect: {path: "{{ job }}-{{ today }}-{{ now }}.md", template: all.md}
      """, templates: ["all.md": "{{ job }}{% for item in items %}{{ item.key }}{% endfor %}"])
    #expect(said.isEmpty)
  }

  @Test("a name in a template file is told at its place there, once, however many messages use it")
  func inFile() throws {
    let said = try check(
      Self.head + "messages: [{user: {template: a.md}}, {reply: x}, {user: {template: a.md}}]\n",
      templates: ["a.md": "About\n  {{ keywrd }}\n{% include 'b.md' %}", "b.md": "{{ tonne }}"])
    #expect(said.map { "\($0.file):\($0.line):\($0.column)" } == ["templates/a.md:2:6", "templates/b.md:1:4"])
  }

  @Test("a variable or reply may not hide a name that means something else")
  func clashes() throws {
    #expect(
      try check("provider: vllm\nmodel: m\nvariables: {rows: [{today: 1, transcript: 2}]}\nmessages: [{user: a}]\n")
        .map(\.message)
        == [
          "a variable has the name 'today', which is one of galley's own; rename it",
          "a variable has the name 'transcript', which is one of galley's own; rename it",
        ])
    #expect(
      try check(Self.head + "messages: [{user: a}, {reply: keyword}]\n").map(\.message)
        == ["the reply 'keyword' has the name of a variable; rename one of them"])
  }
}
