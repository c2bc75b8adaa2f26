import CommandSupport
import Testing

@Suite("A reply that max_tokens cut off", .aFewAtOnce)
struct LengthTests {
  static func answer(_ ask: Ask) -> Answer {
    ask.prompt == Herbs.prompt("herb-2") ? .reply("It ends in the mid", to: ask, finish: "length") : StandIn.echo(ask)
  }

  static func job(_ workspace: Workspace, _ onLength: String) throws {
    try workspace.articles(3)
    try workspace.append("jobs/articles.yaml", "\nsettings: {max_tokens: 5, on_length: \(onLength)}\n")
  }

  @Test("on_length: review keeps the draft at its path and holds it")
  func review() async throws {
    try await withWorkspace {
      Self.answer($0)
    } _: { workspace, standIn in
      try Self.job(workspace, "review")
      let run = try await workspace.run()
      #expect(run["jobs"][0]["review"] == 1)
      #expect(try workspace.draft("articles/herb-2.md").body == "It ends in the mid")
      #expect(try await workspace.states() == ["done": 2, "review": 1])
      let review = try await workspace.galley("status", "--json").json()["jobs"][0]["review"]
      #expect(review.array.count == 1)
      #expect(review[0]["key"] == "herb-2")
      #expect(review[0]["path"].string?.hasSuffix("articles/herb-2.md") == true)
      let again = try await workspace.run()
      #expect(again["requests"] == 0)
      #expect(again["jobs"][0]["review"] == 1)
      #expect(standIn.count == 3)
    }
  }

  @Test("on_length: keep takes it for done")
  func keep() async throws {
    try await withWorkspace {
      Self.answer($0)
    } _: { workspace, _ in
      try Self.job(workspace, "keep")
      let run = try await workspace.run()
      #expect(run["jobs"][0]["created"] == 3)
      #expect(run["jobs"][0]["review"] == 0)
      #expect(try workspace.draft("articles/herb-2.md").body == "It ends in the mid")
      #expect(try await workspace.states() == ["done": 3])
    }
  }

  @Test("on_length: fail leaves no draft, and asks again only when told to")
  func fail() async throws {
    try await withWorkspace {
      Self.answer($0)
    } _: { workspace, standIn in
      try Self.job(workspace, "fail")
      let run = try await workspace.run(exit: 1)
      #expect(run["jobs"][0]["failed"] == 1)
      #expect(!workspace.exists("output/articles/herb-2.md"))
      try await workspace.run(exit: 1)
      #expect(standIn.count == 3)
      standIn.answer { StandIn.echo($0) }
      try await workspace.run("--retry-failed")
      try workspace.expectArticles(Herbs.names(3))
    }
  }

  @Test("a reply that is cut off again is asked for once in a run that retries failed items, and paid for once")
  func failsAgain() async throws {
    try await withWorkspace {
      Self.answer($0)
    } _: { workspace, standIn in
      try Self.job(workspace, "fail")
      try await workspace.run(exit: 1)
      // A run that went on asking would end here.
      let retried = try await workspace.run("--retry-failed", "--limit", "5", exit: 1)
      #expect(retried["requests"] == 1)
      #expect(standIn.count == 4)
    }
  }

  @Test("a finish reason that is null or absent says nothing, and the reply is taken", arguments: ["null", "absent"])
  func unstated(_ kind: String) async throws {
    try await withWorkspace { ask in
      var answer = StandIn.echo(ask)
      let new = kind == "null" ? "\"finish_reason\":null" : "\"another\":1"
      answer.body = answer.body.replacing("\"finish_reason\":\"stop\"", with: new)
      return answer
    } _: { workspace, _ in
      try workspace.articles(2)
      try await workspace.run()
      try workspace.expectArticles(Herbs.names(2))
      #expect(try await workspace.states() == ["done": 2])
    }
  }
}
