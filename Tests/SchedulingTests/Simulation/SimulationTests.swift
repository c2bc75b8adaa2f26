import JobModel
import Testing

@testable import Scheduling

/// What the matrix below is made of.
private struct Trial: CustomTestStringConvertible {
  let counting: SimulatedProvider.Counting
  let telling: SimulatedProvider.Telling
  /// nil: found out.
  var places: Int?
  var latency = (mean: 0.2, sigma: 0.0, refusal: 0.004)
  /// How many times as long as an even pace a first and a second run take at most.
  var most = (first: 1.15, second: 1.03)

  private var rate: Double { SimulatedProvider(counting).rate }
  private var requests: Int { max(600, 20 * Int(rate)) }

  var testDescription: String { "\(counting), \(telling), \(places.map { "\($0)" } ?? "auto"), \(latency.mean) s" }

  struct Outcome {
    var ratio: Double
    var refused: Double
    var result: Simulation.Result
  }

  /// A first run and a second one, against an even pace: until the last request is let through, as the answer that takes
  /// longest is chance.
  ///
  /// - Parameter seed: also says how far a window has come when the first run begins.
  func runs(seed: UInt64) -> [Outcome] {
    var (remembered, phase, outcomes) = (LearnedLimit?.none, 0.0, [Outcome]())
    if case .window(_, let length) = counting { phase = length * Double(seed * 37 % 100) / 100 }
    for run in 0..<2 {
      var simulation = Simulation(
        provider: SimulatedProvider(counting, telling, phase: phase),
        limits: RateLimits(concurrency: places.map { .fixed($0) } ?? .auto), requests: requests)
      simulation.isAuto = places == nil
      simulation.latency = latency
      simulation.seed = seed + UInt64(1000 * run)
      let result = simulation.run(remembered: remembered)
      let least = Double(requests - 1) / rate + latency.mean
      outcomes.append(
        Outcome(ratio: (result.lastArrival + latency.mean) / least, refused: result.refusedShare, result: result))
      // The next run begins at another time of the window.
      phase += result.seconds + 0.71
      remembered = result.learned.flatMap { $0.isEmpty ? nil : $0 }
    }
    return outcomes
  }
}

@Suite("In simulated time, a million requests and more: no limit passed, nobody overtaken, nobody waits for nothing")
struct SimulationTests {
  typealias Counting = SimulatedProvider.Counting
  typealias Telling = SimulatedProvider.Telling

  private static let ways: [(Counting, [Telling])] = [
    (.bucket(30, burst: 3), [.nothing, .fraction, .headers]), (.bucket(30, burst: 6), [.nothing, .fraction, .headers]),
    (.bucket(30, burst: 10), [.nothing, .fraction, .headers, .wholeSeconds]),
    (.bucket(30, burst: 30), [.nothing, .fraction, .headers, .wholeSeconds]),
    (.bucket(30, burst: 60), [.nothing, .fraction, .headers]),
    (.window(30, of: 1), [.nothing, .fraction, .headers]), (.window(60, of: 2), [.nothing, .fraction, .headers]),
    (.window(150, of: 5), [.fraction, .headers]), (.window(300, of: 10), [.headers]),
    (.window(1800, of: 60), [.headers]),
    (.bucket(5, burst: 3), [.nothing, .wholeSeconds]), (.window(10, of: 2), [.nothing, .fraction]),
    (.bucket(1, burst: 3), [.nothing, .headers]),
  ]

  private static let learnableTrials = ways.flatMap { counting, tellings in
    tellings.flatMap { telling in [nil, 64].map { Trial(counting: counting, telling: telling, places: $0) } }
  }

  @Test(
    "A limit that nobody declares is learned within 15 % of an even pace and a quarter of refusals, and kept within 3 % and 1 % in the second run",
    arguments: learnableTrials)
  private func learned(_ trial: Trial) throws {
    for seed in UInt64(1)...2 {
      let (first, second) = try #require(trial.runs(seed: seed).paired)
      #expect(first.result.faults.isEmpty && second.result.faults.isEmpty)
      #expect(first.ratio < trial.most.first, "seed \(seed)")
      #expect(first.refused < 0.25, "seed \(seed)")
      #expect(first.result.mostAttempts < 6, "nothing fails for having been refused too often")
      #expect(second.ratio < trial.most.second, "seed \(seed)")
      #expect(second.refused < 0.01, "seed \(seed)")
    }
  }

