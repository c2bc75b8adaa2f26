import CommandSupport
import Testing

@Suite("What plan, run and status say", .aFewAtOnce)
struct SummaryTests {
  /// A workspace in which something of every kind lies: kept, deleted, edited, failed, new, gone.
  private func withEveryKind(_ body: (Workspace, StandIn) async throws -> Void) async throws {
    try await withWorkspace { ask in
      ask.prompt == Herbs.prompt("herb-4") ? .error(400, "not this one") : StandIn.echo(ask)
    } _: { workspace, standIn in
      try workspace.articles(5)
      try await workspace.run(exit: 1)
      try workspace.remove("output/articles/herb-2.md")
      try workspace.append("output/articles/herb-3.md", "\nMine.\n")
      try workspace.change("data/keywords.csv", "herb-5,NO\n", to: "herb-6,NO\n")
      try await body(workspace, standIn)
    }
  }

  @Test("plan, run and status agree on every item, and each has all keys that scripts rely on")
  func agree() async throws {
    try await withEveryKind { workspace, standIn in
      let plan = try await workspace.document(["plan"], exit: 0, environment: [:], sourceLocation: #_sourceLocation)
      #expect(plan.names == ["jobs", "total", "warnings"])
      #expect(plan["total"].names == ["cost_usd", "requests", "seconds", "tokens"])
      let planned = plan["jobs"][0]
      #expect(planned.names == ["beside", "cost_usd", "items", "job", "requests", "seconds", "tokens", "unreached"])
      #expect(planned["job"] == "articles")
      #expect(planned["tokens"].names == ["high", "input", "low", "output_max"])
      #expect(planned["items"].array.allSatisfy { $0.names == ["action", "key", "path"] })
      #expect(
        planned["items"].array.allSatisfy {
          $0["path"].string?.hasSuffix("articles/\($0["key"].string ?? "").md") == true
        })
      #expect(planned["requests"] == 1)
      #expect(
        try await workspace.plan() == [
          "herb-1": "keep", "herb-2": "rewrite", "herb-3": "edited", "herb-4": "failed", "herb-5": "orphan",
          "herb-6": "create",
        ])

      let before = standIn.count
      let run = try await workspace.run(exit: 1)
      #expect(
        run.names.filter { $0 != "error" }
          == ["cost_usd", "forecast", "jobs", "requests", "retries", "seconds", "stopped", "tokens"])
      #expect(run["tokens"].names == ["cached_input", "input", "output", "reasoning"])
      #expect(
        run["jobs"][0].names == [
          "created", "edited", "failed", "items", "job", "kept", "pending", "review", "rewritten", "stale",
        ])
      let counts: [String: JSON] = [
        "job": "articles", "items": 5, "created": 1, "kept": 1, "rewritten": 1, "edited": 1, "review": 0, "failed": 1,
        "pending": 0, "stale": 0,
      ]
      #expect(run["jobs"][0] == .object(counts))
      #expect(run["requests"].int == standIn.count - before)
      #expect(run["tokens"]["input"] == 100)
      #expect(run["tokens"]["output"] == 20)
      #expect(run["retries"] == 0)
      #expect(run["stopped"] == nil)
      #expect(run["cost_usd"] == nil)
      #expect(try #require(run["seconds"].number) >= 0)

      let status = try await workspace.document(["status"], exit: 0, environment: [:], sourceLocation: #_sourceLocation)
      #expect(status.names == ["jobs", "limits", "running"])
      #expect(status["jobs"][0].names == ["cost_usd", "drafts", "failures", "items", "job", "review", "states"])
      let drafts = status["jobs"][0]["drafts"].array
      #expect(drafts.map { $0["state"] } == ["edited", "orphan"])
      #expect(drafts.allSatisfy { $0.names == ["cost_usd", "path", "requests", "state"] })
      #expect(status["jobs"][0]["failures"][0].names == ["attempts", "code", "key", "message"])
      #expect(status["jobs"][0]["review"] == .array([]))
      #expect(try await workspace.states() == ["done": 3, "edited": 1, "failed": 1, "orphan": 1])
    }
  }

  @Test("without --json each says the same in words, on standard output")
  func words() async throws {
    try await withEveryKind { workspace, _ in
      let plan = try await workspace.galley("plan")
      #expect(plan.exit == 0)
      for word in ["articles", "create", "rewrite", "edited", "failed", "orphan", "herb-6"] {
        #expect(plan.output.contains(word), "\(word): \(plan.testDescription)")
      }
      let run = try await workspace.galley("run")
      #expect(run.exit == 1)
      #expect(run.output.contains("articles"), "\(run.testDescription)")
      let status = try await workspace.galley("status")
      for word in ["articles", "edited", "failed", "orphan", "herb-4", "not this one"] {
        #expect(status.output.contains(word), "\(word): \(status.testDescription)")
      }
    }
  }

  @Test("--quiet says nothing where nothing failed, and what failed where something did")
  func quiet() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(3)
      for command in ["validate", "run", "run"] {
        let ended = try await workspace.galley(command, "--quiet")
        #expect(ended.exit == 0)
        #expect(ended.output.isEmpty && ended.errors.isEmpty, "\(command): \(ended.testDescription)")
      }
      #expect(standIn.count == 3)
      standIn.answer { _ in .error(400, "not this one") }
      try workspace.append("data/keywords.csv", "herb-4,NO\n")
      let failed = try await workspace.galley("run", "--quiet")
      #expect(failed.exit == 1)
      #expect((failed.output + failed.errors).contains("not this one"), "\(failed.testDescription)")
    }
  }

  @Test("plan's cost is unknown without a price, never 0")
  func unknownCost() async throws {
    try await withWorkspace { workspace, _ in
      try workspace.articles(3)
      #expect(try await workspace.galley("plan").output.contains("unknown"))
      let cost = try await workspace.galley("plan", "--json").json()["jobs"][0]["cost_usd"]
      #expect(cost["low"] == nil)
      #expect(cost["high"] == nil)
      try await workspace.run()
      #expect(try await workspace.galley("status", "--json").json()["jobs"][0]["cost_usd"] == nil)
    }
  }

  @Test("with prices plan's cost runs from low to high, and what the run costs lies between")
  func knownCost() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.configure(standIn.baseURL, more: "prices: {some-model: {input: 1.00, output: 10.00}}\n")
      try workspace.articles(10)
      try workspace.append("jobs/articles.yaml", "\nsettings: {max_tokens: 40}\n")
      standIn.answer { .reply("Text.", to: $0, usage: Usage(input: 15, output: 20)) }
      let planned = try await workspace.galley("plan", "--json").json()["jobs"][0]
      let low = try #require(planned["cost_usd"]["low"].number)
      let high = try #require(planned["cost_usd"]["high"].number)
      #expect(low > 0)
      #expect(low <= high)
      #expect(planned["requests"] == 10)
      #expect(planned["tokens"]["output_max"] == 400)
      #expect(high >= 400 * 10e-6)
      let cost = try #require(try await workspace.run()["cost_usd"].number)
      #expect(abs(cost - 10 * (15e-6 + 20 * 10e-6)) < 1e-9)
      #expect(cost <= high)
      let status = try await workspace.galley("status", "--json").json()["jobs"][0]["cost_usd"]
      #expect(abs((status.number ?? 0) - cost) < 1e-9)

      let done = try await workspace.galley("plan", "--json").json()["jobs"][0]
      #expect(done["requests"] == 0)
      #expect(done["cost_usd"]["high"] == 0)
    }
  }

  @Test("plan --show KEY prints the conversation of one item as it will be sent, with stand-ins for replies to come")
  func show() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.job("article", ConversationTests.article)
      let ended = try await workspace.galley("plan", "--show", "basil")
      #expect(ended.exit == 0, "\(ended.testDescription)")
      for text in ["system", "You are an editor.", "user", "Outline basil.", "Write basil along:"] {
        #expect(ended.output.contains(text), "\(text): \(ended.testDescription)")
      }
      let unknown = try await workspace.galley("plan", "--show", "basli")
      #expect([64, 65].contains(unknown.exit), "\(unknown.testDescription)")
      #expect(unknown.errors.contains("basli") && unknown.errors.contains("'basil'"), "\(unknown.testDescription)")
      #expect(standIn.count == 0)
    }
  }

  @Test("plan, validate and status send nothing and write nothing", arguments: ["plan", "validate", "status"])
  func readOnly(_ command: String) async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(3)
      let fresh = try workspace.files()
      _ = try await workspace.galley(command)
      #expect(try workspace.files() == fresh)

      try await workspace.run()
      try workspace.append("data/keywords.csv", "herb-4,NO\n")
      let before = try workspace.files()
      _ = try await workspace.galley(command)
      let after = try workspace.files()
      // SQLite's own companions of a database that is read may come and go.
      let own = { (name: String) in !name.hasSuffix("-shm") && !name.hasSuffix("-wal") }
      #expect(after.filter { own($0.key) } == before.filter { own($0.key) })
      #expect(standIn.count == 3)
    }
  }

  @Test("on a pipe nothing paints: no carriage returns, no colours")
  func plainText() async throws {
    try await withWorkspace { workspace, _ in
      try workspace.articles(5)
      for command in ["plan", "run", "status"] {
        let ended = try await workspace.galley(command)
        #expect(!ended.output.isEmpty)
        #expect(!(ended.output + ended.errors).unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\r" })
      }
    }
  }
}
