import CommandSupport
import Foundation
import GRDB
import Testing

@Suite("A second look at a finished run", .aFewAtOnce)
struct FinishedTests {
  @Test("reads no reply, as long as the digest on record says that the draft is made of the same things")
  func spared() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(3)
      try await workspace.run()
      try Self.damageReplies(of: workspace)
      #expect(try await workspace.run()["jobs"][0]["kept"] == 3)
      #expect(try await workspace.states() == ["done": 3])
      #expect(try await workspace.plan() == ["herb-1": "keep", "herb-2": "keep", "herb-3": "keep"])
      #expect(standIn.count == 3)

      // One that has to be made again needs its reply, and says that it is no longer what it was.
      try workspace.remove("output/articles/herb-2.md")
      let run = try await workspace.galley("run")
      #expect(run.exit != 0)
      #expect(run.errors.contains("a reply is not as it was stored"), "\(run.testDescription)")
    }
  }

  @Test(
    "sees every change of what a draft is made of",
    arguments: [
      ("templates/article.md", "Write about {{ keyword }}", "Tell of {{ keyword }}", "stale"),
      ("templates/foot.md", "The end.", "The very end.", "rewrite"),
      ("jobs/articles.yaml", "title: \"{{ keyword }}\"", "title: \"{{ keyword | upper }}\"", "rewrite"),
      ("jobs/articles.yaml", "keyword: basil", "keyword: mint", "stale"),
      ("jobs/articles.yaml", "place: Oslo", "place: Bergen", "rewrite"),
      ("galley.yaml", "temperature: 0.5", "temperature: 0.6", "stale"),
      ("galley.yaml", "model: some-model", "model: other-model", "stale"),
    ])
  func changed(_ file: String, _ old: String, _ new: String, _ action: String) async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.change(
        "galley.yaml", "  model: some-model", to: "  model: some-model\n  settings: {temperature: 0.5}")
      try workspace.write("templates/article.md", "Write about {{ keyword }}.\n")
      try workspace.write("templates/foot.md", "The end.\n")
      try workspace.job(
        "articles",
        """
        key: "{{ n }}"
        messages: [{user: {template: article.md}}, {reply: draft}]
        output:
          front_matter: {title: "{{ keyword }}"}
          body: "{{ draft }} {{ place }}\\n\\n{% include 'foot' ~ '.md' %}"
        variables:
          set: {place: Oslo}
          rows:
            - {n: 1, keyword: basil}
        """)
      try await workspace.run()
      #expect(try await workspace.plan() == ["1": "keep"])
      try workspace.change(file, old, to: new)
      #expect(try await workspace.plan() == ["1": action])
      if action == "rewrite" {
        #expect(try await workspace.run()["jobs"][0]["rewritten"] == 1)
        // What it is made of now is on record with it.
        try Self.damageReplies(of: workspace)
        #expect(try await workspace.plan() == ["1": "keep"])
      }
      #expect(standIn.count == 1)
    }
  }

  @Test("sees a draft that somebody has changed, removed or accepted")
  func touched() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(4)
      try await workspace.run()
      try workspace.write("output/articles/herb-1.md", "Mine.\n")
      try workspace.remove("output/articles/herb-2.md")
      try workspace.write("output/articles/herb-3.md", "Mine, too.\n")
      #expect(try await workspace.galley("accept", "output/articles/herb-3.md").exit == 0)
      #expect(
        try await workspace.plan() == ["herb-1": "edited", "herb-2": "rewrite", "herb-3": "keep", "herb-4": "keep"])
      try await workspace.run()
      try workspace.remove("output/articles/herb-3.md")
      #expect(
        try await workspace.plan() == ["herb-1": "edited", "herb-2": "keep", "herb-3": "rewrite", "herb-4": "keep"])
      try await workspace.run()
      #expect(try workspace.read("output/articles/herb-3.md") == "Mine, too.\n")
      #expect(standIn.count == 4)
    }
  }

  @Test("is spared as well once a draft that was made without a digest has been looked at")
  func learned() async throws {
    try await withWorkspace { workspace, _ in
      try workspace.articles(2)
      try await workspace.run()
      try Self.change(workspace, "UPDATE draft SET digest = NULL")
      #expect(try await workspace.run()["jobs"][0]["kept"] == 2)
      try Self.damageReplies(of: workspace)
      #expect(try await workspace.run()["jobs"][0]["kept"] == 2)
    }
  }

  private static func damageReplies(of workspace: Workspace) throws {
    try change(workspace, "UPDATE received SET text = x'00'")
  }

  private static func change(_ workspace: Workspace, _ sql: String) throws {
    let state = try DatabaseQueue(path: workspace.url(StateTests.state).path)
    try state.write { try $0.execute(sql: sql) }
    try state.close()
  }
}
