import Foundation
import JobModel
import Testing

@testable import Scheduling

@Suite("concurrency: auto")
struct AutoWindowTests {
  /// A provider that works on so many requests at once and lets the others wait.
  private struct Provider {
    var window = AutoWindow()
    /// nil: on all.
    let slots: Int?
    var latency: Duration
    /// Of the logarithms of the latencies.
    var spread = 0.0
    var random: UInt64 = 1
    let start = Instant.now
    /// Ends of what is in flight, first come first served.
    var ends: [(began: Instant, end: Instant)] = []
    var free: [Instant]
    var now: Instant
    var fails = false
    /// Fails besides: one in so many.
    var failsNowAndThen = 0
    var answers = 0

    init(slots: Int? = nil, latency: Duration = .milliseconds(200)) {
      self.slots = slots
      self.latency = latency
      now = start
      free = Array(repeating: start, count: slots ?? 0)
    }

    mutating func fill() {
      while ends.count < window.places {
        let slot = free.indices.min { free[$0] < free[$1] }
        let end = max(slot.map { free[$0] } ?? now, now) + latency * drawn()
        if let slot { free[slot] = end }
        ends.append((now, end))
        window.sent(inFlight: ends.count, now: now)
      }
    }

    /// Log-normal, by the sum of twelve numbers from 0 to 1.
    private mutating func drawn() -> Double {
      guard spread > 0 else { return 1 }
      var sum = -6.0
      for _ in 0..<12 {
        random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        sum += Double(random >> 11) / Double(1 << 53)
      }
      return exp(spread * sum)
    }

    mutating func answer(_ count: Int) {
      for _ in 0..<count {
        fill()
        guard let next = ends.indices.min(by: { ends[$0].end < ends[$1].end }) else { return }
        let (began, end) = ends.remove(at: next)
        now = end
        answers += 1
        let failsNow = fails || failsNowAndThen > 0 && answers % failsNowAndThen == 0
        window.answered(isGood: !failsNow, began: began, now: now)
      }
    }
  }

  @Test("it begins with four, and doubles with each round as long as more come of it, up to 256")
  func growth() {
    var provider = Provider()
    #expect(provider.window.places == 4)
    provider.answer(4)
    #expect(provider.window.places == 8)
    provider.answer(1_000)
    #expect(provider.window.places == AutoWindow.most)
    #expect(provider.now - provider.start < .seconds(3))
  }

  @Test("where no more come of it, it stays near what the provider works on at once", arguments: [1, 6, 40, 100])
  func saturation(_ slots: Int) {
    var provider = Provider(slots: slots)
    provider.answer(5_000)
    let began = provider.now
    var most = 0
    for _ in 0..<5_000 {
      provider.answer(1)
      most = max(most, provider.window.places)
    }
    #expect(most <= max(3 * slots, 8))
    let busy = Double(5_000) * (provider.latency / .seconds(1)) / Double(slots)
    #expect((provider.now - began) / .seconds(1) < 1.05 * busy, "and the provider is never idle")
  }

  @Test("it shrinks when answers fail, by a quarter each round, and never below one")
  func failures() {
    var provider = Provider(slots: 100)
    provider.answer(200)
    let before = provider.window.places
    provider.fails = true
    provider.answer(before)
    #expect(provider.window.places == before * 3 / 4)
    provider.answer(2_000)
    #expect(provider.window.places == 1)
    provider.fails = false
    provider.answer(2_000)
    #expect(provider.window.places > 20)
  }

  @Test("latencies of all lengths, and a failure now and then, keep it from nothing", arguments: 1...20)
  func chance(_ seed: UInt64) {
    var provider = Provider()
    (provider.random, provider.spread, provider.failsNowAndThen) = (seed, 0.7, 50)
    provider.answer(3_000)
    #expect(provider.window.places > 100, "seed \(seed)")
    var sum = 0
    for _ in 0..<5_000 {
      provider.answer(1)
      sum += provider.window.places
    }
    #expect(sum / 5_000 > 150, "seed \(seed)")
  }

  @Test("answers that take longer from now on, since longer ones are asked for, are no queue")
  func longer() {
    var provider = Provider()
    provider.answer(1_000)
    provider.latency = .seconds(5)
    provider.answer(3_000)
    #expect(provider.window.places == AutoWindow.most)
  }

  @Test("where the pace is known there is nothing to begin slowly with")
  func paced() {
    #expect(AutoWindow(isPaced: true).places == AutoWindow.mostPaced)
    for limits in [RateLimits(requestsPerMinute: 9), RateLimits(tokensPerMinute: 9)] {
      #expect(Gate(providers: ["p": limits]).window("p") == AutoWindow.mostPaced)
      #expect(
        Gate(jobs: ["a": Gate.JobLimits(limits, isAuto: true)], providers: ["p": RateLimits()]).window("p")
          == AutoWindow.mostPaced)
    }
    #expect(Gate(providers: ["p": RateLimits(concurrency: .fixed(3))]).window("p") == nil)
  }

  @Test("a job whose requests do not fill it leaves it as it is")
  func idle() {
    var window = AutoWindow()
    var now = Instant.now
    for _ in 0..<100 {
      window.sent(inFlight: 1, now: now)
      now += .seconds(1)
      window.answered(isGood: true, began: now - .seconds(1), now: now)
    }
    #expect(window.places == AutoWindow.first)
  }

  @Test("the jobs that leave it to galley share it; a number of one's own is one's own from the start")
  func shared() {
    var gate = Gate(
      jobs: [
        "a": Gate.JobLimits(isAuto: true), "b": Gate.JobLimits(isAuto: true),
        "fixed": Gate.JobLimits(RateLimits(concurrency: .fixed(9))),
      ], providers: ["p": RateLimits()])
    for job in ["a", "b", "fixed"] {
      for _ in 0..<20 {
        let id = gate.newcomer()
        gate.request(Ask(lane: Lane(job: job, provider: "p")), as: id)
      }
    }
    _ = gate.admit(at: .now, wall: WallTime(milliseconds: 0))
    #expect(gate.inFlight == 4 + 9)
    #expect(gate.window("p") == 4)
  }
}
