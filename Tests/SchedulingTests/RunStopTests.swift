import JobModel
import TestSupport
import Testing

@testable import Scheduling

@Suite("A run that stops", .timeLimit(.minutes(2)))
struct RunStopTests {
  @Test("a stopped run starts nothing new, stores and writes what is in flight; the next run asks the rest")
  func stop() async throws {
    let door = Door()
    try await withRun { _ in
      await door.pass()
      return .chat("Green.")
    } during: { scratch, server in
      try scratch.articles(["basil", "mint", "thyme", "dill", "sage"], "limits: {concurrency: 2}")
      let handle = RunHandle()
      async let running = scratch.run(handle: handle)
      await door.untilCame(2)
      handle.stop()
      await door.open()
      let summary = try await running
      #expect(summary.stopped == .signal)
      #expect(summary.exitCode == 75)
      #expect((summary.jobs[0].created, summary.jobs[0].pending) == (2, 3))
      #expect(scratch.drafts.count == 2)
      #expect(scratch.waits == [StageRun.grace])
      #expect(server.requests.count == 2)

      let next = try await scratch.run()
      #expect((next.requests, next.jobs[0].created, next.jobs[0].kept, next.exitCode) == (3, 3, 2, 0))
    }
  }

  @Test(
    "when the grace is over requests in flight are given up; they stay pending, and are counted at their worst case")
  func graceOver() async throws {
    let door = Door()
    try await withRun(clock: HandClock { _ in true }) { request in
      if request.number > 2 { return .chat("Green.") }
      await door.pass()
      return .silent
    } during: { scratch, server in
      try scratch.articles(["basil", "cumin", "thyme"], "limits: {concurrency: 2}")
      await door.open()
      let handle = RunHandle()
      async let running = scratch.run(handle: handle)
      await door.untilCame(2)
      handle.stop()
      let summary = try await running
      #expect(summary.exitCode == 75)
      #expect((summary.jobs[0].created, summary.jobs[0].pending, summary.jobs[0].failed) == (0, 3, 0))
      // 18 bytes, 8 more for the message and 128 for the request, at 1 USD for a million tokens; 100 tokens out at 2.
      let worst = ("Write about basil.".utf8.count + 8 + 128 + 200) * 1_000_000
      #expect(summary.cost == Money(picoDollars: 2 * worst))
      let next = try await scratch.run()
      #expect((next.jobs[0].created, next.exitCode) == (3, 0))
      #expect(server.requests.count == 5)
    }
  }

  @Test("a run that is stopped while an item waits to ask again ends at once")
  func stopWhileWaiting() async throws {
    try await withRun(clock: .still) { _ in
      .error(500)
    } during: { scratch, server in
      try scratch.articles(["basil"])
      let handle = RunHandle()
      let summary = try await scratch.run(handle: handle) { event in
        if case .attemptFailed = event { handle.stop() }
      }
      #expect((summary.exitCode, summary.jobs[0].pending, summary.requests) == (75, 1, 1))
      #expect(server.requests.count == 1)
    }
  }

  @Test("a run that was asked to stop before it began sends nothing")
  func stopBefore() async throws {
    try await withRun { _ in
      .chat("Green.")
    } during: { scratch, server in
      try scratch.articles(["basil", "mint"])
      let handle = RunHandle()
      handle.stop()
      let summary = try await scratch.run(handle: handle)
      #expect((summary.exitCode, summary.jobs[0].pending) == (75, 2))
      #expect(server.requests.isEmpty)
    }
  }

  @Test(
    "a provider that refuses stops the run: one request in flight, one request sent",
    arguments: [(401, "key"), (402, "credit")])
  func refused(_ status: Int, _ code: String) async throws {
    try await withRun { _ in
      .error(status)
    } during: { scratch, server in
      try scratch.articles(["basil", "mint", "thyme"], "limits: {concurrency: 1}")
      let summary = try await scratch.run()
      #expect((summary.exitCode, summary.stopped) == (77, .provider))
      #expect((summary.jobs[0].pending, summary.jobs[0].failed) == (3, 0))
      #expect(server.requests.count == 1)
      #expect(try await scratch.status().states[.pending] == 3)
    }
  }

  @Test("a model that is not there stops its job and no other")
  func noModel() async throws {
    try await withRun { request in
      request.text.contains("gone-model") ? .error(404, code: "model_not_found") : .chat("Green.")
    } during: { scratch, server in
      try scratch.articles(["basil", "mint"], "model: gone-model\nlimits: {concurrency: 1}", name: "a")
      try scratch.articles(["thyme", "dill"], name: "b")
      let summary = try await scratch.run()
      #expect(summary.exitCode == 1)
      #expect(summary.jobs.map(\.created) == [0, 2])
      #expect((summary.jobs[0].failed, summary.jobs[0].pending) == (1, 1))
      #expect(server.requests.count { $0.text.contains("gone-model") } == 1)
    }
  }

  @Test("after eight failures in a row the rest is not sent")
  func outOfService() async throws {
    try await withRun { _ in
      .error(503)
    } during: { scratch, server in
      try scratch.articles((1...20).map { "herb\($0)" }, "limits: {concurrency: 1}\nretry: {attempts: 2}")
      let summary = try await scratch.run()
      #expect(summary.exitCode == 69)
      #expect(server.requests.count == ProviderHealth.limit)
      #expect((summary.jobs[0].pending, summary.jobs[0].failed) == (20, 0))
    }
  }

  @Test("a rate limit that lasts is waited for, and the provider is not given up")
  func rateLimit() async throws {
    try await withRun { request in
      request.number <= 20 ? .error(429, headers: [(name: "retry-after", value: "1")]) : .chat("Green.")
    } during: { scratch, server in
      try scratch.articles(["basil"], "limits: {concurrency: 1}\nretry: {attempts: 30}")
      #expect(try await scratch.run().exitCode == 0)
      #expect(server.requests.count == 21)
    }
  }

  @Test("--limit asks for so many items, says 75, and the next run goes on")
  func limit() async throws {
    try await withRun { _ in
      .chat("Green.")
    } during: { scratch, server in
      try scratch.articles(["basil", "mint", "thyme"])
      var options = RunOptions()
      options.limit = 2
      let first = try await scratch.run(options)
      #expect((first.exitCode, first.jobs[0].created, first.jobs[0].pending) == (75, 2, 1))
      let second = try await scratch.run(options)
      #expect((second.exitCode, second.jobs[0].created, second.jobs[0].kept) == (0, 1, 2))
      #expect(server.requests.count == 3)
    }
  }
}
