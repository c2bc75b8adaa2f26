import CommandSupport
import Testing

@Suite("Values reach the prompt as they were written", .aFewAtOnce)
struct ValueTests {
  static let yaml = [
    "NO", "on", "1.10", "007", "0o17", "2026-11-23", "1e3", "~", "null", "12:30:45", "1_000", "12345678901234567890",
    "0x1F",
    "+1", ".5", "yes", "True", "false", ".inf", "2026-11-23T12:30:45Z",
  ]
  static let json = ["1.10", "1e3", "12345678901234567890", "-0.0", "true", "1E+2", "0.1000"]

  static let job = "messages: [{user: \"<{{ v }}>\"}]\noutput: {path: \"x/{{ n }}.md\"}\n"

  /// Runs a job and gives what stood between the brackets of its prompts.
  static func prompted(_ workspace: Workspace, _ standIn: StandIn) async throws -> Set<String> {
    try await workspace.run()
    return Set(standIn.prompts.map { String($0.dropFirst().dropLast()) })
  }

  @Test("rows in the job")
  func inline() async throws {
    try await withWorkspace { workspace, standIn in
      let rows = Self.yaml.enumerated().map { "    - {n: \($0), v: \($1)}\n" }.joined()
      try workspace.job("x", "variables:\n  rows:\n\(rows)\(Self.job)")
      #expect(try await Self.prompted(workspace, standIn) == Set(Self.yaml))
    }
  }

  @Test("a YAML file")
  func file() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.write("data/v.yaml", Self.yaml.enumerated().map { "- n: \($0)\n  v: \($1)\n" }.joined())
      try workspace.job("x", "variables: {file: ../data/v.yaml}\n\(Self.job)")
      #expect(try await Self.prompted(workspace, standIn) == Set(Self.yaml))
    }
  }

  @Test("matrix, zip and set", arguments: ["matrix: {v: [LIST]}", "zip: {v: [LIST], n: [NUMBERS]}"])
  func lists(_ source: String) async throws {
    try await withWorkspace { workspace, standIn in
      let values = Self.yaml.filter { $0 != "~" }  // the same value as null: two rows of one key
      let source = source.replacing("LIST", with: values.joined(separator: ", "))
        .replacing("NUMBERS", with: values.indices.map(String.init).joined(separator: ", "))
      let job = Self.job.replacing("{{ v }}", with: "{{ v }} {{ s }}").replacing(
        "path: \"x/{{ n }}.md\"", with: "body: x")
      try workspace.job("x", "variables:\n  \(source)\n  set: {s: 1.10}\n\(job)")
      #expect(try await Self.prompted(workspace, standIn) == Set(values.map { "\($0) 1.10" }))
    }
  }

  @Test("numbers of JSON and JSON Lines", arguments: ["json", "jsonl"])
  func json(_ kind: String) async throws {
    try await withWorkspace { workspace, standIn in
      let rows = Self.json.enumerated().map { "{\"n\": \($0), \"v\": \($1)}" }
      try workspace.write(
        "data/v.\(kind)", kind == "json" ? "[\(rows.joined(separator: ",\n"))]" : rows.joined(separator: "\n"))
      try workspace.job("x", "variables: {file: ../data/v.\(kind)}\n\(Self.job)")
      #expect(try await Self.prompted(workspace, standIn) == Set(Self.json))
    }
  }

  static let cells =
    yaml + [" spaced ", "a \"quoted\" word", "two\nlines", "a,b", "=1+1", "{{ v }}", "{% if %}", "ünï 🌿"]

  @Test("cells of CSV and TSV, with a byte-order mark, CRLF, quotes and line breaks", arguments: ["csv", "tsv"])
  func cells(_ kind: String) async throws {
    try await withWorkspace { workspace, standIn in
      let separator = kind == "csv" ? "," : "\t"
      let rows = Self.cells.enumerated().map { "\($0)\(separator)\"\($1.replacing("\"", with: "\"\""))\"\r\n" }
      try workspace.write("data/v.\(kind)", "\u{FEFF}n\(separator)v\r\n" + rows.joined())
      try workspace.job("x", "variables: {file: ../data/v.\(kind)}\n\(Self.job)")
      #expect(try await Self.prompted(workspace, standIn) == Set(Self.cells))
    }
  }

  @Test("values count as what YAML 1.2 says they are")
  func kinds() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.write(
        "templates/kinds.md",
        """
        {% if a %}true{% else %}false{% endif %} {% if b %}true{% else %}false{% endif %} {{ c > 1.05 }} {{ d is string }} \
        {{ e is none }} {{ f is none }} {{ g + 1 }}
        """)
      try workspace.job(
        "x",
        """
        variables:
          rows: [{a: false, b: "false", c: 1.10, d: NO, e: ~, f: "~", g: 0o17}]
        messages: [{user: {template: kinds.md}}]
        """)
      try await workspace.run()
      #expect(standIn.prompts == ["false true True True True False 16"])
    }
  }

  @Test("sources multiply; `set` and `exclude` come last; a glob reads its files in order")
  func sources() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.write("data/1.csv", "herb\nbasil\n")
      try workspace.write("data/2.csv", "herb\nmint\n")
      try workspace.job(
        "x",
        """
        variables:
          file: "../data/*.csv"
          matrix: {language: [en, de]}
          zip: {city: [Oslo, Bergen], code: ["0150", "5003"]}
          set: {site: example.com}
          exclude: [{language: de, city: Oslo}]
        messages: [{user: "{{ herb }} {{ language }} {{ city }} {{ code }} {{ site }}"}]
        """)
      try await workspace.run()
      let wanted = ["basil", "mint"].flatMap { herb in
        ["en Oslo 0150", "en Bergen 5003", "de Bergen 5003"].map { "\(herb) \($0) example.com" }
      }
      #expect(standIn.prompts.sorted() == wanted.sorted())
    }
  }

  @Test("a job without sources has one item")
  func noSources() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.job("x", "variables: {set: {a: 1}}\nmessages: [{user: \"{{ a }}\"}]\n")
      try await workspace.run()
      #expect(standIn.prompts == ["1"])
    }
  }
}
