import CommandSupport
import Testing

@Suite("Rehearsals and first steps", .aFewAtOnce)
struct RehearsalTests {
  @Test("a rehearsal writes under output/rehearsal/, asks nobody, and never stands in for a draft")
  func rehearsal() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(3)
      let run = try await workspace.run("--provider", "rehearsal")
      #expect(run["jobs"][0]["created"] == 3)
      #expect(standIn.count == 0)
      let names = Herbs.names(3).map { "rehearsal/articles/\($0).md" }
      #expect(try workspace.drafts().keys.sorted() == names)
      for name in names {
        let draft = try workspace.draft(name)
        #expect(!draft.body.isEmpty)
        #expect(draft.source("draft") == "true")
      }

      #expect(try await workspace.plan() == ["herb-1": "create", "herb-2": "create", "herb-3": "create"])
      try await workspace.run()
      #expect(standIn.count == 3)
      for keyword in Herbs.names(3) { try workspace.expectArticle(keyword) }
    }
  }

  @Test("a rehearsal is the same each time, costs nothing and is not done twice")
  func repeatable() async throws {
    try await withWorkspace { workspace, _ in
      try workspace.articles(3)
      try await workspace.run("--provider", "rehearsal")
      let drafts = try workspace.drafts()
      let again = try await workspace.run("--provider", "rehearsal")
      #expect(again["jobs"][0]["kept"] == 3)
      #expect(try workspace.drafts() == drafts)

      try workspace.remove("output")
      try await workspace.run("--provider", "rehearsal")
      #expect(try workspace.drafts() == drafts)
    }
  }

  @Test("a rehearsal of a list has entries")
  func list() async throws {
    try await withWorkspace { workspace, _ in
      try workspace.job("ideas", ListTests.job + "\ncollect: {path: all.md}\n")
      try await workspace.run("--provider", "rehearsal")
      #expect(try workspace.read("output/rehearsal/ideas/soil.md").hasPrefix("- "))
      #expect(try workspace.read("output/rehearsal/all.md").hasPrefix("- "))
    }
  }

  @Test("init makes a workspace that validates, and runs as it is", arguments: [true, false])
  func initialize(named: Bool) async throws {
    try await withFolder { folder in
      let made = try await folder.galley(named ? ["init", "site"] : ["init"])
      #expect(made.exit == 0, "\(made.testDescription)")
      let site = Workspace(folder: named ? folder.url("site") : folder.folder)
      #expect(try site.files(under: "jobs").keys.contains { $0.hasSuffix(".yaml") })
      #expect(!(try site.files(under: "templates").isEmpty))
      let validate = try await site.galley("validate")
      #expect(validate.exit == 0, "\(validate.testDescription)")
      let run = try await site.galley("run")
      #expect(run.exit == 0, "\(run.testDescription)")
      let drafts = try site.drafts().keys.filter { $0.hasSuffix(".md") }
      #expect(!drafts.isEmpty)
      #expect(drafts.allSatisfy { $0.hasPrefix("rehearsal/") })
    }
  }

  @Test("init overwrites nothing that is there")
  func initializeTwice() async throws {
    try await withFolder { folder in
      _ = try await folder.galley("init")
      let job = try #require(try folder.files(under: "jobs").keys.first { $0.hasSuffix(".yaml") })
      try folder.append("jobs/\(job)", "# a comment of mine\n")
      let before = try folder.files()
      _ = try await folder.galley("init")
      let after = try folder.files()
      for (name, bytes) in before { #expect(after[name] == bytes, "\(name)") }
    }
  }
}
