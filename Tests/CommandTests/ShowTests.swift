import CommandSupport
import Testing

@Suite("Where a draft came from, and whether all is there", .aFewAtOnce)
struct ShowTests {
  @Test(
    "show names row, conversation, model and tokens of a draft, by key and by path",
    arguments: ["basil", "output/basil.md", "basil.md"])
  func show(_ name: String) async throws {
    try await withWorkspace {
      ConversationTests.answer($0)
    } _: { workspace, _ in
      try workspace.job("article", ConversationTests.article)
      try await workspace.run()
      let ended = try await workspace.galley("show", name)
      #expect(ended.exit == 0, "\(ended.testDescription)")
      for text in [
        "article", "keyword", "basil", "You are an editor.", "Outline basil.", ConversationTests.outline,
        "The article, at last.", "some-model", "100", "20",
      ] {
        #expect(ended.output.contains(text), "\(text): \(ended.testDescription)")
      }
      #expect(try await workspace.galley("show", name, "--json").json().names.isEmpty == false)
    }
  }

  @Test("show of something that is not there says so, with the nearest name")
  func unknown() async throws {
    try await withWorkspace {
      ConversationTests.answer($0)
    } _: { workspace, _ in
      try workspace.job("article", ConversationTests.article)
      try await workspace.run()
      let ended = try await workspace.galley("show", "basli")
      #expect([64, 65].contains(ended.exit), "\(ended.testDescription)")
      #expect(ended.errors.contains("basli") && ended.errors.contains("basil"), "\(ended.testDescription)")
    }
  }

  @Test("show of an item that failed says why")
  func failed() async throws {
    try await withWorkspace { ask in
      ask.prompt == Herbs.prompt("herb-1") ? .error(400, "not this one") : StandIn.echo(ask)
    } _: { workspace, _ in
      try workspace.articles(2)
      try await workspace.run(exit: 1)
      let ended = try await workspace.galley("show", "herb-1")
      #expect(ended.output.contains("not this one"), "\(ended.testDescription)")
    }
  }

  @Test("doctor finds nothing to mend where all is there")
  func doctor() async throws {
    try await withWorkspace { workspace, _ in
      try workspace.articles(2)
      let ended = try await workspace.galley("doctor")
      #expect(ended.exit == 0, "\(ended.testDescription)")
      #expect(ended.output.contains("mine"), "\(ended.testDescription)")
      #expect(try await workspace.galley("doctor", "--json").json().names.isEmpty == false)
    }
  }

  @Test("doctor names the key that is missing")
  func doctorMissesKey() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.configure(standIn.baseURL, provider: "key_env: MY_KEY")
      try workspace.articles(2)
      let ended = try await workspace.galley("doctor")
      #expect(ended.exit != 0, "\(ended.testDescription)")
      #expect((ended.output + ended.errors).contains("MY_KEY"), "\(ended.testDescription)")
      let mended = try await workspace.galley("doctor", environment: ["MY_KEY": "not-a-real-key-5"])
      #expect(mended.exit == 0, "\(mended.testDescription)")
      #expect(!(mended.output + mended.errors).contains("not-a-real-key-5"))
    }
  }
}
