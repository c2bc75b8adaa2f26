import CommandSupport
import Testing

@Suite("Lists and what is collected from them", .aFewAtOnce)
struct ListTests {
  static let job = """
    variables: {rows: [{theme: soil}, {theme: light}]}
    key: "{{ theme }}"
    messages:
      - user: "Two ideas on {{ theme }}"
      - reply: {name: ideas, as: list}
    """

  static let forms: [String: String] = [
    "numbered": "1. First idea\n2. Second idea\n",
    "numbered with brackets": "1) First idea\n2) Second idea",
    "dashes": "- First idea\n- Second idea",
    "stars": "* First idea\n* Second idea",
    "bold": "1. **First idea**\n2. **Second idea**",
    "quoted": "1. \"First idea\"\n2. \"Second idea\"",
    "chatter": "Sure! Here are two ideas:\n\n1. First idea\n2. Second idea\n\nLet me know if you want more.",
    "JSON": "[\"First idea\", \"Second idea\"]",
    "blank lines between": "1. First idea\n\n2. Second idea",
  ]

  @Test("a list becomes a draft of bullets, however the model wrote it", arguments: forms.keys.sorted())
  func bullets(_ form: String) async throws {
    let text = try #require(Self.forms[form])
    try await withWorkspace {
      .reply(text, to: $0)
    } _: { workspace, _ in
      try workspace.job("ideas", Self.job)
      try await workspace.run()
      #expect(try workspace.read("output/ideas/soil.md").trimmed == "- First idea\n- Second idea")
    }
  }

  static func answer(_ ask: Ask) -> Answer {
    let theme = ask.prompt.split(separator: " ").last ?? ""
    return .reply("1. \(theme) one\n2. \(theme) two", to: ask)
  }

  @Test("entries are a list in later templates")
  func inTemplates() async throws {
    try await withWorkspace {
      Self.answer($0)
    } _: { workspace, _ in
      try workspace.job(
        "ideas", Self.job + "\noutput: {body: \"{% for i in ideas %}{{ loop.index }}: {{ i }};{% endfor %}\"}\n")
      try await workspace.run()
      #expect(try workspace.read("output/ideas/soil.md").trimmed == "1: soil one;2: soil two;")
    }
  }

  @Test("collect makes one file of all entries, in the order of the items, and keeps up with new rows")
  func collects() async throws {
    try await withWorkspace {
      Self.answer($0)
    } _: { workspace, standIn in
      try workspace.job("ideas", Self.job + "\ncollect: {path: all.md}\n")
      try await workspace.run()
      #expect(try workspace.read("output/all.md").trimmed == "- soil one\n- soil two\n- light one\n- light two")

      try workspace.change("jobs/ideas.yaml", "{theme: soil}, ", to: "{theme: water}, {theme: soil}, ")
      try await workspace.run()
      #expect(
        try workspace.read("output/all.md").trimmed
          == "- water one\n- water two\n- soil one\n- soil two\n- light one\n- light two")
      #expect(standIn.count == 3)

      let drafts = try workspace.drafts()
      try workspace.remove("output/all.md")
      try await workspace.run()
      #expect(try workspace.drafts() == drafts)
      #expect(standIn.count == 3)
    }
  }

  @Test("a sentence is no list: the item fails, and its words are in no collected file")
  func noList() async throws {
    try await withWorkspace {
      $0.prompt.contains("soil") ? .reply("I cannot help with that.", to: $0) : Self.answer($0)
    } _: { workspace, standIn in
      try workspace.job("ideas", Self.job)
      let run = try await workspace.run(exit: 1)
      #expect(run["jobs"][0]["failed"] == 1)
      #expect(!workspace.exists("output/ideas/soil.md"))

      // The model says the same to the same question only as long as nobody asks again.
      standIn.answer { Self.answer($0) }
      try await workspace.run("--retry-failed")
      #expect(try workspace.read("output/ideas/soil.md").trimmed == "- soil one\n- soil two")
    }
  }

  @Test("a collected file that cannot be made ends the run with 1 and is told in status")
  func brokenCollection() async throws {
    try await withWorkspace {
      Self.answer($0)
    } _: { workspace, _ in
      try workspace.write(
        "templates/all.md", "{% for item in items %}{{ 1 // (item.entries | length - 2) }}{% endfor %}\n")
      try workspace.job("ideas", Self.job + "\ncollect: {path: all.md, template: all.md}\n")
      let ended = try await workspace.galley("run")
      #expect(ended.exit == 1, "\(ended.testDescription)")
      #expect(ended.errors.contains("templates/all.md:1"))
      let status = try await workspace.galley("status", "--json")
      #expect(try status.json()["jobs"][0]["failures"][0]["key"] == "collect")
    }
  }

  @Test("collect's template sees each item with its variables, key, replies and entries")
  func template() async throws {
    try await withWorkspace {
      Self.answer($0)
    } _: { workspace, _ in
      try workspace.write(
        "templates/all.md",
        """
        {% for item in items %}
        ## {{ item.theme }} ({{ item.key }}, {{ item.ideas | length }})
        {% for entry in item.entries %}
        * {{ entry }}
        {% endfor %}
        {% endfor %}
        """)
      try workspace.job("ideas", Self.job + "\ncollect: {path: lists/all.md, template: all.md}\n")
      try await workspace.run()
      #expect(
        try workspace.read("output/lists/all.md").trimmed == """
          ## soil (soil, 2)
          * soil one
          * soil two
          ## light (light, 2)
          * light one
          * light two
          """)
    }
  }

  @Test("a collected file that a person edited is left alone; the new one goes beside it")
  func editedCollection() async throws {
    try await withWorkspace {
      Self.answer($0)
    } _: { workspace, _ in
      try workspace.job("ideas", Self.job + "\ncollect: {path: all.md}\n")
      try await workspace.run()
      try workspace.append("output/all.md", "- one of mine\n")
      let mine = try workspace.read("output/all.md")
      try workspace.change("jobs/ideas.yaml", "{theme: light}", to: "{theme: light}, {theme: water}")
      try await workspace.run()
      #expect(try workspace.read("output/all.md") == mine)
      #expect(try workspace.read("output/all.new.md").contains("- water two"))
    }
  }
}
