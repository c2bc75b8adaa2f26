import CommandSupport
import Subprocess
import Testing

@Suite("Conversations", .aFewAtOnce)
struct ConversationTests {
  static let article = """
    variables: {rows: [{keyword: basil}]}
    key: "{{ keyword }}"
    messages:
      - system: You are an editor.
      - user: "Outline {{ keyword }}."
      - reply: outline
      - user: "Write {{ keyword }} along: {{ outline }}"
      - reply: {name: article, max_tokens: 77}
    settings: {temperature: 0.5, max_tokens: 33}
    output:
      path: "{{ keyword }}.md"
      front_matter: {outline: "{{ outline }}"}
      body: "{{ article }}"
    """
  static let outline = "Three parts"

  static func answer(_ ask: Ask) -> Answer {
    .reply(ask.prompt.hasPrefix("Outline") ? outline : "The article, at last.", to: ask)
  }

  @Test("the second request holds the first reply as the assistant's words, and each its own settings")
  func twoReplies() async throws {
    try await withWorkspace {
      Self.answer($0)
    } _: { workspace, standIn in
      try workspace.job("article", Self.article)
      try await workspace.run()
      try #require(standIn.count == 2)
      #expect(standIn.asks[0].path == "/v1/chat/completions")
      #expect(standIn.asks[0].messages == [.init("system", "You are an editor."), .init("user", "Outline basil.")])
      #expect(
        standIn.asks[1].messages == [
          .init("system", "You are an editor."), .init("user", "Outline basil."), .init("assistant", Self.outline),
          .init("user", "Write basil along: Three parts"),
        ])
      #expect(standIn.asks.map { $0.body["max_tokens"] } == [33, 77])
      #expect(standIn.asks.map { $0.body["temperature"].number } == [0.5, 0.5])
      #expect(standIn.asks.map(\.model) == ["some-model", "some-model"])
      let draft = try workspace.draft("basil.md")
      #expect(draft.text("outline") == Self.outline)
      #expect(draft.body == "The article, at last.")
    }
  }

  @Test("killed between two replies, the run goes on with the second only")
  func resumes() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.job("article", Self.article)
      let gate = Tally()
      standIn.answer { ask in
        if ask.number == 2 { try await gate.reaches(1) }
        return Self.answer(ask)
      }
      _ = try await workspace.galley("run") { running in
        try await standIn.asked.reaches(2)
        try running.send(.kill)
      }
      gate.open()
      #expect(try await workspace.plan() == ["basil": "resume"])
      try await workspace.run()
      #expect(standIn.count == 3)
      #expect(standIn.asks.last?.messages == standIn.asks[1].messages)
      #expect(try workspace.draft("basil.md").body == "The article, at last.")
    }
  }

  @Test("with `completions` the prompt is all texts joined by blank lines, without names of roles")
  func completions() async throws {
    try await withWorkspace { ask in
      .reply(ask.prompt.hasSuffix("Outline basil.") ? Self.outline : "The article, at last.", to: ask)
    } _: { workspace, standIn in
      try workspace.configure(standIn.baseURL, api: "completions")
      try workspace.job("article", Self.article)
      try await workspace.run()
      try #require(standIn.count == 2)
      #expect(standIn.asks.map(\.path) == ["/v1/completions", "/v1/completions"])
      #expect(standIn.asks[0].prompt == "You are an editor.\n\nOutline basil.")
      #expect(
        standIn.asks[1].prompt
          == "You are an editor.\n\nOutline basil.\n\nThree parts\n\nWrite basil along: Three parts")
      #expect(standIn.asks[1].body["messages"] == nil)
      #expect(try workspace.draft("basil.md").body == "The article, at last.")
    }
  }

  @Test("`transcript` is all that was said after the system message, replies too")
  func transcript() async throws {
    try await withWorkspace {
      Self.answer($0)
    } _: { workspace, _ in
      try workspace.job(
        "article", Self.article.replacing("body: \"{{ article }}\"", with: "body: \"{{ transcript }}\""))
      try await workspace.run()
      #expect(
        try workspace.draft("basil.md").body
          == "Outline basil.\n\nThree parts\n\nWrite basil along: Three parts\n\nThe article, at last.")
    }
  }

  @Test("all settings, roles and `extra` reach the provider; what is not set is not sent")
  func settings() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.configure(
        standIn.baseURL, provider: "token_parameter: max_completion_tokens\nheaders: {x-team: docs}")
      try workspace.job(
        "one",
        """
        messages:
          - developer: Be brief.
          - user: A question?
          - assistant: An example of an answer.
          - user: Another?
        settings: {top_p: 0.9, max_tokens: 12, stop: [END], seed: 7, reasoning_effort: low, extra: {service_tier: flex}}
        """)
      try await workspace.run()
      let ask = try #require(standIn.asks.first)
      #expect(ask.messages.map(\.role) == ["developer", "user", "assistant", "user"])
      #expect(ask.body["top_p"] == .number(0.9))
      #expect(ask.body["max_completion_tokens"] == 12)
      #expect(ask.body["stop"] == .array(["END"]))
      #expect(ask.body["seed"] == 7)
      #expect(ask.body["reasoning_effort"] == "low")
      #expect(ask.body["service_tier"] == "flex")
      for name in ["max_tokens", "temperature", "extra", "on_length"] { #expect(ask.body[name] == nil, "\(name)") }
      #expect(ask.headers["x-team"] == "docs")
      #expect(ask.headers["authorization"] == nil)
    }
  }

  @Test("a conversation without a reply ends in one, named `draft`")
  func impliedReply() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.job("one", "messages: [{user: Say it.}]\noutput: {path: one.md, body: \"<{{ draft }}>\"}\n")
      try await workspace.run()
      #expect(standIn.count == 1)
      #expect(try workspace.read("output/one.md").trimmed == "<You asked: Say it.>")
    }
  }
}
