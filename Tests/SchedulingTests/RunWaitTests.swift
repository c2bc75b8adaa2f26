import JobModel
import TestSupport
import Testing

@testable import Scheduling

@Suite("A run's waits", .timeLimit(.minutes(2)))
struct RunWaitTests {
  @Test(
    "an item that fails waits base, 2 × base, and at most cap, each time half of it at random",
    arguments: [0, 0.5, 0.999])
  func backoff(_ fraction: Double) async throws {
    try await withRun {
      $0.number <= 4 ? .error(503) : .chat("Green.")
    } during: { scratch, server in
      try scratch.articles(["basil"], "retry: {attempts: 5, base: 500ms, cap: 1500ms}")
      let summary = try await scratch.run(fraction: fraction)
      let fulls = [500, 1000, 1500, 1500].map { Duration.milliseconds($0) }
      #expect(scratch.waits == fulls.map { $0 / 2 + ($0 / 2) * fraction })
      #expect(server.requests.count == 5)
      #expect((summary.requests, summary.retries, summary.exitCode) == (5, 4, 0))
      #expect(scratch.read("output/basil.md") == "Green.\n")
    }
  }

  @Test(
    "a retry-after is the least wait, whatever the cap; one that is shorter than the own wait changes nothing",
    arguments: [("20", 20_000), ("0.1", 375), ("0", 375), ("-3", 375), ("soon", 375), ("1e99", 375), ("nan", 375)])
  func retryAfter(_ header: String, _ milliseconds: Int) async throws {
    try await withRun { request in
      request.number == 1 ? .error(429, headers: [(name: "retry-after", value: header)]) : .chat("Green.")
    } during: { scratch, _ in
      try scratch.articles(["basil"], "retry: {base: 500ms, cap: 2s}")
      try await scratch.run()
      #expect(scratch.waits.max() == .milliseconds(milliseconds))
    }
  }

  @Test("an item out of attempts fails alone; the others have their drafts, and the run says 1")
  func outOfAttempts() async throws {
    try await withRun {
      $0.asks(about: "mint") ? .error(500) : .chat("Green.")
    } during: { scratch, server in
      try scratch.articles(["basil", "mint", "thyme"], "retry: {attempts: 3}")
      let summary = try await scratch.run()
      #expect(scratch.drafts == ["basil", "thyme"])
      #expect((summary.jobs[0].created, summary.jobs[0].failed, summary.exitCode) == (2, 1, 1))
      #expect(server.requests.count { $0.asks(about: "mint") } == 3)
      #expect(scratch.waits.count == 2, "no wait after the last attempt")
      #expect(try await scratch.status().failures.map(\.failure.attempts) == [3])
    }
  }

  @Test("an item that waits to ask again holds no place: the others go on meanwhile")
  func holdsNoPlace() async throws {
    let door = Door()
    try await withRun(clock: .still) { request in
      if request.asks(about: "basil") { return .error(500) }
      await door.pass()
      return .chat("Green.")
    } during: { scratch, server in
      try scratch.articles(["basil", "mint", "thyme", "dill"], "limits: {concurrency: 1}")
      await door.open()
      let handle = RunHandle()
      async let summary = scratch.run(handle: handle)
      await door.untilCame(3)
      handle.stop()
      let end = try await summary
      #expect(server.requests.count == 4)
      #expect(end.jobs[0].created == 3)
      #expect(end.jobs[0].pending == 1)
    }
  }
}
