import CommandSupport
import Subprocess
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
      // plan counts with it: 1500 tokens a second.
      try workspace.articles(203)
      let job = try await workspace.galley("plan", "--json").json()["jobs"][0]
      let tokens = (try #require(job["tokens"]["low"].number) + #require(job["tokens"]["high"].number)) / 2
      #expect(abs(try #require(job["seconds"].number) - tokens / 1500) < 0.1)
    }
  }

  @Test("what holds a run back is told while nothing is answered: all places taken, a provider's pause, the budget")
  func heldBackSilently() async throws {
    let cases: [(more: String, answer: @Sendable (Ask) -> Answer, expected: JSON)] = [
      ("concurrency: 1", { StandIn.echo($0) }, "concurrency"),
      ("concurrency: 1", { _ in .error(429, headers: ["retry-after": "3000"]) }, "provider"),
      // Pauses and is slow: the pause is what to tell.
      ("requests_per_minute: 1", { _ in .error(429, headers: ["retry-after": "30"]) }, "provider"),
      ("budget: 0.0003", { StandIn.echo($0) }, "budget"),
    ]
    for (more, answer, expected) in cases {
      let seen = Tally()
      try await withWorkspace { ask in
        let answer = answer(ask)
        if answer.status == 200 { try await seen.reaches(1) }
        return answer
      } _: { workspace, standIn in
        try workspace.append("galley.yaml", "prices: {some-model: {input: 1, output: 1}}\n")
        try workspace.articles(4)
        try workspace.append("jobs/articles.yaml", "\nsettings: {max_tokens: 10}\nlimits: {\(more)}\n")
        let run = try await workspace.galley("run") { running in
          try await standIn.asked.reaches(1)
          let isTold = try await eventually {
            let status = try? await workspace.galley("status", "--json").json()
            return status?["running"][0]["held_by"] == expected
          }
          #expect(isTold, "held back by \(expected)")
          seen.open()
          if expected == "provider" { try running.send(.terminate) }
        }
        #expect([0, 75].contains(run.exit), "\(run.testDescription)")
      }
    }
  }

  @Test("status says what holds a run back that goes on")
  func heldBack() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(9)
      try workspace.append("jobs/articles.yaml", "\nlimits: {requests_per_minute: 1}\n")
      let run = try await workspace.galley("run") { running in
        try await standIn.asked.reaches(1)
        let isTold = try await eventually {
          let status = try? await workspace.galley("status", "--json").json()
          return status?["running"][0]["held_by"] == "requests"
        }
        #expect(isTold)
        #expect(try await workspace.galley("status").output.contains("held back by requests"))
        try running.send(.interrupt)
      }
      #expect(run.exit == 75, "\(run.testDescription)")
      #expect(try await workspace.galley("status", "--json").json()["running"].array.isEmpty)
    }
  }
}
