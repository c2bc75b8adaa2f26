import Foundation
import JobModel
import Ledger
import Testing
import Workspace

@testable import Scheduling

/// Runs that cost what they like, fail when they like and are killed when they like, over days and months.
struct BudgetSimulationTests {
  @Test func `a thousand lives of budgets: never over, spent to within one item, and nobody waits for ever`()
    async throws
  {
    for seed in 0..<1000 {
      var simulation = BudgetedRun(seed: UInt64(seed))
      try await simulation.perform(Notebook())
    }
  }

  @Test func `the same from the state on the disk, killed without a word`() async throws {
    for seed in 1000..<1040 {
      let scratch = try Scratch()
      var simulation = BudgetedRun(seed: UInt64(seed), items: 1...4)
      try await simulation.perform(StateBook(scratch))
    }
  }
}

/// What is on record of attempts, whatever dies.
private protocol Book {
  /// As a run begins: what is open has died.
  func open(at time: WallTime) async throws
  func dailySpend(_ time: WallTime) async throws -> [DailySpend]
  /// - Returns: its number.
  func reserve(_ job: String, _ worst: Money, at time: WallTime) async throws -> Int
  func settle(_ attempt: Int, _ cost: Money, at time: WallTime) async throws
  func die() async throws
}

/// Attempts in memory.
private final class Notebook: Book {
  private var attempts: [(job: String, at: WallTime, cost: Money)] = []

  func open(at time: WallTime) {}
  func die() {}
  func reserve(_ job: String, _ worst: Money, at time: WallTime) -> Int {
    attempts.append((job, time, worst))
    return attempts.count - 1
  }
  func settle(_ attempt: Int, _ cost: Money, at time: WallTime) { attempts[attempt].cost = cost }
  func dailySpend(_ time: WallTime) -> [DailySpend] {
    attempts.map { DailySpend(job: $0.job, day: Span.day.number(of: $0.at), cost: $0.cost) }
  }
}

/// Attempts in a real state. A death leaves what is under way open, as a kill does.
private final class StateBook: Book {
  private let scratch: Scratch
  private var ledger: Ledger?
  private var lock: WorkspaceLock?
  private var run = RunID(0)
  private var reservations: [Reservation] = []

  init(_ scratch: Scratch) { self.scratch = scratch }

  func open(at time: WallTime) async throws {
    let lock = try WorkspaceLock.acquire(scratch.folder.at("output/.galley"))
    let ledger = try Ledger.open(lock, now: time)
    run = try await ledger.beginRun(jobs: ["a", "b", "c"], pid: 1, at: time)
    (self.ledger, self.lock) = (ledger, lock)
  }

  func die() async throws {
    try await ledger?.close()
    lock?.release()
  }

  func dailySpend(_ time: WallTime) async throws -> [DailySpend] {
    try await #require(ledger).reader.dailySpend(inMonthOf: time)
  }

  func reserve(_ job: String, _ worst: Money, at time: WallTime) async throws -> Int {
    let number = reservations.count
    let bytes = (0..<32).map { UInt8(truncatingIfNeeded: number >> ($0 * 8 % 32)) }
    let start = AttemptStart(
      fingerprint: Fingerprint(bytes: bytes), run: run, item: ItemID(job: job, key: "\(number)", sample: 1),
      reply: "draft", turn: 0, provider: "mine", api: .chat, model: "m", startedAt: time, reserved: worst)
    reservations.append(try await #require(ledger).reserve(start))
    return number
  }

  func settle(_ attempt: Int, _ cost: Money, at time: WallTime) async throws {
    let outcome: Outcome =
      cost == .zero
      ? Outcome(result: .failure(failure(.transient)))
      : Outcome(result: .success(Reply(text: "a", finish: .stop, usage: nil, model: nil)), body: [65])
    try await #require(ledger).settle(reservations[attempt], outcome, cost: cost, at: time)
  }
}

private struct BudgetedRun {
  private struct Item {
    let job: String
    /// The worst case of each request that it still needs.
    var worst: [Int]
  }

