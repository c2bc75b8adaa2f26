import CommandSupport
import Testing

@Suite("Options of run", .aFewAtOnce)
struct OptionTests {
  @Test("--limit 5 asks for five items and exits 75; the next run goes on")
  func limit() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(12)
      let first = try await workspace.run("--limit", "5", exit: 75)
      #expect(first["stopped"] == "limit")
      #expect(first["error"]["message"] == "stopped at --limit" && first["error"]["exit"] == 75)
      #expect(first["jobs"][0]["created"] == 5)
      #expect(first["jobs"][0]["pending"] == 7)
      #expect(standIn.count == 5)
      try workspace.expectArticles(Herbs.names(5))

      let second = try await workspace.run("--limit", "100")
      #expect(second["jobs"][0]["created"] == 7)
      #expect(standIn.count == 12)
      #expect(second["stopped"] == nil)
    }
  }

  @Test("--limit counts items that are asked for: what is kept or rewritten is free")
  func limitCountsAsked() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(4)
      try await workspace.run()
      try workspace.remove("output/articles/herb-1.md")
      try workspace.append("data/keywords.csv", "herb-5,NO\nherb-6,NO\n")
      try await workspace.run("--limit", "1", exit: 75)
      #expect(standIn.count == 5)
      #expect(workspace.exists("output/articles/herb-1.md"))
    }
  }

  @Test("--only takes the items whose key matches")
  func only() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(["basil", "bay", "mint", "mint-tea"])
      try await workspace.run("--only", "ba*")
      try workspace.expectArticles(["basil", "bay"])
      try await workspace.run("--only", "mint")
      try workspace.expectArticles(["basil", "bay", "mint"])
      #expect(standIn.count == 3)
      #expect(try await workspace.states() == ["done": 3, "pending": 1])
    }
  }

  @Test("--model, --provider, --base-url and --concurrency count before the job and galley.yaml")
  func overrides() async throws {
    try await withWorkspace { workspace, standIn in
      try await withStandIn({ StandIn.echo($0) }) { other in
        let fields = "api: chat, base_url: \"\(other.baseURL)\""
        try workspace.configure(standIn.baseURL, more: "  other: {\(fields)}\n")
        try workspace.articles(6)
        try await workspace.run("--limit", "1", "--model", "other-model", exit: 75)
        #expect(standIn.asks.map(\.model) == ["other-model"])

        // What was asked of another model counts as stale, and is no matter of this run.
        try await workspace.run("--limit", "1", "--provider", "other", exit: 75)
        #expect(other.asks.map(\.model) == ["some-model"])
        #expect(standIn.count == 1)

        let two = Tally()
        other.answer { ask in
          two.add()
          try await two.reaches(2)
          return StandIn.echo(ask)
        }
        try await workspace.run("--base-url", other.baseURL, "--concurrency", "2")
        #expect(standIn.count == 1)
        #expect(other.count == 5)
        #expect(other.mostInFlight == 2)
      }
    }
  }

  @Test("-C names the workspace, from wherever it is called")
  func workspaceOption() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(2)
      try await withFolder { elsewhere in
        let ended = try await workspace.galley("run", "-C", workspace.path, folder: elsewhere.folder)
        #expect(ended.exit == 0, "\(ended.testDescription)")
        #expect(try elsewhere.files().isEmpty)
        let long = try await workspace.galley(
          "status", "--workspace", workspace.path, "--json", folder: elsewhere.folder)
        #expect(try long.json()["jobs"][0]["items"] == 2)
      }
      #expect(standIn.count == 2)
      try workspace.expectArticles(Herbs.names(2))
    }
  }

  static let wrong: [[String]] = [
    ["nosuch"], ["rnu"], ["run", "--nosuch"], ["run", "--limit", "many"], ["run", "--limit", "-1"], ["run", "--limit"],
    ["run", "--concurrency", "0"], ["run", "--only"],
  ]

  @Test("a command that is misspelled is named, whatever stands behind it", arguments: [[], ["--json"], ["articles"]])
  func misspelled(_ rest: [String]) async throws {
    try await withWorkspace { workspace, _ in
      let ended = try await workspace.galley(["statsu"] + rest)
      #expect(ended.exit == 64 && ended.errors.contains("no command 'statsu' (did you mean 'status'?)"))
    }
  }

  @Test("a wrong command line is 64, says what is wrong, and sends nothing", arguments: wrong)
  func wrongCommandLine(_ arguments: [String]) async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(1)
      let ended = try await workspace.galley(arguments)
      #expect(ended.exit == 64, "\(ended.testDescription)")
      #expect(ended.errors.contains(arguments[arguments.count > 1 ? 1 : 0]), "\(ended.testDescription)")
      #expect(ended.output.isEmpty)
      #expect(standIn.count == 0)
      #expect(!workspace.exists("output"))
    }
  }

  @Test("with --json a wrong command line is one document")
  func wrongCommandLineJSON() async throws {
    try await withWorkspace { workspace, _ in
      let document = try await workspace.document(
        ["run", "--limit", "many"], exit: 64, environment: [:], sourceLocation: #_sourceLocation)
      #expect(document["error"]["exit"] == 64)
      #expect(document["error"]["message"].string?.contains("many") == true)
    }
  }

  @Test("a job that is not there is refused, with the nearest name")
  func unknownJob() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(1)
      let ended = try await workspace.galley("run", "artciles")
      #expect([64, 65].contains(ended.exit), "\(ended.testDescription)")
      #expect(ended.errors.contains("artciles") && ended.errors.contains("'articles'"), "\(ended.testDescription)")
      #expect(standIn.count == 0)
    }
  }
}
