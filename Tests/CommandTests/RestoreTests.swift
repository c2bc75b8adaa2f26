import CommandSupport
import Foundation
import GRDB
import Testing

@Suite("What galley wrote is put back, and what a person wrote is kept", .aFewAtOnce)
struct RestoreTests {
  private static let draft = "output/articles/herb-1.md"
  private static let kept = "output/articles/herb-1.old.md"

  @Test(
    "restore puts ours back byte for byte and theirs beside it, over nothing that lies there", arguments: [false, true])
  func restore(accepted: Bool) async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(2)
      try await workspace.run()
      let ours = try workspace.read(Self.draft)
      try workspace.write(Self.kept, "Here before.\n")
      try workspace.write(Self.draft, "Mine.\n")
      if accepted { #expect(try await workspace.galley("accept", "herb-1").exit == 0) }
      let ended = try await workspace.galley("restore", Self.draft, "--json")
      #expect(ended.exit == 0, "\(ended.testDescription)")
      #expect(try ended.json()["kept"] == "output/articles/herb-1.old-2.md")
      #expect(try workspace.read(Self.draft) == ours)
      #expect(try workspace.read("output/articles/herb-1.old-2.md") == "Mine.\n")
      #expect(try workspace.read(Self.kept) == "Here before.\n")
      #expect(try await workspace.states() == ["done": 2])
      #expect(standIn.count == 2)

      let again = try await workspace.galley("restore", Self.draft)
      #expect(again.exit == 0 && again.output.contains("nothing to restore"), "\(again.testDescription)")
      #expect(try workspace.drafts().count == 4)
      try workspace.write("templates/article.md", "Say more about {{ keyword }}.\n")
      #expect(try await workspace.states() == ["stale": 2])
    }
  }

  @Test("an accepted text whose file was deleted lies beside ours after a restore")
  func deleted() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(1)
      try await workspace.run()
      let ours = try workspace.read(Self.draft)
      try workspace.write(Self.draft, "Mine.\n")
      #expect(try await workspace.galley("accept", "herb-1").exit == 0)
      try workspace.remove(Self.draft)
      let ended = try await workspace.galley("restore", "herb-1")
      #expect(ended.exit == 0, "\(ended.testDescription)")
      #expect(try workspace.read(Self.kept) == "Mine.\n")
      #expect(try workspace.read(Self.draft) == ours)
      #expect(standIn.count == 1)
    }
  }

  @Test("restore of a draft whose prompt has changed makes it of the replies that it had")
  func stale() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(1)
      try await workspace.run()
      let ours = try workspace.read(Self.draft)
      try workspace.write(Self.draft, "Mine.\n")
      try workspace.write("templates/article.md", "Say more about {{ keyword }}.\n")
      #expect(try await workspace.galley("restore", "herb-1").exit == 0)
      #expect(try workspace.read(Self.draft) == ours)
      #expect(try await workspace.states() == ["stale": 1])
      try workspace.remove(Self.draft)
      try await workspace.run()
      #expect(try workspace.read(Self.draft) == ours)
      #expect(standIn.count == 1)
    }
  }

  @Test("restore refuses with 64, and touches nothing, where galley has nothing to put there or no file lies there")
  func refused() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(2)
      try workspace.write(Self.draft, "Mine.\n")
      try await workspace.run()
      let nothing = try await workspace.galley("restore", "herb-1")
      #expect(nothing.exit == 64 && nothing.errors.contains("nothing to put"), "\(nothing.testDescription)")
      #expect(try workspace.read(Self.draft) == "Mine.\n")

      try workspace.remove("output/articles/herb-2.md")
      try workspace.write("output/articles/herb-2.md/note.md", "Mine.\n")
      let folder = try await workspace.galley("restore", "herb-2")
      #expect(folder.exit == 64 && folder.errors.contains("folder"), "\(folder.testDescription)")
      #expect(try workspace.drafts().keys.sorted() == ["articles/herb-1.md", "articles/herb-2.md/note.md"])
      #expect(standIn.count == 1)
    }
  }

  @Test("a collected file that a person changed is named by status, and can be compared and restored")
  func collected() async throws {
    try await withWorkspace { workspace, _ in
      try workspace.job(
        "ideas",
        """
        variables: {rows: [{topic: soil}, {topic: light}]}
        key: "{{ topic }}"
        messages: [{user: "On {{ topic }}"}]
        collect: {path: all.md}
        """)
      try await workspace.run()
      let ours = try workspace.read("output/all.md")
      try workspace.write("output/all.md", "- Mine.\n" + ours)
      let status = try await workspace.galley("status")
      #expect(status.output.contains("edited  output/all.md: left alone"), "\(status.testDescription)")
      let diff = try await workspace.galley("diff", "output/all.md")
      #expect(diff.output.contains("\n+- Mine.\n"), "\(diff.testDescription)")
      #expect(try await workspace.galley("restore", "output/all.md").exit == 0)
      #expect(try workspace.read("output/all.md") == ours)
      #expect(try await workspace.galley("status").output.contains("edited") == false)
      #expect(try workspace.read("output/all.old.md") == "- Mine.\n" + ours)

      try workspace.write("output/all.md", "Mine again.\n")
      try await workspace.run()
      #expect(try workspace.read("output/all.md") == "Mine again.\n")
      try await workspace.run("--overwrite-edited")
      #expect(try workspace.read("output/all.md") == ours)
      #expect(try workspace.read("output/all.old-2.md") == "Mine again.\n")
    }
  }

  @Test("run --overwrite-edited does the same for every edited draft; links and files without a reply stay")
  func overwrite() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(4)
      try workspace.write("output/articles/herb-4.md", "All mine.\n")
      try await workspace.run()
      let ours = try workspace.drafts()
      try workspace.write(Self.draft, "Mine.\n")
      try workspace.remove("output/articles/herb-3.md")
      try FileManager.default.createSymbolicLink(
        at: workspace.url("output/articles/herb-3.md"), withDestinationURL: workspace.url("output/articles/herb-2.md"))
      let run = try await workspace.run("--overwrite-edited")
      #expect(run["jobs"][0]["rewritten"] == 1 && run["jobs"][0]["edited"] == 2 && run["jobs"][0]["kept"] == 1)
      #expect(try workspace.bytes(Self.draft) == ours["articles/herb-1.md"])
      #expect(try workspace.read(Self.kept) == "Mine.\n")
      #expect(try workspace.read("output/articles/herb-4.md") == "All mine.\n")
      #expect(try workspace.drafts().count == 5)
      #expect(standIn.count == 3)
    }
  }

  @Test("with --update the new text takes the edited draft's place, and theirs is kept")
  func overwriteUpdated() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(1)
      try await workspace.run()
      try workspace.write(Self.draft, "Mine.\n")
      try workspace.write("templates/article.md", "Say more about {{ keyword }}.\n")
      let run = try await workspace.run("--overwrite-edited", "--update")
      #expect(run["jobs"][0]["rewritten"] == 1)
      #expect(try workspace.draft("articles/herb-1.md").body == "You asked: Say more about herb-1.")
      #expect(try workspace.read(Self.kept) == "Mine.\n")
      #expect(standIn.count == 2)
    }
  }

  @Test("a text that a run which died left under a temporary name is put back, also where nothing else is to be done")
  func recovered() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(2)
      try await workspace.run()
      // Exchanged with what somebody had just saved, and not looked at any more.
      try workspace.write("output/articles/.herb-1.md.galley-abcdef", "Mine.\n")
      let state = try DatabaseQueue(path: workspace.url(StateTests.state).path)
      try await state.write {
        try $0.execute(
          sql: """
            UPDATE draft SET intent_old = randomblob(32), intent_new = placed_hash, intent_at = 1
            WHERE path = 'articles/herb-1.md'
            """)
      }
      try state.close()
      try workspace.write("templates/article.md", "Say more about {{ keyword }}.\n")
      let run = try await workspace.run()
      #expect(run["jobs"][0]["edited"] == 1 && run["jobs"][0]["stale"] == 1)
      #expect(try workspace.read(Self.draft) == "Mine.\n")
      #expect(try workspace.drafts().count == 2)
      #expect(standIn.count == 2)
    }
  }

  @Test("what a person wrote that is to the byte what galley would write counts as galley's")
  func adopted() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(2)
      try await workspace.run()
      try workspace.change("jobs/articles.yaml", "draft: true", to: "draft: false")
      try workspace.change(Self.draft, "draft: true", to: "draft: false")
      #expect(try await workspace.plan() == ["herb-1": "keep", "herb-2": "rewrite"])
      let run = try await workspace.run()
      #expect(run["jobs"][0]["kept"] == 1 && run["jobs"][0]["rewritten"] == 1)

      // As after a repair that brought the replies back and not what was placed.
      let state = try DatabaseQueue(path: workspace.url(StateTests.state).path)
      try await state.write { try $0.execute(sql: "DELETE FROM draft") }
      try state.close()
      #expect(try await workspace.run()["jobs"][0]["kept"] == 2)
      try workspace.change("jobs/articles.yaml", "draft: false", to: "draft: true")
      #expect(try await workspace.run()["jobs"][0]["rewritten"] == 2)
      #expect(standIn.count == 2)
    }
  }
}
