import JobModel
import Testing

@testable import Scheduling

@Suite("What a request is counted at before its usage is known")
struct TokenForecastTests {
  @Test("the worst case before any reply; then what replies used of theirs, one that used all of it, and a tenth more")
  func learned() {
    var forecast = TokenForecast()
    let size = RequestSize(input: 4000, output: 1000)
    #expect(forecast.tokens(of: size) == 5000)
    #expect(forecast.tokens(of: RequestSize(input: 4000, output: nil)) == 5000)
    forecast.learn(Usage(input: 1000, output: 100), of: size)
    // The mean of the worst case and the first reply, and a tenth.
    #expect(forecast.tokens(of: size) == 2750 + 605)
    for _ in 0..<2_000 { forecast.learn(Usage(input: 1000, output: 100), of: size) }
    #expect(forecast.tokens(of: size) == 1100 + 110)
    #expect(forecast.tokens(of: RequestSize(input: 400, output: 1000)) == 110 + 110)
    for _ in 0..<2_000 { forecast.learn(Usage(input: 4000, output: 1000), of: size) }
    #expect(forecast.tokens(of: size) == 5000, "never above the worst case")
    forecast.learn(Usage(input: 0, output: 300), of: RequestSize(input: 0, output: nil))
    #expect(forecast.tokens(of: RequestSize(input: 0, output: nil)) == 650 + 65)
  }

  @Test("a few short replies, which come first, let no flood of long ones go")
  func firstOnes() {
    var forecast = TokenForecast()
    let size = RequestSize(input: 0, output: 5000)
    for _ in 0..<4 { forecast.learn(Usage(output: 50), of: size) }
    #expect(forecast.tokens(of: size) > 1000)
  }

  /// 1,000 tokens a second, requests of 2,500 that are counted at 12,500 before anything is known.
  @Test(
    "a run is soon as fast as its limit of tokens, and never faster",
    arguments: [Duration.milliseconds(200), .seconds(10)])
  func converges(_ latency: Duration) {
    let start = Instant.now
    var now = start
    var gate = Gate(jobs: ["a": Gate.JobLimits(RateLimits(tokensPerMinute: 60_000))])
    for _ in 0..<400 {
      let id = gate.newcomer()
      gate.request(Ask(lane: Lane(job: "a", provider: "p"), size: RequestSize(input: 10_000, output: 2_500)), as: id)
    }
    var (flying, starts): ([(end: Instant, permit: Permit)], [Instant]) = ([], [])
    while starts.count < 400 {
      for (_, permit) in gate.admit(at: now, wall: WallTime(milliseconds: 0)).admitted {
        flying.append((now + latency, permit))
        starts.append(now)
      }
      now = [gate.nextWake, flying.first?.end].compactMap(\.self).min() ?? now
      while let first = flying.first, first.end <= now {
        var settlement = Settlement()
        settlement.usage = Usage(input: 2_000, output: 500)
        _ = gate.settle(first.permit, settlement, at: now)
        flying.removeFirst()
      }
    }
    for (number, start) in starts.enumerated() where number > 0 {
      let span = (start - starts[0]) / .seconds(1)
      #expect(Double(number) * 2_500 <= 1_000 * span + 2_500 + 100, "request \(number)")
    }
    // What is counted too much until replies have come, and at a tenth too much for ever, is lost once.
    let ideal = Duration.seconds(399 * 2.5)
    #expect(starts[399] - starts[0] < ideal + latency * 4 + .seconds(1))
  }
}