  /// An item that is being asked for.
  private struct Alive {
    var item: Item
    /// Its number at the gate, while it waits there.
    var waitsAs: Int?
    /// Its request in flight.
    var sent: (attempt: Int, permit: Permit, startedAt: WallTime)?
  }

  private var random: SplitMix64
  private var accounts: [Purse.Account] = []
  private var items: [Item] = []
  private let jobs: Set<String>
  private let places: Int
  /// 2026-11-30T18:00:00Z: the first midnight is a month's, too.
  private var now = WallTime(milliseconds: 1_796_061_600_000)
  private let tempo: Int
  /// Nothing but money limits these runs, so the gate's clock stands still.
  private let start = Instant.now

  init(seed: UInt64, items count: ClosedRange<Int> = 3...30) {
    random = SplitMix64(state: seed)
    jobs = Set(["a", "b", "c"].prefix(Int.random(in: 1...3, using: &random)))
    places = Int.random(in: 1...8, using: &random)
    tempo = [1_000, 600_000, 7_200_000].randomElement(using: &random)!
    for job in jobs.sorted() {
      for _ in 0..<Int.random(in: count, using: &random) {
        let replies = Int.random(in: 1...3, using: &random)
        items.append(Item(job: job, worst: (0..<replies).map { _ in Int.random(in: 1...100, using: &random) }))
      }
    }
    items.shuffle(using: &random)
    let all = items.flatMap(\.worst).reduce(0, +)
    func account(_ span: Span, _ binds: Set<String>) {
      accounts.append(
        Purse.Account(
          pico(Int.random(in: 0...all, using: &random)), span, place: "\(binds.sorted())", binds: binds, counts: binds))
    }
    if Bool.random(using: &random) { account(.run, jobs) }
    for job in jobs.sorted() where Int.random(in: 0..<3, using: &random) == 0 {
      for span in [Span.run, .day, .month] where Bool.random(using: &random) { account(span, [job]) }
    }
    for span in [Span.run, .day, .month] where accounts.isEmpty || Bool.random(using: &random) { account(span, jobs) }
  }

  /// One life after another, until all is done or nothing more may be spent.
  mutating func perform(_ book: some Book) async throws {
    for _ in 0..<5 where !items.isEmpty { try await live(book) }
  }