  @Test(
    "It makes no difference how long answers take, and how differently",
    arguments: [0.05, 2].flatMap { mean in [0.0, 1].map { (mean, $0) } },
    [Counting.bucket(30, burst: 6), .window(60, of: 2)])
  func latencies(_ latency: (mean: Double, sigma: Double), _ counting: Counting) throws {
    var trial = Trial(counting: counting, telling: .nothing, places: 200)
    trial.latency = (latency.mean, latency.sigma, 0.004)
    let (first, second) = try #require(trial.runs(seed: 3).paired)
    #expect(first.ratio < trial.most.first && second.ratio < trial.most.second)
    #expect(first.refused < 0.3 && second.refused < 0.01)
  }

  /// What is said of them in docs/limits.md.
  private static let hardTrials: [Trial] = [
    Trial(counting: .bucket(30, burst: 1), telling: .nothing, places: 16, most: (1.3, 1.17)),
    Trial(counting: .bucket(30, burst: 1), telling: .fraction, places: 16, most: (1.3, 1.17)),
    Trial(counting: .bucket(30, burst: 1), telling: .headers, places: 16, most: (1.15, 1.12)),
    Trial(counting: .bucket(30, burst: 1), telling: .wholeSeconds, places: 16, most: (1.5, 1.15)),
    Trial(counting: .bucket(30, burst: 3), telling: .wholeSeconds, most: (1.25, 1.03)),
    Trial(counting: .bucket(30, burst: 6), telling: .wholeSeconds, most: (1.2, 1.03)),
    Trial(counting: .bucket(30, burst: 60), telling: .wholeSeconds),
    Trial(counting: .window(30, of: 1), telling: .wholeSeconds, most: (1.4, 1.25)),
    Trial(counting: .window(60, of: 2), telling: .wholeSeconds, most: (1.2, 1.3)),
    Trial(counting: .window(150, of: 5), telling: .nothing, most: (1.12, 1.12)),
    Trial(counting: .window(150, of: 5), telling: .wholeSeconds, most: (1.12, 1.12)),
    Trial(counting: .window(300, of: 10), telling: .nothing, most: (1.15, 1.15)),
  ]

  @Test("Where a limit cannot be learned well, it is slower by no more than what it must be", arguments: hardTrials)
  private func hard(_ trial: Trial) throws {
    for seed in UInt64(1)...2 {
      let (first, second) = try #require(trial.runs(seed: seed).paired)
      #expect(first.result.faults.isEmpty && second.result.faults.isEmpty)
      #expect(first.ratio < trial.most.first && second.ratio < trial.most.second, "\(first.ratio), \(second.ratio)")
      #expect(first.refused < 0.3 && second.refused < 0.3)
      #expect(first.result.mostAttempts < 6)
    }
  }

  @Test(
    "Where nothing is let through for a while it is tried again less and less often",
    arguments: [Telling.nothing, .fraction, .wholeSeconds, .headers])
  func exhausted(_ telling: Telling) {
    // Of a window of a minute all is used up at once: the last 40 have to wait for the next one.
    var simulation = Simulation(
      provider: SimulatedProvider(.window(100, of: 60), telling, phase: 2), limits: RateLimits(concurrency: .fixed(64)),
      requests: 140)
    simulation.latency = (mean: 0.2, sigma: 0, refusal: 0.004)
    let result = simulation.run()
    #expect(result.faults.isEmpty)
    #expect(result.seconds < 90)
    // 64 may be under way when the first one is refused.
    #expect(result.refusals < 64 + 40)
    #expect(result.mostAttempts < 6)
  }

  @Test(
    "600,000 requests: a declared limit is an even pace within 3 %, nobody is refused, nobody is overtaken and nobody waits for nothing",
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
    #expect(result.refusals == 0)
    // At most 200 more stand in line.
    #expect(result.longestWait < 20)
  }

  @Test("100,000 requests: a learned limit stays right through a long run with answers that come late")
  func longRun() {
    var simulation = Simulation(
      provider: SimulatedProvider(.bucket(100, burst: 20)), limits: RateLimits(concurrency: .fixed(1000)),
      requests: 100_000)
    simulation.latency = (mean: 3, sigma: 0.5, refusal: 0.05)
    let result = simulation.run()
    #expect(result.faults.isEmpty)
    #expect(result.seconds < 1.03 * 100_000 / 100)
    #expect(result.refusedShare < 0.03)
  }

  @Test(
    "300,000 requests: a limit of tokens is used within 5 % by requests of 50 to 5,000 mixed, nobody is refused, and the large ones do not starve"
  )
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
    #expect(result.refusals == 0)
    #expect(result.longestWait < 60)
  }
}

extension [Trial.Outcome] {
  fileprivate var paired: (Trial.Outcome, Trial.Outcome)? { count == 2 ? (self[0], self[1]) : nil }
}
