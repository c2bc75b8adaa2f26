import CommandSupport
import Testing

@Suite("What a person has changed, and what that would cost", .aFewAtOnce)
struct DiffTests {
  private static let draft = "output/articles/herb-1.md"

  @Test("diff shows what a person changed, as diff -u does, in colour where that is wanted")
  func edited() async throws {
    try await withWorkspace { workspace, _ in
      try workspace.articles(2)
      try await workspace.run()
      try workspace.append(Self.draft, "\nMine.\n")
      let ended = try await workspace.galley("diff", "herb-1")
      #expect(ended.exit == 0, "\(ended.testDescription)")
      #expect(ended.output.hasPrefix("--- \(Self.draft) (galley)\n+++ \(Self.draft) (on the disk)\n@@ "))
      #expect(ended.output.hasSuffix("\n+\n+Mine.\n"), "\(ended.testDescription)")
      let colored = try await workspace.galley("diff", "herb-1", "--color", "always")
      #expect(colored.output.contains("\u{1B}[32m+Mine.\u{1B}[0m"), "\(colored.testDescription)")
      let same = try await workspace.galley("diff", "herb-2")
      #expect(same.exit == 0 && same.output.contains("no difference"), "\(same.testDescription)")
    }
  }

  @Test("diff shows a newer version, too, and says of a text that it is made as of today")
  func newer() async throws {
    try await withWorkspace { workspace, _ in
      try workspace.articles(2)
      try await workspace.run()
      let ours = try workspace.read(Self.draft)
      try workspace.append(Self.draft, "\nMine.\n")
      try workspace.change("jobs/articles.yaml", "draft: true", to: "draft: false")
      let own = try await workspace.galley("diff", "herb-2", "--json").json()
      #expect(own["ours"].string == (try workspace.read("output/articles/herb-2.md")))
      #expect(own["theirs"] == .null && own["new"].string?.contains("draft: false") == true)
      try await workspace.run()
      let ended = try await workspace.galley("diff", "herb-1")
      #expect(ended.output.contains("--- \(Self.draft) (galley, as of today)\n"), "\(ended.testDescription)")
      let document = try await workspace.galley("diff", "herb-1", "--json").json()
      #expect(document["state"] == "edited" && document["path"].string == Self.draft)
      #expect(document["theirs"].string == ours + "\nMine.\n")
      #expect(document["ours"].string == (try workspace.read("output/articles/herb-1.new.md")))
      #expect(document["new"] == .null)
    }
  }

  @Test("a key that means several drafts is refused, each named")
  func ambiguous() async throws {
    try await withWorkspace { workspace, _ in
      try workspace.job(
        "poems",
        "variables: {rows: [{keyword: basil}]}\nkey: basil\nsamples: 2\nmessages: [{user: \"On {{ keyword }}\"}]\n")
      try await workspace.run()
      let ended = try await workspace.galley("diff", "basil")
      #expect(ended.exit == 64, "\(ended.testDescription)")
      #expect(ended.errors.contains("output/poems/basil.md, output/poems/basil-2.md"), "\(ended.testDescription)")
      #expect(try await workspace.galley("diff", "output/poems/basil-2.md").exit == 0)
    }
  }

  @Test("status names edited and stale drafts and orphans, what each would cost, and the command that helps")
  func status() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.configure(standIn.baseURL, more: "prices:\n  some-model: {input: 1, output: 2}\n")
      try workspace.articles(4)
      try workspace.append("jobs/articles.yaml", "\nsettings: {max_tokens: 100}\n")
      try workspace.write("output/articles/herb-3.md", "All mine.\n")
      try await workspace.run()
      try workspace.append(Self.draft, "\nMine.\n")
      #expect(
        try await workspace.galley("status").output.contains("edited  \(Self.draft): left alone; restore costs nothing")
      )
      #expect(
        try await workspace.galley("status").output.contains("edited  output/articles/herb-3.md: not written by galley")
      )
      try workspace.write("templates/article.md", "Say more about {{ keyword }}.\n")
      try workspace.change("data/keywords.csv", "herb-4,NO\n", to: "")

      let drafts = try await workspace.galley("status", "--json").json()["jobs"][0]["drafts"].array
      #expect(drafts.map { $0["state"].string } == ["edited", "stale", "edited", "orphan"])
      #expect(drafts.map { $0["requests"].int } == [1, 1, 0, 0])
      #expect(drafts.map { $0["path"].string } == (1...4).map { "articles/herb-\($0).md" })
      let plan = try await workspace.document(
        ["plan", "--update", "--only", "herb-2"], exit: 0, environment: [:], sourceLocation: #_sourceLocation)
      #expect(drafts[1]["cost_usd"] == plan["jobs"][0]["cost_usd"])
      #expect(drafts[3]["cost_usd"] == .object(["low": 0, "high": 0, "worst": 0]))

      let text = try await workspace.galley("status").output
      #expect(text.contains("1 request, at most $0.0004: galley run --update --only herb-2"), "\(text)")
      #expect(text.contains("galley diff, accept or restore"), "\(text)")
      #expect(text.contains("orphan  output/articles/herb-4.md"), "\(text)")

      try workspace.configure(standIn.baseURL)
      let unpriced = try await workspace.galley("status", "--json").json()["jobs"][0]["drafts"].array
      #expect(unpriced.map { $0["cost_usd"] == .null } == [true, true, false, false])
      #expect(standIn.count == 3)
    }
  }
}
