import CommandSupport
import Foundation
import Testing

@Suite("A provider that fails now and then", .aFewAtOnce)
struct RetryTests {
  @Test("what passes is asked again", arguments: [408, 409, 500, 502, 503, 529])
  func asksAgain(_ status: Int) async throws {
    try await withWorkspace { workspace, standIn in
      standIn.answer { $0.number == 1 ? .error(status) : StandIn.echo($0) }
      try workspace.articles(1)
      let run = try await workspace.run()
      #expect(run["retries"] == 1)
      #expect(run["requests"] == 2)
      #expect(standIn.count == 2)
      try workspace.expectArticles(["herb-1"])
    }
  }

  @Test("a 429 waits as long as `retry-after` says, in seconds or as a date", arguments: ["seconds", "date"])
  func retryAfter(_ form: String) async throws {
    try await withWorkspace { workspace, standIn in
      standIn.answer { ask in
        guard ask.number == 1 else { return StandIn.echo(ask) }
        return .error(429, type: "rate_limit_error", headers: ["retry-after": form == "date" ? Self.date(in: 2) : "1"])
      }
      try workspace.articles(1)
      try await workspace.run()
      try #require(standIn.count == 2)
      #expect(standIn.asks[1].arrival - standIn.asks[0].arrival >= .milliseconds(950))
      try workspace.expectArticles(["herb-1"])
    }
  }

  /// A date of HTTP has whole seconds: one two seconds away is more than one second away.
  private static func date(in seconds: Double) -> String {
    let format = DateFormatter()
    format.locale = Locale(identifier: "en_US_POSIX")
    format.timeZone = TimeZone(secondsFromGMT: 0)
    format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
    return format.string(from: Date(timeIntervalSinceNow: seconds))
  }

  @Test("an item out of attempts fails with its reason, the others are done; the next run tries it again")
  func exhausted() async throws {
    try await withWorkspace { workspace, standIn in
      standIn.answer { $0.prompt == Herbs.prompt("herb-2") ? .error(500, "out of order") : StandIn.echo($0) }
      try workspace.articles(4)
      let first = try await workspace.run(exit: 1)
      #expect(first["jobs"][0]["created"] == 3)
      #expect(first["jobs"][0]["failed"] == 1)
      #expect(first["stopped"] == nil)
      #expect(standIn.count == 3 + 3)
      try workspace.expectArticles(["herb-1", "herb-3", "herb-4"])

      let status = try await workspace.galley("status", "--json").json()
      let failure = status["jobs"][0]["failures"][0]
      #expect(failure["key"] == "herb-2")
      #expect(failure["attempts"] == 3)
      #expect(failure["code"].string?.isEmpty == false)
      #expect(failure["message"].string?.contains("out of order") == true)

      standIn.answer { StandIn.echo($0) }
      let second = try await workspace.run()
      #expect(second["requests"] == 1)
      try workspace.expectArticles(Herbs.names(4))
      #expect(try await workspace.states() == ["done": 4])
    }
  }

  @Test("a request that hangs is given up after `limits.timeout` and asked again")
  func timeout() async throws {
    try await withWorkspace { workspace, standIn in
      let never = Tally()
      standIn.answer { ask in
        if ask.number == 1 { try await never.reaches(1) }
        return StandIn.echo(ask)
      }
      try workspace.articles(1)
      try workspace.append("jobs/articles.yaml", "\nlimits: {concurrency: 4, timeout: 2s}\n")
      let run = try await workspace.run()
      never.open()
      #expect(run["retries"] == 1)
      try workspace.expectArticles(["herb-1"])
    }
  }

  @Test("an item is not asked more often than `retry.attempts` in a run, and a reply that cannot be read counts")
  func unreadable() async throws {
    try await withWorkspace { workspace, standIn in
      standIn.answer { ask in
        ask.prompt == Herbs.prompt("herb-1")
          ? Answer(status: 200, headers: ["content-type": "application/json"], body: "{\"choices\": [")
          : StandIn.echo(ask)
      }
      try workspace.articles(3)
      try await workspace.run(exit: 1)
      #expect(standIn.prompts.count { $0 == Herbs.prompt("herb-1") } == 3)
    }
  }
}
