import JobModel
import Testing

@testable import Scheduling

/// A gate and the hand of its clock: requests take no time unless they are told to.
private struct Bench {
  var gate: Gate
  var now: Instant
  let start: Instant
  var inside: [Int: Permit] = [:]
  /// Who went when.
  var went: [(id: Int, at: Duration)] = []
  var refused: [Int: Refusal] = [:]

  init(_ gate: Gate, start: Instant = .now) {
    self.gate = gate
    self.start = start
    now = start
  }

  @discardableResult
  mutating func ask(
    _ job: String = "a", _ provider: String = "p", tokens: Int = 0, worst: Int = 0, held: Int = 0
  ) -> Int {
    let id = gate.newcomer()
    gate.request(
      Ask(
        lane: Lane(job: job, provider: provider), size: RequestSize(input: tokens, output: 0),
        worstCase: Money(picoDollars: worst), held: Money(picoDollars: held)), as: id)
    admit()
    return id
  }

  mutating func admit() {
    let answer = gate.admit(at: now, wall: WallTime(milliseconds: 0))
    for (id, permit) in answer.admitted {
      inside[id] = permit
      went.append((id, now - start))
    }
    for (id, refusal) in answer.refused { refused[id] = refusal }
  }

  @discardableResult
  mutating func leave(_ id: Int, _ settlement: Settlement? = Settlement()) -> Money {
    guard let permit = inside.removeValue(forKey: id) else { return .zero }
    defer { admit() }
    return gate.settle(permit, settlement, at: now)
  }

  /// To the moment at which the gate wants to be asked again; false where there is none.
  mutating func wake(late: Duration = .zero) -> Bool {
    guard let wake = gate.nextWake else { return false }
    now = max(now, wake) + late
    admit()
    return true
  }

  mutating func pass(_ duration: Duration) {
    now += duration
    admit()
  }

  var ids: [Int] { went.map(\.id) }
  var times: [Duration] { went.map(\.at) }
}

private func gate(
  _ rate: RateLimits = RateLimits(), provider: RateLimits = RateLimits(concurrency: .fixed(10_000)),
  deadline: Duration? = nil
) -> Bench {
  let start = Instant.now
  return Bench(
    Gate(
      deadline: deadline.map { start + $0 }, jobs: ["a": Gate.JobLimits(rate), "b": Gate.JobLimits()],
      providers: ["p": provider, "q": RateLimits(concurrency: .fixed(10_000))]), start: start)
}

private func used(_ input: Int, _ output: Int = 0) -> Settlement {
  var settlement = Settlement()
  settlement.usage = Usage(input: input, output: output)
  return settlement
}

@Suite("Who goes through the gate, and when")
struct GateTests {
  @Test("a declared pace is kept from the first request on, to the nanosecond, whatever the latency")
  func pace() {
    var bench = gate(RateLimits(requestsPerMinute: 1800))
    for _ in 0..<600 { bench.ask() }
    while bench.wake() {}
    #expect(bench.ids == Array(1...600))
    let last = bench.times[599]
    // 599 intervals of a thirtieth of a second, each rounded up to a nanosecond.
    #expect(last >= .seconds(599) / 30 && last - .seconds(599) / 30 < .microseconds(1))
    for (one, next) in zip(bench.times, bench.times.dropFirst()) { #expect(next - one >= .seconds(1) / 30) }
  }

  @Test("a timer that wakes late is made good, up to 100 ms, and an idle time is no credit beyond that")
  func late() {
    var bench = gate(RateLimits(requestsPerMinute: 1800))
    for _ in 0..<600 { bench.ask() }
    while bench.wake(late: .milliseconds(5)) {}
    #expect(bench.times[599] - .seconds(599) / 30 < .milliseconds(10))

    var idle = gate(RateLimits(requestsPerMinute: 600))
    idle.ask()
    idle.pass(.seconds(60))
    for _ in 0..<5 { idle.ask() }
    #expect(
      idle.times.count { $0 == .seconds(60) } == 2, "100 ms hold one request, and one starts when nothing is owed")
  }

  @Test("what a job and its provider allow of requests counts for all, a request that was never sent for nobody")
  func shared() {
    var bench = gate(provider: RateLimits(concurrency: .fixed(9), requestsPerMinute: 60))
    let first = bench.ask("a")
    bench.ask("b")
    #expect(bench.ids == [first])
    bench.leave(first, nil)
    #expect(bench.ids.count == 2, "its turn is somebody else's")
    let wakes = bench.wake()
    #expect(!wakes)
  }