  /// One run, to its end or to a kill.
  private mutating func live(_ book: some Book) async throws {
    try await book.open(at: now)
    let before = try await book.dailySpend(now)
    var gate = Gate(purse: Purse(accounts, jobs: jobs, before: before))
    var sums = Sums(accounts, before: before)
    var alive: [Alive] = []
    var waiting = items
    items = []
    let mayBeKilled = Bool.random(using: &random)

    func ask(_ item: Item, held: Money = .zero) -> Int {
      let id = gate.newcomer()
      let lane = Lane(job: item.job, provider: "p")
      gate.request(Ask(lane: lane, worstCase: pico(item.worst.reduce(0, +)), held: held), as: id)
      return id
    }

    while !(waiting.isEmpty && alive.isEmpty) {
      now = WallTime(milliseconds: now.milliseconds + Int.random(in: 0...tempo, using: &random))
      if mayBeKilled, Int.random(in: 0..<40, using: &random) == 0 {
        // Who was in flight is asked again.
        items += alive.map(\.item) + waiting
        try await book.die()
        return
      }
      let inFlight = alive.indices.filter { alive[$0].sent != nil }
      if !waiting.isEmpty, alive.count < places, inFlight.isEmpty || Bool.random(using: &random) {
        let item = waiting.removeFirst()
        alive.append(Alive(item: item, waitsAs: ask(item)))
      } else if let index = inFlight.randomElement(using: &random), let sent = alive[index].sent {
        let first = alive[index].item.worst[0]
        let (cost, isReply): (Int, Bool) =
          switch Int.random(in: 0..<6, using: &random) {
          case 0: (0, false)
          case 1: (first, false)
          default: (Int.random(in: 1...first, using: &random), true)
          }
        sums.settle(cost, of: first, alive[index].item.job, sent.startedAt)
        try await book.settle(sent.attempt, pico(cost), at: now)
        var settlement = Settlement()
        if cost > 0 {
          settlement.charge = Settlement.Charge(cost: pico(cost), releasing: pico(first), startedAt: sent.startedAt)
        }
        let held = gate.settle(sent.permit, settlement, at: start)
        if isReply { alive[index].item.worst.removeFirst() }
        alive[index].sent = nil
        if alive[index].item.worst.isEmpty {
          gate.release(held, job: alive[index].item.job)
          alive.remove(at: index)
        } else {
          alive[index].waitsAs = ask(alive[index].item, held: held)
        }
      } else {
        Issue.record("\(alive.count) items wait for each other, and nothing is in flight")
        break
      }
      let answer = gate.admit(at: start, wall: now)
      for (id, permit) in answer.admitted {
        guard let index = alive.firstIndex(where: { $0.waitsAs == id }) else { continue }
        let (job, worst) = (alive[index].item.job, alive[index].item.worst[0])
        alive[index].waitsAs = nil
        alive[index].sent = (try await book.reserve(job, pico(worst), at: now), permit, now)
        sums.send(worst, job, now)
      }
      for (id, refusal) in answer.refused {
        guard let index = alive.firstIndex(where: { $0.waitsAs == id }) else { continue }
        let item = alive.remove(at: index).item
        if !sums.isNear(item.worst.reduce(0, +), item.job, now) {
          Issue.record("refused far from any budget: \(refusal)")
        }
        items.append(item)
      }
    }
    try await book.die()
  }
}

/// What is spent of each budget, counted apart from the purse.
private struct Sums {
  private let accounts: [Purse.Account]
  /// By account and span; requests in flight at their worst case.
  private var most: [[Int: Int]]
  /// Without requests in flight.
  private var settled: [[Int: Int]]

  init(_ accounts: [Purse.Account], before: [DailySpend]) {
    self.accounts = accounts
    settled = accounts.map { account in
      before.filter { account.span != .run && account.binds.contains($0.job) }.reduce(into: [:]) {
        $0[account.span.number(ofDay: $1.day), default: 0] += $1.cost.picoDollars
      }
    }
    most = settled
  }

  mutating func send(_ worst: Int, _ job: String, _ time: WallTime, _ place: SourceLocation = #_sourceLocation) {
    for (index, account) in accounts.enumerated() where account.binds.contains(job) {
      let span = account.span.number(of: time)
      most[index][span, default: 0] += worst
      if let sum = most[index][span], sum > account.limit.picoDollars {
        Issue.record("\(sum) of \(account.limit)", sourceLocation: place)
      }
    }
  }

  mutating func settle(_ cost: Int, of worst: Int, _ job: String, _ startedAt: WallTime) {
    for (index, account) in accounts.enumerated() where account.binds.contains(job) {
      most[index][account.span.number(of: startedAt), default: 0] += cost - worst
      settled[index][account.span.number(of: startedAt), default: 0] += cost
    }
  }

  /// Whether what is spent and this item are together more than one of its budgets: then it is spent to within one item.
  func isNear(_ worst: Int, _ job: String, _ time: WallTime) -> Bool {
    accounts.indices.contains { index in
      let spent = settled[index][accounts[index].span.number(of: time), default: 0]
      return accounts[index].binds.contains(job) && spent + worst > accounts[index].limit.picoDollars
    }
  }
}

/// Reproducible numbers (Steele, Lea and Flood, 2014).
private struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

private func pico(_ amount: Int) -> Money { Money(picoDollars: amount) }
