import JobModel
import Testing

@testable import Scheduling

@Suite("concurrency: auto")
struct AutoWindowTests {
  /// A provider that works on so many requests at once and lets the others wait.
  private struct Provider {
    var window = AutoWindow()
    let slots: Int
    let latency: Duration
    let start = Instant.now
    /// Ends of what is in flight, first come first served.
    var ends: [(began: Instant, end: Instant)] = []
    var free: [Instant]
    var now: Instant
    var fails = false

    init(slots: Int, latency: Duration = .milliseconds(200)) {
      self.slots = slots
      self.latency = latency
      now = start
      free = Array(repeating: start, count: slots)
    }

    mutating func fill() {
      while ends.count < window.places {
        let slot = free.indices.min { free[$0] < free[$1] } ?? 0
        free[slot] = max(free[slot], now) + latency
        ends.append((now, free[slot]))
        window.sent(inFlight: ends.count, now: now)
      }
    }

    mutating func answer(_ count: Int) {
      for _ in 0..<count {
        fill()
        guard let next = ends.indices.min(by: { ends[$0].end < ends[$1].end }) else { return }
        let (began, end) = ends.remove(at: next)
        now = end
        window.answered(isGood: !fails, began: began, now: now)
      }
    }
  }

  @Test("it begins with four, and doubles with each round as long as more come of it, up to 256")
  func growth() {
    var provider = Provider(slots: 10_000)
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
