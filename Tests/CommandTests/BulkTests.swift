import CommandSupport
import Foundation
import Testing

@Suite("A run and what comes after it", .aFewAtOnce)
struct BulkTests {
  @Test(
    "300 rows become 300 right drafts, with `concurrency` requests in flight and never more; a second run asks nothing")
  func threeHundred() async throws {
    let full = Tally()
    try await withWorkspace { ask in
      full.add()
      try await full.reaches(8)  // the first eight wait for one another: fewer in flight would wait for ever
      return StandIn.echo(ask)
    } _: { workspace, standIn in
      try workspace.configure(standIn.baseURL, concurrency: 8)
      try workspace.articles(300)

      let first = try await workspace.run()
      #expect(first["jobs"][0]["created"] == 300)
      #expect(first["requests"] == 300)
      #expect(first["stopped"] == nil)
      #expect(standIn.count == 300)
      #expect(Set(standIn.prompts).count == 300)
      #expect(standIn.mostInFlight == 8)
      try workspace.expectArticles(Herbs.names(300))

      let drafts = try workspace.drafts()
      let second = try await workspace.run()
      #expect(second["jobs"][0]["kept"] == 300)
      #expect(second["jobs"][0]["created"] == 0)
      #expect(second["requests"] == 0)
      #expect(standIn.count == 300)
      #expect(try workspace.drafts() == drafts)
    }
  }

  @Test("a draft that was deleted comes back byte for byte, for no request")
  func deleted() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(6)
      try await workspace.run()
      let drafts = try workspace.drafts()
      try workspace.remove("output/articles/herb-3.md")

      #expect(try await workspace.plan()["herb-3"] == "rewrite")
      let again = try await workspace.run()
      #expect(again["jobs"][0]["rewritten"] == 1)
      #expect(again["requests"] == 0)
      #expect(try workspace.drafts() == drafts)
      #expect(standIn.count == 6)
    }
  }

  @Test("a draft that was emptied by a crash is written again, for no request")
  func emptied() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(3)
      try await workspace.run()
      let drafts = try workspace.drafts()
      try workspace.write("output/articles/herb-2.md", "")
      try await workspace.run()
      #expect(try workspace.drafts() == drafts)
      #expect(standIn.count == 3)
    }
  }

  @Test("a draft that a person edited stays as it is and is called `edited`, by plan, run and status alike")
  func edited() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(6)
      try await workspace.run()
      try workspace.append("output/articles/herb-3.md", "\nA sentence of mine.\n")
      let drafts = try workspace.drafts()

      #expect(try await workspace.plan()["herb-3"] == "edited")
      let again = try await workspace.run()
      #expect(again["jobs"][0]["edited"] == 1)
      #expect(again["jobs"][0]["kept"] == 5)
      #expect(again["requests"] == 0)
      #expect(try await workspace.states() == ["done": 5, "edited": 1])
      #expect(try workspace.drafts() == drafts)
      #expect(standIn.count == 6)
    }
  }

  @Test("a row that is added is one request")
  func added() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(6)
      try await workspace.run()
      try workspace.append("data/keywords.csv", "herb-7,NO\n")

      let plan = try await workspace.plan()
      #expect(plan["herb-7"] == "create")
      #expect(plan.values.count { $0 == "keep" } == 6)
      let again = try await workspace.run()
      #expect(again["jobs"][0]["created"] == 1)
      #expect(again["requests"] == 1)
      #expect(standIn.prompts.last == Herbs.prompt("herb-7"))
      try workspace.expectArticles(Herbs.names(7))
    }
  }

  @Test("rows in another order, and columns that nobody uses, ask nothing")
  func shuffled() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(5)
      try await workspace.run()
      let rows = Herbs.names(5).reversed().map { "x,\($0),NO\n" }.joined()
      try workspace.write("data/keywords.csv", "note,keyword,country\n" + rows)
      let again = try await workspace.run()
      #expect(again["requests"] == 0)
      #expect(standIn.count == 5)
    }
  }

  @Test("output/ that was moved to another workspace goes on from there")
  func moved() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(6)
      try await workspace.run("--limit", "4", exit: 75)
      try await withFolder { other in
        try other.configure(standIn.baseURL)
        try other.articles(6)
        try FileManager.default.moveItem(at: workspace.url("output"), to: other.url("output"))
        let there = try await other.run()
        #expect(there["jobs"][0]["kept"] == 4)
        #expect(there["jobs"][0]["created"] == 2)
        #expect(standIn.count == 6)
        try other.expectArticles(Herbs.names(6))
      }
    }
  }

  @Test("a draft belongs to nobody but its job: another job runs beside it, and one alone can be named")
  func twoJobs() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(3)
      try workspace.job(
        "notes", "variables: {matrix: {topic: [soil, light]}}\nmessages: [{user: \"On {{ topic }}\"}]\n")

      let one = try await workspace.run("notes")
      #expect(one["jobs"].array.map { $0["job"] } == ["notes"])
      #expect(standIn.prompts.sorted() == ["On light", "On soil"])

      let both = try await workspace.run()
      #expect(both["jobs"].array.map { $0["job"].string ?? "" }.sorted() == ["articles", "notes"])
      #expect(standIn.count == 5)
      #expect(try workspace.drafts().count == 5)
    }
  }

  @Test("the provider's own `limits.concurrency` is shared by all jobs of the run")
  func sharedConcurrency() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.configure(standIn.baseURL, concurrency: 8, provider: "limits: {concurrency: 2}")
      try workspace.articles(8)
      try workspace.job(
        "notes", "variables: {matrix: {topic: [a, b, c, d, e, f]}}\nmessages: [{user: \"On {{ topic }}\"}]\n")
      try await workspace.run()
      #expect(standIn.count == 14)
      #expect(standIn.mostInFlight <= 2)
    }
  }

  @Test("tokens and cost of a run are what the provider reported, at the prices of galley.yaml")
  func cost() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.configure(
        standIn.baseURL, more: "prices: {some-model: {input: 1.00, cached_input: 0.10, output: 10.00}}\n")
      standIn.answer { .reply("Text.", to: $0, usage: Usage(input: 1_000, cached: 400, output: 50)) }
      try workspace.articles(10)
      let run = try await workspace.run()
      #expect(run["tokens"] == .object(["input": 10_000, "cached_input": 4_000, "output": 500, "reasoning": 0]))
      // 6,000 at $1, 4,000 at $0.10 and 500 at $10 for a million
      let cost = try #require(run["cost_usd"].number)
      #expect(abs(cost - 0.0114) < 1e-9)
    }
  }
}