  @Test("large and small requests pass a limit of tokens in their order, each when all before it are paid")
  func tokens() {
    var bench = gate(RateLimits(tokensPerMinute: 60_000))
    let sizes = [50, 5000, 50, 1200, 50]
    for size in sizes { bench.ask(tokens: size) }
    while bench.wake() {}
    #expect(bench.ids == [1, 2, 3, 4, 5])
    let paid = sizes.dropLast().reduce(into: [0]) { sums, size in sums.append(sums[sums.count - 1] + size) }
    #expect(bench.times == paid.map { .milliseconds($0) })
  }

  @Test("tokens that were counted and not used come back whole, those that were used and not counted are paid")
  func settling() {
    var bench = gate(RateLimits(tokensPerMinute: 60_000))
    let first = bench.ask(tokens: 5000)
    bench.ask(tokens: 0)
    #expect(bench.gate.heldBack == .tokens)
    bench.leave(first, used(1000))
    #expect(bench.gate.nextWake == bench.start + .seconds(1))
    _ = bench.wake()
    #expect(bench.times.last == .seconds(1))
    bench.leave(2, used(500))
    bench.ask(tokens: 0)
    _ = bench.wake()
    #expect(bench.times.last == .milliseconds(1500))
  }

  @Test("a failure that cannot have been billed gives its tokens back, one of unknown fate keeps them")
  func failures() {
    for (maybeBilled, start) in [(false, Duration.zero), (true, .seconds(5))] {
      var bench = gate(RateLimits(tokensPerMinute: 60_000))
      let first = bench.ask(tokens: 5000)
      bench.ask()
      var failed = Settlement()
      failed.maybeBilled = maybeBilled
      bench.leave(first, failed)
      if bench.went.count == 1 { _ = bench.wake() }
      #expect(bench.times.last == start)
    }
  }

  @Test("who is held back by a limit of their job lets other jobs pass, who waits for what they share does not")
  func overtaking() {
    var bench = gate(
      RateLimits(concurrency: .fixed(1)), provider: RateLimits(concurrency: .fixed(10), tokensPerMinute: 60_000))
    let first = bench.ask("a", tokens: 1)
    let waiting = bench.ask("a", tokens: 5000)
    bench.pass(.seconds(1))
    let other = bench.ask("b", tokens: 1000)
    #expect(bench.ids == [first, other])
    let small = bench.ask("b", tokens: 1)
    bench.leave(first, used(1))
    #expect(bench.gate.heldBack == .tokens)
    while bench.wake() {}
    #expect(bench.ids == [first, other, waiting, small], "the large one came first")
  }

