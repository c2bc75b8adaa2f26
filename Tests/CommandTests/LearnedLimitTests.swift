import CommandSupport
import Testing

@Suite("Limits that are learned, and what holds a run back", .aFewAtOnce)
struct LearnedLimitTests {
  @Test(
    "a limit named in headers is remembered for the next run, and status and doctor tell it beside what is declared")
  func remembered() async throws {
    try await withWorkspace { ask in
      let reply = StandIn.echo(ask)
      let limits = ["x-ratelimit-limit-requests": "6000", "x-ratelimit-limit-tokens": "90000"]
      return Answer(
        status: reply.status, headers: reply.headers.merging(limits) { first, _ in first }, body: reply.body)
    } _: { workspace, standIn in
      try workspace.articles(3)
      #expect(try await workspace.galley("status", "--json").json()["limits"].array.isEmpty)
      try await workspace.run()
      let learned = try await workspace.galley("status", "--json").json()["limits"]
      #expect(learned.array.count == 1)
      #expect(learned[0]["model"] == "some-model")
      #expect(learned[0]["requests_per_minute"] == 5940)
      #expect(learned[0]["tokens_per_minute"] == 90_000)
      let words = "5940 requests and 90000 tokens a minute"
      #expect(try await workspace.galley("status").output.contains(words))
      let doctor = try await workspace.galley("doctor").output
      #expect(doctor.contains("none declared"))
      #expect(doctor.contains("some-model: learned \(words)"))
    }
  }

  @Test("status says what holds a run back that goes on")
  func heldBack() async throws {
    let seen = Tally()
    try await withWorkspace { ask in
      if ask.number == 2 { try await seen.reaches(1) }
      return StandIn.echo(ask)
    } _: { workspace, standIn in
      try workspace.articles(3)
      try workspace.append("jobs/articles.yaml", "\nlimits: {requests_per_minute: 30}\n")
      let run = try await workspace.galley("run") { _ in
        try await standIn.asked.reaches(2)
        let status = try await workspace.galley("status", "--json").json()
        #expect(status["running"][0]["held_by"] == "requests")
        #expect(try await workspace.galley("status").output.contains("held back by requests"))
        seen.open()
      }
      #expect(run.exit == 0)
      #expect(try await workspace.galley("status", "--json").json()["running"].array.isEmpty)
    }
  }
}
