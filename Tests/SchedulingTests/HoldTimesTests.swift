import JobModel
import Testing

@testable import Scheduling

@Suite("What held a run back")
struct HoldTimesTests {
  @Test("what held it back longest is told, not what does so in the instant of asking, and each time counts once")
  func longest() {
    let start = Instant.now
    var holds = HoldTimes(from: start)
    holds.set(.concurrency, at: start + .milliseconds(10))
    holds.set(nil, at: start + .milliseconds(900))
    holds.set(.tokens, at: start + .milliseconds(901))
    #expect(holds.take(at: start + .seconds(1)) == .concurrency)
    #expect(holds.take(at: start + .seconds(2)) == .tokens)
    holds.set(nil, at: start + .seconds(2))
    #expect(holds.take(at: start + .seconds(3)) == nil)
  }

  @Test("where no time has passed it is what holds the run back now")
  func now() {
    let start = Instant.now
    var holds = HoldTimes(from: start)
    holds.set(.budget, at: start)
    #expect(holds.take(at: start) == .budget)
    #expect(holds.take(at: start) == .budget)
  }
}