  @Test("the first in line never waits while all of its limits allow it, and nobody is forgotten")
  func nobodyWaitsForNothing() {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<40 {
      var bench = gate(
        RateLimits(concurrency: .fixed(3), requestsPerMinute: 600),
        provider: RateLimits(concurrency: .fixed(4), tokensPerMinute: 600_000))
      for _ in 0..<200 {
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bench.ask("a", tokens: .random(in: 0...3000, using: &random))
        case 1: bench.ask("b", ["p", "q"].randomElement() ?? "p", tokens: .random(in: 0...3000, using: &random))
        case 2: if let id = bench.inside.keys.randomElement() { bench.leave(id, used(.random(in: 0...3000))) }
        default: bench.pass(.milliseconds(Int.random(in: 0...50, using: &random)))
        }
        let before = bench.went.count
        bench.admit()
        #expect(bench.went.count == before, "all that could go had gone")
      }
      while bench.wake() || !bench.inside.isEmpty {
        if let id = bench.inside.keys.min() { bench.leave(id, used(100)) }
      }
      let last = bench.gate.newcomer()
      #expect(bench.went.count == last - 1)
    }
  }

  @Test("a provider that rests is asked by nobody, and afterwards makes up no more than 100 ms")
  func rest() {
    var bench = gate(provider: RateLimits(concurrency: .fixed(100), requestsPerMinute: 600))
    let first = bench.ask("a")
    let began = bench.now
    for _ in 0..<20 { bench.ask("a") }
    let other = bench.ask("b", "q")
    bench.pass(.milliseconds(50))
    _ = bench.gate.rest("p", for: .seconds(20), began: began, now: bench.now)
    _ = bench.gate.rest("p", for: .seconds(20), began: began, now: bench.now + .milliseconds(10))
    bench.admit()
    #expect(bench.gate.heldBack == .provider)
    #expect(bench.ids == [first, other])
    _ = bench.wake()
    #expect(bench.times.count { $0 == .milliseconds(20_050) } == 2)
  }

  @Test("a provider that rests is named as what holds a run back, also where another limit lasts longer")
  func restIsNamed() {
    var bench = gate(provider: RateLimits(concurrency: .fixed(1), requestsPerMinute: 1))
    let first = bench.ask("a")
    bench.ask("a")
    _ = bench.gate.rest("p", for: .seconds(5), began: bench.now, now: bench.now)
    bench.admit()
    #expect(bench.gate.heldBack == .provider)
    bench.leave(first)
    #expect(bench.gate.heldBack == .provider)
    bench.pass(.seconds(6))
    #expect(bench.gate.heldBack == .requests)
    _ = bench.wake()
    #expect(bench.times == [.zero, .seconds(60)], "the longer one is kept all the same")
  }

  @Test("no request starts at the deadline or later; those that wait are turned away when it comes")
  func deadline() {
    var bench = gate(RateLimits(requestsPerMinute: 60), deadline: .milliseconds(2500))
    for _ in 0..<6 { bench.ask() }
    while bench.wake() {}
    #expect(bench.times == [.zero, .seconds(1), .seconds(2)])
    let late = Lateness(deadline: .run, job: nil, cause: .reached)
    #expect(bench.refused.values.allSatisfy { $0 == .deadline(late) } && bench.refused.count == 3)
    #expect(bench.now == bench.start + .milliseconds(2500))
  }

  @Test("a rest that ends after the run's deadline ends the jobs that ask there, says so, and others go on")
  func restPastDeadline() {
    var bench = gate(deadline: .seconds(10))
    _ = bench.gate.rest("p", for: .seconds(20), began: bench.now, now: bench.now)
    let turnedAway = bench.ask("a")
    let goes = bench.ask("b", "q")
    let late = Lateness(deadline: .run, job: "a", cause: .pause(provider: "p", .seconds(20)))
    #expect(bench.refused == [turnedAway: .deadline(late)])
    #expect(bench.ids == [goes])
  }

  @Test("of two deadlines the earlier one is named, and a wait that ends before both is not too late")
  func lateness() {
    let start = Instant.now
    let gate = Gate(
      deadline: start + .seconds(10),
      jobs: ["a": Gate.JobLimits(deadline: start + .seconds(5)), "b": Gate.JobLimits(deadline: start + .seconds(15))])
    func whose(_ job: String, _ seconds: Int) -> Lateness.Deadline? {
      let wait = Duration.seconds(seconds)
      return gate.lateness(of: Lane(job: job, provider: "p"), notBefore: start + wait, .wait(wait))?.deadline
    }
    #expect([4, 5, 12, 20].map { whose("a", $0) } == [nil, .job, .job, .job])
    #expect([4, 5, 12, 20].map { whose("b", $0) } == [nil, nil, .run, .run])
    #expect(whose("c", 9) == nil && whose("c", 10) == .run)
  }

  @Test("who withdraws takes nothing, and a closed gate turns all away, or those of one job")
  func closing() {
    var bench = gate(RateLimits(concurrency: .fixed(1)))
    bench.ask("a")
    let gone = bench.ask("a")
    bench.gate.withdraw(gone)
    let last = bench.ask("a")
    bench.leave(1)
    #expect(bench.ids == [1, last])
    let waiting = bench.ask("a")
    bench.gate.close(job: "a")
    bench.admit()
    #expect(bench.refused == [waiting: .closed])
    bench.ask("b")
    #expect(bench.ids.count == 3)
    bench.gate.close()
    let late = bench.ask("b")
    #expect(bench.refused[late] == .closed)
  }
}

@Suite("Money at the gate")
struct GateMoneyTests {
  private static func bench(_ limit: Int, own: Int? = nil) -> Bench {
    let jobs: Set = ["a", "b"]
    var accounts = [
      Purse.Account(Money(picoDollars: limit), .run, place: "--budget", binds: jobs, counts: jobs)
    ]
    if let own {
      accounts = [Purse.Account(Money(picoDollars: own), .run, place: "a.yaml", binds: ["a"], counts: ["a"])]
    }
    return Bench(Gate(purse: Purse(accounts, jobs: jobs, before: [])))
  }

  private static func cost(_ cost: Int, of reserved: Int) -> Settlement {
    var settlement = Settlement()
    settlement.charge = Settlement.Charge(
      cost: Money(picoDollars: cost), releasing: Money(picoDollars: reserved), startedAt: WallTime(milliseconds: 0))
    return settlement
  }

  @Test("a request waits while others may give money back, and goes when they have")
  func waiting() {
    var bench = Self.bench(10)
    let first = bench.ask(worst: 8)
    let second = bench.ask(worst: 5)
    #expect((bench.gate.heldBack, bench.ids) == (.budget, [first]))
    bench.leave(first, Self.cost(3, of: 8))
    #expect(bench.ids == [first, second])
  }

