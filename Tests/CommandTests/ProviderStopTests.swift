import CommandSupport
import Foundation
import TestSupport
import Testing

@Suite("Providers that refuse or are out of service", .aFewAtOnce)
struct ProviderStopTests {
  /// Made for these tests; nothing anywhere takes it.
  static let key = "not-a-real-key-4711"

  static let refusals: [String: Answer] = [
    "401": .error(401, "Incorrect API key provided: \(key)", type: "authentication_error"),
    "402": .error(402, "Payment required"),
    "403": .error(403, "Project may not use this model", type: "permission_error"),
    "no credit": .error(
      429, "You exceeded your current quota", type: "insufficient_quota", code: "insufficient_quota"),
  ]

  @Test(
    "a refused key or no credit stops the run at once with 77: items stay pending, the key shows nowhere",
    arguments: refusals.keys.sorted())
  func refused(_ kind: String) async throws {
    let answer = try #require(Self.refusals[kind])
    try await withWorkspace { _ in
      answer
    } _: { workspace, standIn in
      try workspace.configure(standIn.baseURL, concurrency: 2, provider: "key_env: MY_KEY")
      try workspace.articles(20)
      let ended = try await workspace.galley("run", "--json", environment: ["MY_KEY": Self.key])
      #expect(ended.exit == 77, "\(ended.testDescription)")
      let run = try ended.json()
      #expect(run["stopped"] == "provider")
      #expect(run["error"] != nil)
      #expect(run["jobs"][0]["pending"] == 20)
      #expect(run["jobs"][0]["failed"] == 0)
      #expect(standIn.count <= 2)
      #expect(standIn.asks.allSatisfy { $0.headers["authorization"] == "Bearer \(Self.key)" })

      #expect(!ended.output.contains(Self.key))
      #expect(!ended.errors.contains(Self.key))
      for (name, bytes) in try workspace.files(under: "output") {
        #expect(bytes.firstRange(of: Array(Self.key.utf8)) == nil, "the key stands in output/\(name)")
      }
      #expect(try await workspace.states() == ["pending": 20])
      standIn.answer { StandIn.echo($0) }
      try await workspace.run(environment: ["MY_KEY": Self.key])
      try workspace.expectArticles(Herbs.names(20))
    }
  }

  @Test("a provider that nobody answers for ends the run with 69; items stay pending")
  func down() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(20)
      try workspace.configure("http://127.0.0.1:\(try await LoopbackServer.freePort())/v1")
      let run = try await workspace.run(exit: 69)
      #expect(run["stopped"] == "provider")
      #expect(run["jobs"][0]["pending"] == 20)
      let plain = try await workspace.galley("run")
      #expect(plain.errors.contains("127.0.0.1"), "\(plain.testDescription)")
      // That the limit was reached as well is not what is to be mended.
      let limited = try await workspace.galley("run", "--limit", "1")
      #expect(limited.exit == 69 && limited.errors.contains("refused"), "\(limited.testDescription)")

      try workspace.configure(standIn.baseURL)
      try await workspace.run()
      try workspace.expectArticles(Herbs.names(20))
    }
  }

  /// Requests that are in flight together fail together, and count once.
  @Test("eight failures in a row end the run with 69, long before every item has been tried", arguments: [1, 2])
  func alwaysFails(_ concurrency: Int) async throws {
    try await withWorkspace { _ in
      .error(500)
    } _: { workspace, standIn in
      try workspace.configure(standIn.baseURL, concurrency: concurrency)
      try workspace.articles(50)
      let run = try await workspace.run(exit: 69)
      #expect(run["stopped"] == "provider")
      #expect(standIn.count <= 8 * concurrency)
      #expect(run["jobs"][0]["pending"] == 50)
      #expect(run["jobs"][0]["failed"] == 0)
    }
  }

  @Test("when every item of a short run fails by the provider's fault, that is 69 and no failed item")
  func everyItem() async throws {
    try await withWorkspace { _ in
      .error(503)
    } _: { workspace, standIn in
      try workspace.articles(1)
      try await workspace.run(exit: 69)
      #expect(standIn.count == 3)
      #expect(try await workspace.states() == ["pending": 1])
    }
  }

  @Test("a redirect is never followed: 69, naming the host that it points to")
  func redirect() async throws {
    try await withWorkspace { workspace, standIn in
      try await withStandIn({ StandIn.echo($0) }) { elsewhere in
        let target = elsewhere.baseURL.replacing("127.0.0.1", with: "localhost") + "/chat/completions"
        standIn.answer { _ in Answer(status: 302, headers: ["location": target], body: "") }
        try workspace.articles(5)
        let ended = try await workspace.galley("run")
        #expect(ended.exit == 69, "\(ended.testDescription)")
        #expect(ended.errors.contains("localhost"), "\(ended.testDescription)")
        #expect(elsewhere.count == 0)
        #expect(try workspace.drafts().isEmpty)
      }
    }
  }

  @Test("a page of HTML with status 200, as a captive portal sends, is no reply: 69")
  func captivePortal() async throws {
    try await withWorkspace { _ in
      Answer(
        status: 200, headers: ["content-type": "text/html"], body: "<!doctype html><title>Log in to the net</title>")
    } _: { workspace, _ in
      try workspace.articles(10)
      let run = try await workspace.run(exit: 69)
      #expect(run["stopped"] == "provider")
      #expect(try workspace.drafts().isEmpty)
      #expect(try await workspace.states() == ["pending": 10])
    }
  }
}
