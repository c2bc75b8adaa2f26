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

  @Test("an item whose retry would come too late is left for the next run alone; all others have their drafts")
  func lateItem() async throws {
    try await withRun(clock: .still) {
      $0.asks(about: "mint") ? .error(500) : .chat("Green.")
    } during: { scratch, _ in
      let herbs = ["basil", "mint", "thyme", "dill", "sage"]
      try scratch.articles(herbs, "limits: {concurrency: 1}\nretry: {base: 90s, cap: 90s}")
      var options = RunOptions()
      options.deadline = .seconds(40)
      let summary = try await scratch.run(options)
      #expect(scratch.drafts == Set(herbs.filter { $0 != "mint" }))
      #expect((summary.stopped, summary.exitCode) == (.deadline, 75))
      #expect((summary.jobs[0].pending, summary.jobs[0].failed) == (1, 0))
      #expect(try await scratch.status().states[.pending] == 1)
      let said = try #require(summary.error)
      #expect(said.hasPrefix("articles: mint: ") && said.contains("it says no"))
      #expect(said.hasSuffix("; its next attempt, in 1m08s, would come after the run's deadline"), "\(said)")
    }
  }

  @Test("a provider's pause that reaches past a deadline is named with the deadline's owner", arguments: [true, false])
  func pause(isRuns: Bool) async throws {
    try await withRun(clock: .still) { _ in
      .error(429, headers: [(name: "retry-after", value: "60")])
    } during: { scratch, server in
      let own = isRuns ? "" : ", deadline: 3s"
      try scratch.articles(["basil", "mint"], "limits: {concurrency: 1\(own)}")
      var options = RunOptions()
      options.deadline = isRuns ? .seconds(3) : .seconds(4)
      let summary = try await scratch.run(options)
      #expect((summary.stopped, summary.jobs[0].pending, server.requests.count) == (.deadline, 2, 1))
      let words =
        "mine asks for no request in the next 1m00s, which reaches past the \(isRuns ? "run" : "job")'s deadline"
      #expect(RunParagraph.text(summary, reasons: []).contains(words))
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
