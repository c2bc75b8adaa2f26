import CommandSupport
import Foundation
import Testing

@Suite("A person's text that is accepted", .aFewAtOnce)
struct AcceptTests {
  private static let draft = "output/articles/herb-1.md"

  /// Runs two articles and changes the first by hand; the text that lies there then.
  private func edited(_ workspace: Workspace) async throws -> String {
    try workspace.articles(2)
    try await workspace.run()
    try workspace.append(Self.draft, "\nA sentence of mine.\n")
    return try workspace.read(Self.draft)
  }

  private func changePrompt(_ workspace: Workspace) throws {
    try workspace.write("templates/article.md", "Say more about {{ keyword }}.\n")
    try workspace.change("jobs/articles.yaml", "draft: true", to: "draft: false")
  }

  @Test("is the draft from then on: done, kept, never stale, never asked for", arguments: [draft, "herb-1"])
  func accepted(_ name: String) async throws {
    try await withWorkspace { workspace, standIn in
      let mine = try await edited(workspace)
      #expect(try await workspace.states() == ["done": 1, "edited": 1])
      let ended = try await workspace.galley("accept", name)
      #expect(ended.exit == 0 && ended.output.contains(Self.draft), "\(ended.testDescription)")
      #expect(try await workspace.states() == ["done": 2])
      #expect(try await workspace.galley("show", "herb-1").output.contains("was accepted on"))
      #expect(try await workspace.galley("diff", "herb-1").output.contains("+++ \(Self.draft) (accepted)\n"))

      try changePrompt(workspace)
      #expect(try await workspace.plan("--update") == ["herb-1": "keep", "herb-2": "create"])
      try await workspace.run("--update", "--retry-failed", "--overwrite-edited")
      #expect(standIn.count == 3)
      #expect(try workspace.read(Self.draft) == mine)
      #expect(try workspace.drafts().count == 2)

      try workspace.remove(Self.draft)
      try await workspace.run("--update")
      #expect(try workspace.read(Self.draft) == mine)
      #expect(standIn.count == 3)
    }
  }

  @Test("is edited again when it is changed again, and can be accepted again")
  func again() async throws {
    try await withWorkspace { workspace, standIn in
      _ = try await edited(workspace)
      #expect(try await workspace.galley("accept", "herb-1").exit == 0)
      try workspace.append(Self.draft, "\nAnd another.\n")
      let mine = try workspace.read(Self.draft)
      try changePrompt(workspace)
      #expect(try await workspace.plan("--update")["herb-1"] == "edited")
      try await workspace.run("--only", "herb-1", "--update")
      #expect(standIn.count == 2)
      #expect(try workspace.drafts().count == 2)
      #expect(try await workspace.galley("accept", "herb-1").exit == 0)
      try workspace.remove(Self.draft)
      try await workspace.run()
      #expect(try workspace.read(Self.draft) == mine)
    }
  }

  @Test("comes back with --overwrite-edited where it was changed again, and galley's with restore; each text is kept")
  func overwritten() async throws {
    try await withWorkspace { workspace, standIn in
      let mine = try await edited(workspace)
      #expect(try await workspace.galley("accept", "herb-1").exit == 0)
      try workspace.write(Self.draft, "Mine, later.\n")
      try await workspace.run("--overwrite-edited", "--update")
      #expect(try workspace.read(Self.draft) == mine)
      #expect(try workspace.read("output/articles/herb-1.old.md") == "Mine, later.\n")
      #expect(try await workspace.states() == ["done": 2])
      #expect(try await workspace.galley("restore", "herb-1").exit == 0)
      try workspace.expectArticle("herb-1")
      #expect(try workspace.read("output/articles/herb-1.old-2.md") == mine)
      #expect(standIn.count == 2)
    }
  }

