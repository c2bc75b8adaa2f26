import JobModel
import TestSupport
import Testing

@testable import Scheduling

@Suite("A run at its limits", .timeLimit(.minutes(2)))
struct RunLimitTests {
  @Test("who is to be waited for past the deadline is not waited for", arguments: ["429", "500"])
  func deadline(_ failure: String) async throws {
    try await withRun(clock: .still) { _ in
      failure == "429" ? .error(429, headers: [(name: "retry-after", value: "90")]) : .error(500)
    } during: { scratch, server in
      try scratch.articles(["basil", "mint"], "limits: {concurrency: 1}\nretry: {base: 90s, cap: 90s}")
      var options = RunOptions()
      options.deadline = .seconds(40)
      let summary = try await scratch.run(options)
      #expect((summary.stopped, summary.exitCode, summary.jobs[0].pending) == (.deadline, 75, 2))
      // A failure is one item's; the provider's wish is everybody's.
      #expect(server.requests.count <= (failure == "429" ? 1 : 2))
    }
  }

  @Test("where a run stands says what the next request waits for")
  func heldBack() async throws {
    let door = Door()
    try await withRun { _ in
      await door.pass()
      return .chat("Green.")
    } during: { scratch, _ in
      try scratch.articles(["basil", "mint", "thyme"], "limits: {concurrency: 1}")
      let handle = RunHandle()
      async let running = scratch.run(handle: handle)
      await door.untilCame(1)
      while handle.progress?.heldBack != .concurrency { await Task.yield() }
      await door.open()
      #expect(try await running.exitCode == 0)
      #expect(handle.progress?.heldBack == nil)
    }
  }

  @Test("what a run may still spend holds back an item whose worst case is too much, until others have cost less")
  func budget() async throws {
    try await withRun { _ in
      .chat("Green.")
    } during: { scratch, server in
      // Each may cost about 0.0004 USD: 100 tokens out at 2 a million, some 200 bytes in at 1.
      try scratch.articles((1...40).map { "herb\($0)" }, "limits: {concurrency: 8, budget: 0.001}")
      let summary = try await scratch.run()
      #expect(summary.stopped == .budget)
      let cost = try #require(summary.cost)
      #expect(cost <= Money(picoDollars: 1_000_000_000))
      #expect(server.requests.count == summary.jobs[0].created)
      #expect(summary.jobs[0].pending > 0)
    }
  }
}
