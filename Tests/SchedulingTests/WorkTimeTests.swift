import JobModel
import Testing

@testable import Scheduling

@Suite("How long a plan takes")
struct WorkTimeTests {
  private static let rate = RateLimits(requestsPerMinute: 60)

  private func work(_ requests: Int, chain: Int = 1, latency: Duration? = nil) -> WorkTime.Work {
    WorkTime.Work(requests: requests, tokens: requests * 200, chain: chain, latency: latency)
  }

  @Test(
    "the narrowest of requests, tokens, places and what one item waits for",
    arguments: [
      // Nothing says.
      (600, 1, nil, [RateLimits()], nil), (0, 1, nil, [], 0),
      // 599 requests behind the first, one a second.
      (600, 1, nil, [rate], 599), (1, 1, nil, [rate], 0),
      // 120,000 tokens at 1,000 a second, whoever's limit it is.
      (600, 1, nil, [RateLimits(requestsPerMinute: 6000), RateLimits(tokensPerMinute: 60_000)], 120),
      // 600 requests of 2 s, ten at a time; three of one item, one after the other.
      (600, 1, .seconds(2), [RateLimits()], 120), (3, 3, .seconds(2), [], 6), (600, 1, .seconds(2), [rate], 599),
    ] as [(Int, Int, Duration?, [RateLimits], Double?)])
  func narrowest(requests: Int, chain: Int, latency: Duration?, limits: [RateLimits], expected: Double?) {
    var time = WorkTime([work(requests, chain: chain, latency: latency)])
    for limit in limits { time.limit(limit, jobs: [0]) }
    time.places(10, jobs: [0])
    #expect(time.seconds(0) == expected)
  }

  @Test("jobs that share a limit wait for each other: who needs less is done when each has had as much")
  func shared() {
    var time = WorkTime([work(11), work(101), work(50)])
    time.limit(Self.rate, jobs: [0, 1])
    time.limit(RateLimits(requestsPerMinute: 600), jobs: [2])
    #expect((time.seconds(0), time.seconds(1)) == (21, 111))
    #expect(time.seconds(2) == 4.9)
    time.limit(RateLimits(requestsPerMinute: 6000), jobs: [1, 2])
    #expect([time.sharing(with: 0), time.sharing(with: 1), time.sharing(with: 2)] == [[1], [0], []])
  }

  @Test("24 requests of 0.9 s of each of two jobs take 21.6 s through two places, and not 10.8")
  func places() {
    let half = work(24, latency: .milliseconds(900))
    var time = WorkTime([half, half, work(0)])
    time.places(2, jobs: [0, 1, 2])
    #expect(abs((time.seconds(0) ?? 0) - 21.6) < 1e-9 && abs((time.seconds(1) ?? 0) - 21.6) < 1e-9)
    #expect(time.sharing(with: 0) == [1], "who asks for nothing is in nobody's way")
  }

  @Test(
    "a deadline leaves out what does not start before it",
    // 30 items at 4 a second: those at 0, 0.25, … 1.75 s.
    arguments: [(30, 2.0, 7.25, 8), (30, 7.25, 7.25, 30), (30, 8, 7.25, 30), (30, 0.001, 7.25, 1), (1, 1, 9, 1)])
  func reached(items: Int, deadline: Double, seconds: Double, expected: Int) {
    #expect(WorkTime.reached(of: items, within: deadline, seconds: seconds) == expected)
  }
}
