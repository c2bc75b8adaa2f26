import CommandSupport
import Foundation
import GRDB
import Testing

@Suite("A job that changed since", .aFewAtOnce)
struct StaleTests {
  @Test("a prompt that changed makes drafts stale: kept and reported, asked for anew only with --update")
  func prompt() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(3)
      try await workspace.run()
      let drafts = try workspace.drafts()
      try workspace.write("templates/article.md", "Write a lot about {{ keyword }} in {{ country }}.\n")

      #expect(try await workspace.plan() == ["herb-1": "stale", "herb-2": "stale", "herb-3": "stale"])
      let run = try await workspace.run()
      #expect(run["jobs"][0]["stale"] == 3)
      #expect(run["requests"] == 0)
      #expect(try workspace.drafts() == drafts)
      #expect(try await workspace.states() == ["stale": 3])
      #expect(standIn.count == 3)

      let update = try await workspace.run("--update")
      #expect(update["requests"] == 3)
      for keyword in Herbs.names(3) {
        #expect(
          try workspace.draft("articles/\(keyword).md").body == "You asked: Write a lot about \(keyword) in NO.")
      }
      #expect(try await workspace.states() == ["done": 3])
    }
  }

  @Test("a stale draft that got another key is made again of its replies, as often as it is deleted")
  func otherKey() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(1)
      try await workspace.run()
      let drafts = try workspace.drafts()
      try workspace.write("templates/article.md", "Write a lot about {{ keyword }}.\n")
      try workspace.change("jobs/articles.yaml", "key: \"{{ keyword }}\"", to: "key: \"{{ keyword }}-now\"")
      for _ in 1...3 {
        try workspace.remove("output/articles/herb-1.md")
        try await workspace.run()
        #expect(try workspace.drafts() == drafts)
        #expect(try await workspace.states() == ["stale": 1])
      }
      #expect(standIn.count == 1)
    }
  }

  @Test("an update that got no answer leaves the draft what it was made of, through changes of the prompt in between")
  func failedUpdate() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(1)
      try await workspace.run()
      let drafts = try workspace.drafts()
      for word in ["lot", "page"] {
        try workspace.write("templates/article.md", "Write a \(word) about {{ keyword }}.\n")
        let update = try await workspace.galley("run", "--update", "--base-url", "http://127.0.0.1:1/v1")
        #expect(update.exit == 69, "\(update.testDescription)")
        try workspace.remove("output/articles/herb-1.md")
        #expect(try await workspace.run()["jobs"][0]["pending"] == 0)
        #expect(try workspace.drafts() == drafts)
      }
      try workspace.write("output/articles/herb-1.md", "Mine.\n")
      #expect(try await workspace.galley("restore", "herb-1").exit == 0)
      #expect(try workspace.bytes("output/articles/herb-1.md") == drafts["articles/herb-1.md"])
      #expect(standIn.count == 1)
    }
  }

  @Test("a run that died before it replaced a draft does not stand in the way once the prompt has changed again")
  func unsettled() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(2)
      try await workspace.run()
      let drafts = try workspace.drafts()
      let state = try DatabaseQueue(path: workspace.url("output/.galley/state.sqlite").path)
      try await state.write { db in
        try db.execute(
          sql: "UPDATE draft SET intent_old = placed_hash, intent_new = zeroblob(32), intent_at = 1, changed_ns = 0")
      }
      try state.close()
      try workspace.write("templates/article.md", "Write a lot about {{ keyword }}.\n")
      let run = try await workspace.run()
      #expect(run["jobs"][0]["stale"] == 2)
      #expect(try workspace.drafts() == drafts)
      #expect(try await workspace.run("--update")["requests"] == 2)
      #expect(try await workspace.states() == ["done": 2])
    }
  }

  @Test("what the model is asked with counts too: another model or temperature makes drafts stale")
  func settings() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(2)
      try await workspace.run()
      try workspace.append("jobs/articles.yaml", "\nsettings: {temperature: 0.1}\n")
      #expect(try await workspace.plan() == ["herb-1": "stale", "herb-2": "stale"])
      try workspace.change("jobs/articles.yaml", "\nsettings: {temperature: 0.1}\n", to: "\nmodel: another-model\n")
      #expect(try await workspace.plan() == ["herb-1": "stale", "herb-2": "stale"])
      try workspace.change("jobs/articles.yaml", "\nmodel: another-model\n", to: "\n")
      #expect(try await workspace.plan() == ["herb-1": "keep", "herb-2": "keep"])
      #expect(standIn.count == 2)
    }
  }

  @Test("the provider's name and address are no part of the question")
  func address() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(2)
      try await workspace.run()
      try workspace.write("galley.yaml", try workspace.read("galley.yaml").replacing("mine", with: "ours"))
      try await workspace.run()
      try await workspace.run("--base-url", standIn.baseURL.replacing("127.0.0.1", with: "localhost"))
      #expect(standIn.count == 2)
    }
  }

  @Test("front matter that changed rewrites the drafts for no request")
  func frontMatter() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(3)
      try await workspace.run()
      try workspace.change("jobs/articles.yaml", "draft: true", to: "draft: false")
      #expect(try await workspace.plan() == ["herb-1": "rewrite", "herb-2": "rewrite", "herb-3": "rewrite"])
      let run = try await workspace.run()
      #expect(run["jobs"][0]["rewritten"] == 3)
      #expect(run["requests"] == 0)
      #expect(try workspace.draft("articles/herb-2.md").source("draft") == "false")
      #expect(try await workspace.plan()["herb-2"] == "keep")
      #expect(standIn.count == 3)
    }
  }

  @Test("a row that is gone leaves an orphan, whose file stays")
  func orphan() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(3)
      try await workspace.run()
      try workspace.change("data/keywords.csv", "herb-2,NO\n", to: "")
      #expect(try await workspace.plan()["herb-2"] == "orphan")
      try await workspace.run()
      #expect(try await workspace.states() == ["done": 2, "orphan": 1])
      try workspace.expectArticles(Herbs.names(3))

      try workspace.append("data/keywords.csv", "herb-2,NO\n")
      #expect(try await workspace.plan()["herb-2"] == "keep")
      #expect(standIn.count == 3)
    }
  }

  @Test("plan says what an --update of stale drafts would cost")
  func renewal() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(3)
      try await workspace.run()
      try workspace.write("templates/article.md", "Write much about {{ keyword }} in {{ country }}.\n")
      let plan = try await workspace.galley("plan")
      #expect(plan.output.contains("with --update for the stale drafts: 3 requests"), "\(plan.testDescription)")
      #expect(standIn.count == 3)
    }
  }

  @Test("`now` is the moment at which an item was first asked, and so a draft comes back byte for byte")
  func frozen() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(["herb-1"])
      try workspace.change("jobs/articles.yaml", "draft: true", to: "draft: true\n    asked: \"at {{ now }}\"")
      try await workspace.run()
      let draft = try workspace.read("output/articles/herb-1.md")

      // A second passes, in which another row has to wait for its provider.
      let before = standIn.count
      standIn.answer { $0.number == before + 1 ? .error(429, headers: ["retry-after": "1"]) : StandIn.echo($0) }
      try workspace.append("data/keywords.csv", "herb-2,NO\n")
      try await workspace.run()
      #expect(standIn.count == before + 2)

      try workspace.remove("output/articles/herb-1.md")
      try await workspace.run()
      #expect(try workspace.read("output/articles/herb-1.md") == draft)
    }
  }

  @Test("a key that was given up for another at the same path takes its draft over, for no request")
  func adoption() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(3)
      try await workspace.run()
      let drafts = try workspace.drafts()
      try workspace.change("jobs/articles.yaml", "key: \"{{ keyword }}\"", to: "key: \"{{ country }} {{ keyword }}\"")
      try await workspace.run()
      #expect(try workspace.drafts() == drafts)
      #expect(try await workspace.states() == ["done": 3])
      #expect(standIn.count == 3)
    }
  }
}
