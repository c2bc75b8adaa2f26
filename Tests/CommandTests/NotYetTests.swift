import CommandSupport
import Testing

/// What CONTRACT names and no part of the program does yet must be refused by name: ignored, it would cost somebody money.
@Suite("What does not stand yet", .aFewAtOnce)
struct NotYetTests {
  /// Each key with a job that uses it.
  static let keys: [(name: String, job: String)] = [
    ("fallback", "fallback: [{provider: ollama, model: a}]"),
    ("job", "variables: {job: other}"),
    ("json", "messages: [{user: Hello}, {reply: {name: a, as: json}}]"),
    ("schema", "messages: [{user: Hello}, {reply: {name: a, schema: {type: object}}}]"),
    ("checks", "checks: {words: {min: 600}}"),
    ("on_fail", "on_fail: {then: review}"),
    ("unique", "collect: {path: all.md, unique: 0.85}"),
    ("continue", "settings: {on_length: continue}"),
    ("stall", "limits: {stall: 60s}"),
    ("anthropic", "provider: anthropic"),
    ("openai-responses", "provider: openai-responses"),
  ]

  @Test("a key or value of a job is refused by name, with its place", arguments: keys.map(\.name))
  func key(_ name: String) async throws {
    let job = try #require(Self.keys.first { $0.name == name }?.job)
    try await withWorkspace { workspace, standIn in
      try workspace.job("x", job.contains("messages") ? job : "\(job)\nmessages: [{user: Hello}]\n")
      let ended = try await workspace.galley("run")
      #expect(ended.exit == 65, "\(ended.testDescription)")
      #expect(Self.refusals(ended, in: "jobs/x.yaml").contains { $0.contains(name) }, "\(ended.testDescription)")
      #expect(standIn.count == 0)
    }
  }

  /// The messages of all errors about a file.
  private static func refusals(_ ended: Ended, in file: String) -> [Substring] {
    ended.errors.split(separator: "\n").compactMap { line in
      guard line.hasPrefix("\(file):"), let error = line.firstRange(of: ": error: ") else { return nil }
      return line[error.upperBound...]
    }
  }

  static let settings: [(name: String, lines: String)] = [
    ("stream", "providers: {mine: {api: chat, base_url: URL, stream: true}}"),
    ("responses", "providers: {mine: {api: responses, base_url: URL}}"),
    ("messages", "providers: {mine: {api: messages, base_url: URL}}"),
    ("stall", "providers: {mine: {api: chat, base_url: URL, limits: {stall: 60s}}}"),
    ("checks", "providers: {mine: {api: chat, base_url: URL}}\ndefaults: {checks: {words: {min: 600}}}"),
  ]

  @Test("a key or value of galley.yaml is refused by name, with its place", arguments: settings.map(\.name))
  func setting(_ name: String) async throws {
    let lines = try #require(Self.settings.first { $0.name == name }?.lines)
    try await withWorkspace { workspace, standIn in
      try workspace.articles(1)
      try workspace.change("jobs/articles.yaml", "variables:", to: "provider: mine\nmodel: a\nvariables:")
      try workspace.write("galley.yaml", lines.replacing("URL", with: "\"\(standIn.baseURL)\"") + "\n")
      let ended = try await workspace.galley("run")
      #expect([65, 78].contains(ended.exit), "\(ended.testDescription)")
      #expect(Self.refusals(ended, in: "galley.yaml").contains { $0.contains(name) }, "\(ended.testDescription)")
      #expect(standIn.count == 0)
    }
  }

  @Test(
    "a command is refused by name with 64",
    arguments: [
      "batch", "report", "serve", "export", "try", "render", "schema",
    ])
  func command(_ name: String) async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(1)
      let ended = try await workspace.galley(name)
      #expect(ended.exit == 64, "\(ended.testDescription)")
      #expect(ended.errors.contains(name), "\(ended.testDescription)")
      let document = try await workspace.document([name], exit: 64, environment: [:], sourceLocation: #_sourceLocation)
      #expect(document["error"]["exit"] == 64)
      #expect(standIn.count == 0)
    }
  }

  @Test(
    "an option is refused by name with 64",
    arguments: [
      ["run", "--shard", "1/2"], ["run", "--via", "batch"], ["run", "--samples", "2"],
      ["plan", "--diff"],
    ])
  func option(_ arguments: [String]) async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(1)
      let ended = try await workspace.galley(arguments)
      #expect(ended.exit == 64, "\(ended.testDescription)")
      #expect(ended.errors.contains(arguments[1]), "\(ended.testDescription)")
      #expect(standIn.count == 0)
      #expect(try workspace.drafts().isEmpty)
    }
  }
}