  @Test("may be a file that galley never wrote: the item is done without a request, whatever the day")
  func foreign() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(2)
      try workspace.write(Self.draft, "All mine.\n")
      #expect(try await workspace.galley("accept", "herb-1").exit == 0)
      let run = try await workspace.run("--update")
      #expect(run["jobs"][0]["kept"] == 1 && run["jobs"][0]["created"] == 1)
      #expect(standIn.prompts == [Herbs.prompt("herb-2")])
      try workspace.remove(Self.draft)
      try await workspace.run()
      #expect(try workspace.read(Self.draft) == "All mine.\n")
      #expect(standIn.count == 1)
    }
  }

  @Test("may be what galley wrote: that pins it")
  func pinned() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(2)
      try await workspace.run()
      let drafts = try workspace.drafts()
      for name in ["herb-1", "herb-2"] { #expect(try await workspace.galley("accept", name).exit == 0) }
      try changePrompt(workspace)
      try await workspace.run("--update")
      #expect(standIn.count == 2)
      #expect(try workspace.drafts() == drafts)
    }
  }

  @Test("that was held for review is done")
  func held() async throws {
    try await withWorkspace {
      .reply("cut of", to: $0, finish: "length")
    } _: { workspace, _ in
      try workspace.articles(1)
      try await workspace.run()
      #expect(try await workspace.states() == ["review": 1])
      #expect(try await workspace.galley("accept", "herb-1").exit == 0)
      #expect(try await workspace.states() == ["done": 1])
    }
  }

  @Test("leaves a newer version beside it, and says that it can go")
  func newVersion() async throws {
    try await withWorkspace { workspace, _ in
      _ = try await edited(workspace)
      try workspace.change("jobs/articles.yaml", "draft: true", to: "draft: false")
      try await workspace.run()
      let ended = try await workspace.galley("accept", "herb-1", "--json")
      #expect(try ended.json()["new_version"] == "output/articles/herb-1.new.md")
      #expect(workspace.exists("output/articles/herb-1.new.md"))
      try workspace.append("output/articles/herb-1.new.md", "Mine.")
      #expect(try await workspace.galley("accept", "herb-1", "--json").json()["new_version"] == .null)
    }
  }

  @Test(
    "is refused with 64 where there is no file, where it is a link, and where galley collects; nothing is made then")
  func refused() async throws {
    try await withWorkspace { workspace, _ in
      try workspace.job(
        "ideas",
        """
        variables: {rows: [{topic: soil}, {topic: light}]}
        key: "{{ topic }}"
        messages: [{user: "On {{ topic }}"}]
        collect: {path: all.md}
        """)
      let none = try await workspace.galley("accept", "soil")
      #expect(none.exit == 64 && none.errors.contains("output/ideas/soil.md"), "\(none.testDescription)")
      #expect(!workspace.exists("output"))
      let unknown = try await workspace.galley("accept", "soli")
      #expect(unknown.exit == 64 && unknown.errors.contains("did you mean 'soil'"), "\(unknown.testDescription)")
      try await workspace.run()
      let collected = try await workspace.galley("accept", "output/all.md")
      #expect(collected.exit == 64 && collected.errors.contains("collect"), "\(collected.testDescription)")
      try workspace.remove("output/ideas/soil.md")
      try FileManager.default.createSymbolicLink(
        at: workspace.url("output/ideas/soil.md"), withDestinationURL: workspace.url("output/ideas/light.md"))
      let link = try await workspace.galley("accept", "soil")
      #expect(link.exit == 64 && link.errors.contains("symbolic link"), "\(link.testDescription)")
    }
  }

  @Test("waits for no run: another one at work is named, exit 75")
  func locked() async throws {
    try await withWorkspace { workspace, standIn in
      let mine = try await edited(workspace)
      try workspace.append("data/keywords.csv", "herb-3,NO\n")
      let before = standIn.count
      let done = Tally()
      standIn.answer { ask in
        try await done.reaches(1)
        return StandIn.echo(ask)
      }
      _ = try await workspace.galley("run") { _ in
        try await standIn.asked.reaches(before + 1)
        // Nothing is to be restored of herb-2; but with a run at work that holds for a moment only.
        for (command, draft) in [("accept", "herb-1"), ("restore", "herb-1"), ("restore", "herb-2")] {
          let ended = try await workspace.galley(command, draft)
          #expect(ended.exit == 75 && ended.errors.contains("pid"), "\(ended.testDescription)")
        }
        #expect(try await workspace.galley("diff", "herb-1").exit == 0)
        done.add()
      }
      #expect(try workspace.read(Self.draft) == mine)
      #expect(try await workspace.states() == ["done": 2, "edited": 1])
    }
  }
}
