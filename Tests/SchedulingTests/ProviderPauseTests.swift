import TestSupport
import Testing

@testable import JobModel
@testable import Scheduling

@Suite("A provider that wants to be left alone", .timeLimit(.minutes(2)))
struct ProviderPauseTests {
  @Test(
    "any wait that a provider asks for is meant for all requests",
    arguments: [(Duration.seconds(2), Duration.seconds(2)), (.zero, nil), (nil, nil)])
  func policy(_ asked: Duration?, _ pause: Duration?) {
    let retry = Retry(attempts: 3, base: .seconds(1), cap: .seconds(2))
    #expect(retry.pause(after: failure(.transient, retryAfter: asked)) == pause)
  }

  @Test("while a provider is left alone nobody asks it, and others are asked; what was under way says nothing new")
  func held() {
    let start = Instant.now
    var pause = Pause()
    // Asked for, by a request sent when, known when; whether that is a new pause, and until when it lasts.
    let table: [(length: Int, began: Int, now: Int, isNew: Bool, until: Int)] = [
      (9, 0, 1, true, 10), (9, 0, 2, false, 10), (20, 0, 3, false, 23), (1, 23, 24, true, 25),
    ]
    for row in table {
      let isNew = pause.extend(
        by: .seconds(row.length), began: start + .seconds(row.began), now: start + .seconds(row.now))
      #expect((isNew, pause.until) == (row.isNew, start + .seconds(row.until)))
    }
  }

  @Test(
    "one answer with a long retry-after is heard by all items, also when it was the last attempt", arguments: [6, 1])
  func everybody(_ attempts: Int) async throws {
    let door = Door()
    let (pauses, paused) = AsyncStream.makeStream(of: Void.self)
    let others = ["dill", "sage", "chives", "borage"]
    // The pause lasts until the run is stopped.
    try await withRun(clock: HandClock { $0 != .seconds(90) && $0 != StageRun.grace }) { request in
      guard others.contains(where: request.asks) else {
        return .error(429, headers: [(name: "retry-after", value: "90")])
      }
      await door.pass()
      return .chat("Green.")
    } during: { scratch, server in
      let address = "{api: chat, base_url: \"\(server.baseURL)/v1\"}"
      try scratch.write("galley.yaml", "defaults: {model: m}\nproviders: {mine: \(address), other: \(address)}\n")
      try scratch.articles(
        ["basil", "mint", "thyme"],
        "provider: mine\nlimits: {concurrency: 1}\nretry: {attempts: \(attempts), base: 1s, cap: 60s}")
      // Four round trips, in which the other two could have been asked.
      try scratch.articles(others, "provider: other\nlimits: {concurrency: 1}", name: "others")
      let handle = RunHandle()
      async let run = scratch.run(handle: handle) { event in
        if case .paused = event { paused.yield() }
      }
      for await _ in pauses { break }
      await door.open()
      await door.untilCame(others.count)
      handle.stop()
      let summary = try await run
      #expect(server.requests.count { !others.contains(where: $0.asks) } == 1)
      #expect(summary.jobs.map(\.created) == [0, 4])
    }
  }

  @Test("when the time is over the run goes on by itself, and asks each item once more")
  func goesOn() async throws {
    try await withRun {
      $0.number == 1 ? .error(429, headers: [(name: "retry-after", value: "90")]) : .chat("Green.")
    } during: { scratch, server in
      try scratch.articles(["basil", "mint"], "limits: {concurrency: 1}\nretry: {base: 1s, cap: 60s}")
      let summary = try await scratch.run()
      #expect(summary.exitCode == 0)
      #expect(server.requests.count == 3)
      #expect(scratch.waits.first == .seconds(90))
      // Afterwards, one comes after the other.
      #expect(scratch.waits.dropFirst().allSatisfy { $0 <= .seconds(1) })
    }
  }
}
