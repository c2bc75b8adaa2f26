import CommandSupport
import Foundation
import GRDB
import Testing

@Suite("Where drafts are placed, and what is never overwritten", .aFewAtOnce)
struct PlacementTests {
  @Test("a file that galley never wrote, standing where a draft should, is `edited` and costs no request")
  func foreign() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(3)
      try workspace.write("output/articles/herb-2.md", "My own words.\n")
      #expect(try await workspace.plan() == ["herb-1": "create", "herb-2": "edited", "herb-3": "create"])
      let run = try await workspace.run()
      #expect(run["jobs"][0]["edited"] == 1)
      #expect(standIn.prompts.sorted() == [Herbs.prompt("herb-1"), Herbs.prompt("herb-3")])
      #expect(try workspace.read("output/articles/herb-2.md") == "My own words.\n")
      #expect(!workspace.exists("output/articles/herb-2.new.md"))
    }
  }

  @Test("a job does not take over the draft of another job that is still there")
  func otherJob() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.job("one", "messages: [{user: One}]\noutput: {path: shared.md}\n")
      try workspace.job("two", "messages: [{user: Two}]\noutput: {path: shared.md}\n")
      try await workspace.run("one")
      let draft = try workspace.read("output/shared.md")
      let run = try await workspace.run("two", "--update")
      #expect(run["jobs"][0]["edited"] == 1)
      #expect(standIn.count == 1)
      #expect(try workspace.read("output/shared.md") == draft)
    }
  }

  @Test("a folder of output/ that leads elsewhere is refused before anything is asked")
  func leavesOutput() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(2)
      try workspace.write("output/note.txt", "")
      try FileManager.default.createSymbolicLink(
        at: workspace.url("output/articles"), withDestinationURL: FileManager.default.temporaryDirectory)
      let ended = try await workspace.galley("run")
      #expect(ended.exit == 65, "\(ended.testDescription)")
      #expect(ended.errors.contains("output/articles"))
      #expect(standIn.count == 0)
    }
  }

  @Test("drafts whose state is gone count as a person's: none is overwritten, none is paid for again")
  func stateGone() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(3)
      try await workspace.run()
      let drafts = try workspace.drafts()
      try workspace.remove("output/.galley")
      let run = try await workspace.run()
      #expect(run["jobs"][0]["edited"] == 3)
      #expect(standIn.count == 3)
      #expect(try workspace.drafts() == drafts)
    }
  }

  @Test("the new version of a draft that a person edited goes to NAME.new.md beside it")
  func newVersion() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(2)
      try await workspace.run()
      try workspace.append("output/articles/herb-1.md", "\nA sentence of mine.\n")
      let mine = try workspace.read("output/articles/herb-1.md")
      try workspace.change("jobs/articles.yaml", "draft: true", to: "draft: false")
      try await workspace.run()
      #expect(try workspace.read("output/articles/herb-1.md") == mine)
      #expect(try workspace.draft("articles/herb-1.new.md").source("draft") == "false")
      #expect(try workspace.draft("articles/herb-1.new.md").body == StandIn.words(to: Herbs.prompt("herb-1")))
      #expect(try workspace.draft("articles/herb-2.md").source("draft") == "false")
      #expect(standIn.count == 2)

      let drafts = try workspace.drafts()
      try await workspace.run()
      #expect(try workspace.drafts() == drafts)
    }
  }

  @Test("--update asks for an edited draft's new prompt too, and leaves the edit alone")
  func updatedVersion() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(1)
      try await workspace.run()
      try workspace.append("output/articles/herb-1.md", "\nA sentence of mine.\n")
      let mine = try workspace.read("output/articles/herb-1.md")
      try workspace.write("templates/article.md", "Say more about {{ keyword }}.\n")
      try await workspace.run()
      #expect(standIn.count == 1)
      try await workspace.run("--update")
      #expect(standIn.count == 2)
      #expect(try workspace.read("output/articles/herb-1.md") == mine)
      #expect(try workspace.draft("articles/herb-1.new.md").body == "You asked: Say more about herb-1.")
    }
  }

  @Test("a NAME.new.md that a person edited is not overwritten either")
  func editedNewVersion() async throws {
    try await withWorkspace { workspace, _ in
      try workspace.articles(1)
      try await workspace.run()
      try workspace.append("output/articles/herb-1.md", "\nA sentence of mine.\n")
      try workspace.write("output/articles/herb-1.new.md", "Also mine.\n")
      try workspace.change("jobs/articles.yaml", "draft: true", to: "draft: false")
      try await workspace.run()
      #expect(try workspace.read("output/articles/herb-1.md").contains("A sentence of mine."))
      #expect(try workspace.read("output/articles/herb-1.new.md") == "Also mine.\n")
    }
  }

  @Test("a symbolic link where a draft should be is a person's, and so is what it points to")
  func link() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(1)
      try workspace.write("elsewhere.md", "My own words.\n")
      try FileManager.default.createDirectory(at: workspace.url("output/articles"), withIntermediateDirectories: true)
      try FileManager.default.createSymbolicLink(
        at: workspace.url("output/articles/herb-1.md"), withDestinationURL: workspace.url("elsewhere.md"))
      let run = try await workspace.run()
      #expect(run["jobs"][0]["edited"] == 1)
      #expect(standIn.count == 0)
      #expect(try workspace.read("elsewhere.md") == "My own words.\n")
    }
  }

  @Test("samples are separate requests for the same words, and lie beside each other as NAME, NAME-2, NAME-3")
  func samples() async throws {
    try await withWorkspace { ask in
      .reply("Reply \(ask.number)", to: ask)
    } _: { workspace, standIn in
      try workspace.job(
        "poems",
        """
        variables: {rows: [{keyword: basil}]}
        key: "{{ keyword }}"
        samples: 3
        messages: [{user: "On {{ keyword }}"}]
        """)
      let run = try await workspace.run()
      #expect(run["jobs"][0]["items"] == 3)
      #expect(standIn.prompts == ["On basil", "On basil", "On basil"])
      let names = ["poems/basil.md", "poems/basil-2.md", "poems/basil-3.md"]
      #expect(try workspace.drafts().keys.sorted() == names.sorted())
      let texts = try names.map { try workspace.read("output/\($0)").trimmed }
      #expect(texts.sorted() == ["Reply 1", "Reply 2", "Reply 3"])

      try workspace.change("jobs/poems.yaml", "samples: 3", to: "samples: 4")
      try await workspace.run()
      #expect(standIn.count == 4)
      #expect(try workspace.read("output/poems/basil-4.md").trimmed == "Reply 4")
    }
  }

  @Test("equal questions in flight share one request")
  func equalQuestions() async throws {
    let others = Tally()
    try await withWorkspace { ask in
      if ask.prompt == "On soil" {
        try await others.reaches(2)  // by now the second of the equal rows has had its turn
      } else {
        others.add()
      }
      return StandIn.echo(ask)
    } _: { workspace, standIn in
      try workspace.job(
        "notes",
        """
        variables:
          rows: [{id: a, topic: soil}, {id: b, topic: soil}, {id: c, topic: light}, {id: d, topic: water}]
        key: "{{ id }}"
        messages: [{user: "On {{ topic }}"}]
        """)
      try await workspace.run()
      #expect(standIn.prompts.sorted() == ["On light", "On soil", "On water"])
      for id in ["a", "b"] { #expect(try workspace.read("output/notes/\(id).md").trimmed == "You asked: On soil") }
    }
  }

  @Test("an item whose reply another item had asked for keeps its own moment, too")
  func sharedReplyIsRecorded() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.job(
        "notes",
        """
        variables: {rows: [{id: a, topic: soil}, {id: b, topic: soil}]}
        key: "{{ id }}"
        messages: [{user: "On {{ topic }}"}, {reply: first}, {user: "And then?"}, {reply: second}]
        """)
      try await workspace.run("--concurrency", "1")
      #expect(standIn.count == 2)
      let database = try DatabaseQueue(path: workspace.url(StateTests.state).path)
      let lengths = try await database.read { try Int.fetchAll($0, sql: "SELECT length(conversation) FROM item") }
      try database.close()
      #expect(lengths == [64, 64])
    }
  }

  @Test("rows without a key keep their drafts when other rows come and go")
  func defaultKey() async throws {
    try await withWorkspace { workspace, standIn in
      let job = "variables: {rows: ROWS}\nmessages: [{user: \"On {{ topic }}\"}]\n"
      try workspace.job("notes", job.replacing("ROWS", with: "[{topic: soil}, {topic: light}]"))
      try await workspace.run()
      #expect(try workspace.drafts().count == 2)
      try workspace.job("notes", job.replacing("ROWS", with: "[{topic: water}, {topic: light}, {topic: soil}]"))
      let run = try await workspace.run()
      #expect(run["jobs"][0]["kept"] == 2)
      #expect(run["jobs"][0]["created"] == 1)
      #expect(standIn.count == 3)
    }
  }
}
