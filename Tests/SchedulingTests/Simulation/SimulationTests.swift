import JobModel
import Testing

@testable import Scheduling

@Suite struct SimulationTests {
  typealias Counting = SimulatedProvider.Counting
  typealias Telling = SimulatedProvider.Telling

  @Test(
    "A limit that nobody declares is learned within 15 % of the least time and a quarter of refusals, and kept as if declared in the second run",
    arguments: [
      (.bucket(30, burst: 3), .nothing), (.bucket(30, burst: 10), .nothing), (.bucket(30, burst: 60), .nothing),
      (.bucket(30, burst: 3), .headers), (.bucket(30, burst: 10), .headers), (.bucket(30, burst: 60), .headers),
      (.bucket(30, burst: 30), .retryAfter), (.bucket(30, burst: 60), .retryAfter),
      (.window(1800, of: 60), .nothing), (.window(30, of: 1), .headers), (.window(60, of: 2), .headers),
      (.window(300, of: 10), .headers),
      (.bucket(167, burst: 20), .nothing), (.bucket(167, burst: 20), .headers),
    ] as [(Counting, Telling)], [true, false])
  func learned(_ limit: (Counting, Telling), isAuto: Bool) {
    let requests = 20 * Int(SimulatedProvider(limit.0).rate)
    var simulation = Simulation(
      provider: SimulatedProvider(limit.0, limit.1), limits: RateLimits(concurrency: isAuto ? .auto : .fixed(64)),
      requests: requests)
    simulation.isAuto = isAuto
    let least = Double(requests - 1) / simulation.provider.rate + 0.2
    let first = simulation.run()
    let second = simulation.run(remembered: first.learned)
    #expect(first.faults.isEmpty && second.faults.isEmpty)
    #expect(first.seconds < 1.15 * least)
    #expect(first.refusedShare < 0.25)
    if first.learned?.isEmpty == false {
      #expect(second.seconds < 1.03 * least)
      #expect(second.refusedShare < 0.01)
    }
  }

  @Test(
    "A declared limit is an even pace within 3 %, nobody is refused, nobody is overtaken and nobody waits for nothing",
    arguments: [(.bucket(30, burst: 5), 0), (.bucket(30, burst: 5), 1.5), (.window(1800, of: 60), 1)]
      as [(Counting, Double)])
  func declared(_ counting: Counting, sigma: Double) {
    var simulation = Simulation(
      provider: SimulatedProvider(counting), limits: RateLimits(concurrency: .fixed(200), requestsPerMinute: 1800),
      requests: 200_000)
    simulation.latency = (mean: 0.5, sigma: sigma, refusal: 0.01)
    let result = simulation.run()
    let least = 199_999.0 / 30
    #expect(result.faults.isEmpty)
    #expect(result.seconds < 1.03 * least)
    #expect(result.refusedShare < 0.01)
    // At most 200 more stand in line.
    #expect(result.longestWait < 20)
  }

  @Test("A learned limit stays right through a long run with answers that come late")
  func longRun() {
    var simulation = Simulation(
      provider: SimulatedProvider(.bucket(100, burst: 20)), limits: RateLimits(concurrency: .fixed(1000)),
      requests: 60_000)
    simulation.latency = (mean: 3, sigma: 0.5, refusal: 0.05)
    let result = simulation.run()
    #expect(result.faults.isEmpty)
    #expect(result.seconds < 1.05 * 60_000 / 100)
    #expect(result.refusedShare < 0.03)
  }

  @Test("A limit of tokens is used within 5 % by requests of 50 to 5,000 mixed, and the large ones do not starve")
  func tokens() {
    var random = Seeded(state: 7)
    var simulation = Simulation(
      provider: SimulatedProvider(.bucket(2_000_000 / 60, burst: 20_000)),
      limits: RateLimits(concurrency: .fixed(200), tokensPerMinute: 2_000_000), requests: 300_000)
    simulation.tokens = (0..<10_000).map { _ in Int.random(in: 50...5_000, using: &random) }
    simulation.latency = (mean: 1, sigma: 1, refusal: 0.01)
    let result = simulation.run()
    let least = Double(30 * simulation.tokens.reduce(0, +)) / 2_000_000 * 60
    #expect(result.faults.isEmpty)
    #expect(result.seconds < 1.05 * least)
    #expect(result.refusedShare < 0.01)
    #expect(result.longestWait < 60)
  }
}
