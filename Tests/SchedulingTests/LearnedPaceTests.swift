import JobModel
import Testing

@testable import Scheduling

/// A pace and the hand of its clock.
private struct Bench {
  var pace: LearnedPace
  let start = Instant.now
  var now: Instant

  init(_ remembered: LearnedLimit? = nil) {
    pace = LearnedPace(remembered: remembered)
    now = start
  }

  /// Sends one as soon as it may go, and says when that was.
  mutating func send() -> LearnedPace.Sending {
    now = max(now, pace.earliestStart(now) ?? now)
    return pace.sent(now)
  }

  /// Milliseconds until the next may start.
  var wait: Int { pace.earliestStart(now).map { ($0 - now).nanoseconds / 1_000_000 } ?? 0 }
}

@Suite("The learned pace") struct LearnedPaceTests {
  private func requests(_ limit: Int?, reset: Duration? = nil, remaining: Int? = nil) -> LimitReport {
    LimitReport(requests: .init(limit: limit, remaining: remaining, reset: reset))
  }

  @Test("says nothing while nothing is known")
  func unknown() {
    var bench = Bench()
    for _ in 0..<1000 {
      #expect(bench.wait == 0)
      bench.pace.answered(.accepted, to: bench.send(), report: nil, now: bench.now)
    }
    bench.pace.answered(.other, to: bench.send(), report: LimitReport(), now: bench.now)
    #expect(bench.wait == 0)
    #expect(bench.pace.learned.isEmpty)
  }

  @Test("is even from the first header on, a hair below the limit")
  func headers() {
    var bench = Bench()
    bench.pace.answered(.accepted, to: bench.send(), report: requests(600), now: bench.now)
    _ = bench.send()
    #expect(100...102 ~= bench.wait)
    #expect(bench.pace.learned == LearnedLimit(requestsPerMinute: 594))
  }

  @Test("takes a day's quota for no pace")
  func daily() {
    var bench = Bench()
    let day = requests(14_400, reset: .milliseconds(179_560), remaining: 14_370)
    bench.pace.answered(.accepted, to: bench.send(), report: day, now: bench.now)
    #expect(bench.wait == 0)
    #expect(bench.pace.learned.isEmpty)
  }

  @Test("passes on a limit of tokens")
  func tokens() {
    var bench = Bench(LearnedLimit(tokensPerMinute: 5))
    #expect(bench.pace.tokensPerMinute == 5)
    let report = LimitReport(tokens: .init(limit: 40_000, remaining: 39_000, reset: .milliseconds(1500)))
    bench.pace.answered(.accepted, to: bench.send(), report: report, now: bench.now)
    #expect(bench.pace.tokensPerMinute == 40_000)
    #expect(bench.pace.learned == LearnedLimit(tokensPerMinute: 40_000))
  }

  @Test("keeps what was remembered, from the first request on")
  func remembered() {
    var bench = Bench(LearnedLimit(requestsPerMinute: 600))
    _ = bench.send()
    #expect(bench.wait == 100)
    #expect(bench.pace.learned.requestsPerMinute == 600)
  }

  @Test("slows once for all refusals of what was under way, and leaves the provider alone as long as it asks")
  func once() {
    var bench = Bench(LearnedLimit(requestsPerMinute: 6_000))
    let sendings = (0..<50).map { _ in bench.send() }
    bench.pace.answered(.limited(retryAfter: .seconds(3)), to: sendings[0], report: nil, now: bench.now)
    let once = bench.pace.learned
    #expect(bench.wait == 3_000)
    for sending in sendings.dropFirst() {
      bench.pace.answered(.limited(retryAfter: .seconds(2)), to: sending, report: nil, now: bench.now)
    }
    #expect(bench.pace.learned == once)
    #expect(bench.wait == 3_000)
    // Refused anew, after one that was let through.
    bench.pace.answered(.accepted, to: bench.send(), report: nil, now: bench.now)
    bench.pace.answered(.limited(retryAfter: nil), to: bench.send(), report: nil, now: bench.now)
    #expect((bench.pace.learned.requestsPerMinute ?? 0) < (once.requestsPerMinute ?? 0))
  }

  @Test("tries again less and less often while everything is refused")
  func nothing() {
    var bench = Bench()
    bench.pace.answered(.accepted, to: bench.send(), report: nil, now: bench.now)
    var times: [Double] = []
    while bench.now - bench.start < .seconds(600) {
      let sending = bench.send()
      bench.now += .milliseconds(5)
      bench.pace.answered(.limited(retryAfter: nil), to: sending, report: nil, now: bench.now)
      times.append((bench.now - bench.start) / .seconds(1))
    }
    #expect(times.count < 60)
    let gaps = zip(times, times.dropFirst()).map { $1 - $0 }
    #expect(gaps.allSatisfy { $0 < 31 })
    #expect(gaps.last ?? 0 > 25)
  }

  @Test("a pause of minutes after the first request says nothing of the pace")
  func early() {
    var bench = Bench()
    bench.pace.answered(.limited(retryAfter: .seconds(90)), to: bench.send(), report: nil, now: bench.now)
    #expect(bench.wait == 90_000)
    bench.pace.answered(.accepted, to: bench.send(), report: nil, now: bench.now)
    #expect(bench.wait <= 1_000)
  }

  @Test("counts exactly what flowed in between two moments at which it was let through again")
  func counts() throws {
    var sendings = Sendings()
    let start = Instant.now
    // Ten a second; of each second the last two are refused.
    var late: [(LearnedPace.Sending, Instant)] = []
    for number in 0..<35 {
      let now = start + .milliseconds(100 * number)
      for (refused, at) in late where at < now {
        _ = sendings.refuse(refused, resumes: nil, now: at)
      }
      late.removeAll { $0.1 < now }
      let sending = sendings.sent(now)
      _ = sendings.release(interval: 0.1, now: now)
      if number % 10 >= 8 { late.append((sending, now + .milliseconds(5))) }
    }
    #expect(sendings.releases.map(\.number) == [11, 21, 31])
    let estimate = try #require(sendings.estimate)
    #expect(estimate.count == 16)
    #expect(abs(estimate.rate - 8) < 0.001)
    #expect(estimate.error < 0.051)
  }
}
