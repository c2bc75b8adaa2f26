import CommandSupport
import Testing

@Suite("Items that a provider rejects", .aFewAtOnce)
struct RejectedItemTests {
  @Test(
    "a rejected item fails at once with the provider's words, is not asked again, and is with --retry-failed",
    arguments: [400, 413, 422])
  func rejected(_ status: Int) async throws {
    try await withWorkspace { workspace, standIn in
      standIn.answer { ask in
        ask.prompt == Herbs.prompt("herb-2")
          ? .error(status, "this prompt is not taken", type: "invalid_request_error") : StandIn.echo(ask)
      }
      try workspace.articles(3)
      try await workspace.run(exit: 1)
      #expect(standIn.count == 3)
      try workspace.expectArticles(["herb-1", "herb-3"])
      let failures = try await workspace.galley("status", "--json").json()["jobs"][0]["failures"]
      #expect(failures.array.count == 1)
      #expect(failures[0]["key"] == "herb-2")
      #expect(failures[0]["message"].string?.contains("this prompt is not taken") == true)
      #expect(try await workspace.galley("status").output.contains("this prompt is not taken"))

      #expect(try await workspace.plan()["herb-2"] == "failed")
      let again = try await workspace.run(exit: 1)
      #expect(again["requests"] == 0)
      #expect(standIn.count == 3)

      standIn.answer { StandIn.echo($0) }
      let retried = try await workspace.run("--retry-failed")
      #expect(retried["requests"] == 1)
      try workspace.expectArticles(Herbs.names(3))
    }
  }

  /// By the code that the item fails with.
  static let empty: [String: @Sendable (Ask) -> Answer] = [
    "content_filter": { .reply("Half of", to: $0, finish: "content_filter") },
    "empty": { .reply("", to: $0) },
    "refusal": { ask in
      Answer(
        status: 200, headers: ["content-type": "application/json"],
        body: """
          {"id": "x", "object": "chat.completion", "created": 1, "model": "some-model", "choices": [{"index": 0,
          "finish_reason": "stop", "message": {"role": "assistant", "content": null, "refusal": "I would rather not."}}],
          "usage": {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}}
          """)
    },
  ]

  @Test("a reply without words is no draft: the item fails and is not asked again", arguments: empty.keys.sorted())
  func withoutWords(_ code: String) async throws {
    let answer = try #require(Self.empty[code])
    try await withWorkspace { ask in
      ask.prompt == Herbs.prompt("herb-1") ? answer(ask) : StandIn.echo(ask)
    } _: { workspace, standIn in
      try workspace.articles(3)
      try await workspace.run(exit: 1)
      #expect(standIn.count == 3)
      try workspace.expectArticles(["herb-2", "herb-3"])
      let status = try await workspace.galley("status", "--json").json()
      #expect(status["jobs"][0]["failures"][0]["code"] == .string(code))
      #expect(status["jobs"][0]["failures"][0]["attempts"] == 1)
      try await workspace.run(exit: 1)
      #expect(standIn.count == 3)
    }
  }

  @Test("a model that is not there is asked for once, and named")
  func noModel() async throws {
    try await withWorkspace { _ in
      .error(404, "The model `some-model` does not exist", type: "invalid_request_error", code: "model_not_found")
    } _: { workspace, standIn in
      try workspace.configure(standIn.baseURL, concurrency: 1)
      try workspace.articles(10)
      let ended = try await workspace.galley("run")
      #expect(ended.exit == 1, "\(ended.testDescription)")
      #expect(ended.errors.contains("some-model"))
      #expect(standIn.count == 1)
      #expect(try workspace.drafts().isEmpty)
    }
  }
}