  @Test("who costs more than what is left is turned away alone: what fits goes, and the shortage is told in the end")
  func tooDear() {
    var bench = Self.bench(10)
    let first = bench.ask(worst: 6)
    #expect(bench.gate.shortage(at: WallTime(milliseconds: 0)) == nil)
    bench.leave(first, Self.cost(6, of: 6))
    let over = bench.ask(worst: 5)
    guard case .budget = bench.refused[over] else {
      Issue.record("6 and 5 are more than 10")
      return
    }
    let (next, last) = (bench.ask(worst: 1), bench.ask("b", worst: 3))
    #expect(bench.ids == [first, next, last])
    #expect(bench.gate.shortage(at: WallTime(milliseconds: 0)) != nil)
  }

  @Test("the budget of one job turns away that job's items alone")
  func own() {
    var bench = Self.bench(0, own: 10)
    let over = bench.ask("a", worst: 11)
    #expect(bench.refused[over] != nil)
    let other = bench.ask("b")
    #expect(bench.ids == [other])
  }

  @Test("who has the money for all its requests passes those who wait for it")
  func funded() {
    var bench = Self.bench(10)
    let first = bench.ask(worst: 8)
    bench.ask(worst: 5)
    let rest = bench.leave(first, Self.cost(2, of: 4))
    #expect(rest == Money(picoDollars: 4))
    let next = bench.ask(worst: 4, held: 4)
    #expect(bench.ids == [first, next])
  }

  @Test("those who hold all that is left and wait for more do not wait for each other for ever")
  func deadlock() {
    var bench = Self.bench(10)
    let (one, other) = (bench.ask("a", worst: 5), bench.ask("b", worst: 5))
    // Both failed, and may have been billed: they need as much again.
    bench.leave(one, Self.cost(1, of: 1))
    bench.leave(other, Self.cost(1, of: 1))
    let first = bench.ask("a", worst: 5, held: 4)
    #expect(bench.ids == [one, other], "the other may still end")
    let second = bench.ask("b", worst: 5, held: 4)
    // The last one gives back what it holds, so that the first can end, and goes when that has.
    #expect(bench.ids == [one, other, first])
    bench.leave(first, Self.cost(1, of: 5))
    #expect(bench.ids == [one, other, first, second] && bench.refused.isEmpty)
    #expect(bench.leave(second, Self.cost(5, of: 5)) == .zero)
  }

  @Test(
    "those who wait for each other in a budget of their own hold up nobody else, and nobody else's requests hide it")
  func ownDeadlock() {
    var bench = Self.bench(0, own: 10)
    let other = bench.ask("b", worst: 5)
    let (one, two) = (bench.ask("a", worst: 5), bench.ask("a", worst: 5))
    bench.leave(one, Self.cost(1, of: 1))
    bench.leave(two, Self.cost(1, of: 1))
    let first = bench.ask("a", worst: 5, held: 4)
    bench.ask("a", worst: 5, held: 4)
    // While the request of b is in flight.
    #expect(bench.ids == [other, one, two, first])
  }

  @Test("whoever gives up waiting, or is turned away, gives back what is held")
  func givenBack() {
    var bench = Self.bench(10)
    let one = bench.ask(worst: 6)
    bench.leave(one, Self.cost(1, of: 1))
    let again = bench.ask(worst: 9, held: 5)
    let next = bench.ask("b", worst: 9)
    #expect(bench.ids == [one, again])
    bench.leave(again, Self.cost(2, of: 2))
    // 3 are spent and 7 held: 8 never fit.
    let over = bench.ask(worst: 8, held: 7)
    #expect(bench.refused[over] != nil && bench.refused[next] != nil)
    let last = bench.ask("b", worst: 7)
    #expect(bench.ids == [one, again, last])
  }

  @Test("who needs more passes those who have nothing yet")
  func more() {
    var bench = Self.bench(10)
    let one = bench.ask("a", worst: 6)
    bench.ask("b", worst: 9)
    bench.leave(one, Self.cost(1, of: 3))
    let again = bench.ask("a", worst: 6, held: 3)
    #expect(bench.ids == [one, again])
  }

  @Test("given back at the end of its item, money lets the next one go")
  func release() {
    var bench = Self.bench(10)
    let one = bench.ask("a", worst: 8)
    let two = bench.ask("b", worst: 8)
    let held = bench.leave(one, nil)
    bench.gate.release(held, job: "a")
    bench.admit()
    #expect(bench.ids == [one, two])
  }
}
