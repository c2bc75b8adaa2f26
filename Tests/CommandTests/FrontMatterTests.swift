import CommandSupport
import Testing

@Suite("Front matter", .aFewAtOnce)
struct FrontMatterTests {
  @Test("front matter keeps types: dates, lists, numbers and booleans stay what they are")
  func frontMatter() async throws {
    try await withWorkspace { workspace, _ in
      try workspace.job(
        "x",
        """
        variables: {rows: [{rank: 7, tags: [a, b], live: true, code: "007"}]}
        messages: [{user: Hello}]
        output:
          path: x.md
          front_matter:
            date: "{{ today }}"
            rank: "{{ rank }}"
            tags: "{{ tags }}"
            live: "{{ live }}"
            code: "{{ code }}"
            text: "No. {{ rank }}"
        """)
      try await workspace.run()
      let draft = try workspace.draft("x.md")
      let date = try #require(draft.source("date"))
      #expect(date.wholeMatch(of: /\d{4}-\d{2}-\d{2}/) != nil)
      #expect(draft.source("rank") == "7")
      #expect(draft.source("live") == "true")
      #expect(draft.source("code") != "007")
      #expect(draft.text("code") == "007")
      #expect(draft.text("text") == "No. 7")
      #expect(draft.frontMatter.joined(separator: "\n").contains(/tags:\s*(\[a, b\]|\n\s*- a\n\s*- b)/))
    }
  }

  static let titles = [
    "plain", "with: a colon", "\"quoted\"", "it's", "yes", "null", "~", "2026-11-23", "1e3", "0o17", "back\\slash",
    "# hash",
    "- dash", "a\ttab", "🌿 basil", "{braces}", "[brackets]", "*star", "&anchor", "@at", "%percent", "trailing ",
    " leading",
    "two\nlines", "---", "", "ünïcödé",
  ]

  @Test("front matter keeps every hostile title: galley reads it back as it was")
  func hostileTitles() async throws {
    try await withWorkspace { workspace, _ in
      let rows = Self.titles.enumerated().map { JSON.object(["n": .number(Double($0)), "title": .string($1)]) }
      try workspace.write("data/titles.json", try JSON.array(rows).text())
      try workspace.job(
        "first",
        """
        variables: {file: ../data/titles.json}
        key: "{{ n }}"
        messages: [{user: "{{ n }}"}]
        output:
          path: "first/{{ n }}.md"
          front_matter: {n: "{{ n }}", title: "{{ title }}"}
        """)
      try await workspace.run()

      // A mapping between its fences, read by the program itself as data of a second job.
      for number in Self.titles.indices {
        let lines = try workspace.draft("first/\(number).md").frontMatter
        try workspace.write("data/back/\(number).yaml", "- \(lines.joined(separator: "\n  "))\n")
      }
      try workspace.job(
        "second",
        """
        variables: {file: "../data/back/*.yaml"}
        key: "{{ n }}"
        messages: [{user: "{{ n }}"}]
        output: {path: "second/{{ n }}.md", body: "<{{ title }}>{% if title is string %} a text{% endif %}"}
        """)
      try await workspace.run("second")
      for (number, title) in Self.titles.enumerated() {
        #expect(try workspace.read("output/second/\(number).md").trimmed == "<\(title)> a text")
      }
    }
  }
}
