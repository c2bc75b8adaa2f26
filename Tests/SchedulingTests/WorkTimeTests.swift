import JobModel
import Testing

@testable import Scheduling

@Suite("How long a plan takes")
struct WorkTimeTests {
  private static let rate = RateLimits(requestsPerMinute: 60)

  @Test(
    "the narrowest of requests, tokens, latency and deadline",
    arguments: [
      // Nothing says.
      (600, 1, nil, [RateLimits()], nil, nil), (0, 1, nil, [], nil, 0),
      // 599 requests behind the first, one a second.
      (600, 1, nil, [rate], nil, 599), (1, 1, nil, [rate], nil, 0),
      // 120,000 tokens at 1,000 a second, whoever's limit it is.
      (600, 1, nil, [RateLimits(requestsPerMinute: 6000), RateLimits(tokensPerMinute: 60_000)], nil, 120),
      // 600 requests of 2 s, ten at a time; three of one item, one after the other.
      (600, 1, .seconds(2), [RateLimits()], nil, 120), (3, 3, .seconds(2), [], nil, 6),
      (600, 1, .seconds(2), [rate], nil, 599), (600, 1, .seconds(2), [rate], .seconds(300), 300),
    ] as [(Int, Int, Duration?, [RateLimits], Duration?, Double?)])
  func narrowest(
    requests: Int, chain: Int, latency: Duration?, limits: [RateLimits], deadline: Duration?, expected: Double?
  ) {
    let time = WorkTime(
      requests: requests, tokens: requests * 200, chain: chain, latency: latency, places: 10, limits: limits,
      deadline: deadline)
    #expect(time.seconds == expected)
  }
}
