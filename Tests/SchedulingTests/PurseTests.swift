import JobModel
import Testing

@testable import Scheduling

struct PurseTests {
  /// 2026-11-30T12:00:00Z, the last day of a month.
  private static let noon = WallTime(milliseconds: 1_796_040_000_000)
  private static let hour = 3_600_000

  @Test func `what others hold may come back, and what is spent cannot`() {
    var purse = Purse([account(10, .run, binds: ["a"])], jobs: ["a"], before: [])
    #expect(purse.hold(6, "a") == .granted)
    #expect(purse.hold(5, "a") == .wait)
    purse.charge(pico(2), releasing: pico(6), job: "a", startedAt: Self.noon)
    #expect(purse.hold(5, "a") == .granted)
    purse.charge(pico(5), releasing: pico(5), job: "a", startedAt: Self.noon)
    #expect(purse.hold(3, "a") == .granted)
    purse.release(pico(3), job: "a")
    guard case .refused(let refusal) = purse.hold(4, "a") else {
      Issue.record("7 and 4 are more than 10")
      return
    }
    #expect(refusal.message.contains("b.yaml:1:2") && refusal.message.contains("'k' of a"))
  }

  @Test func `an item's hold grows where there is room and shrinks always`() {
    var purse = Purse([account(10, .run, binds: ["a"])], jobs: ["a"], before: [])
    #expect(purse.hold(6, "a") == .granted)
    #expect(purse.hold(4, over: 0, "a") == .granted)
    #expect(purse.hold(7, over: 6, "a") == .wait)
    #expect(purse.hold(1, over: 4, "a") == .granted)
    #expect(purse.hold(9, over: 6, "a") == .granted)
    // Of its 9, 3 are for the request that is charged now.
    purse.charge(pico(3), releasing: pico(3), job: "a", startedAt: Self.noon)
    #expect(purse.hold(7, over: 6, "a") == .wait)
    if case .refused = purse.hold(8, over: 6, "a") {} else { Issue.record("3 and 8 are more than 10") }
  }

  @Test func `what fits into every budget of its job is held, whatever did not fit before`() {
    var purse = Purse(
      [account(10, .run, binds: ["a", "b"]), account(4, .run, binds: ["a"])], jobs: ["a", "b"], before: [])
    guard case .refused = purse.hold(5, "a"), case .refused = purse.hold(11, "b") else {
      Issue.record("both are more than the budget")
      return
    }
    #expect(purse.hold(4, "a") == .granted)
    #expect(purse.hold(6, "b") == .granted)
  }

  @Test func `what did not fit is told in the end with what is left, and is called used up only where nothing is`()
    throws
  {
    var purse = Purse([account(10, .run, binds: ["a"])], jobs: ["a"], before: [])
    #expect(purse.shortage(at: Self.noon) == nil)
    _ = purse.hold(12, "a")
    let tooLarge = try #require(purse.shortage(at: Self.noon))
    #expect(tooLarge.contains("'k' of a") && tooLarge.contains("raise the budget") && !tooLarge.contains("used up"))
    _ = purse.hold(6, "a")
    purse.charge(pico(6), releasing: pico(6), job: "a", startedAt: Self.noon)
    _ = purse.hold(5, "a")
    let left = try #require(purse.shortage(at: Self.noon))
    #expect(left.contains("2 items") && !left.contains("raise the budget") && !left.contains("used up"))
    purse.charge(pico(4), releasing: .zero, job: "a", startedAt: Self.noon)
    #expect(try #require(purse.shortage(at: Self.noon)).contains("is used up"))
  }

  @Test func `after midnight nobody is told that what fits again has too little left`() throws {
    var purse = Purse([account(10, .day, binds: ["a"])], jobs: ["a"], before: [])
    purse.charge(pico(8), releasing: .zero, job: "a", startedAt: Self.noon)
    _ = purse.hold(5, "a")
    let later = WallTime(milliseconds: Self.noon.milliseconds + 13 * Self.hour)
    #expect(try #require(purse.shortage(at: later)).contains("had too little left"))
  }

  @Test func `a day in which something of unknown price was spent cannot be bounded, another one can`() throws {
    let spend = UnknownSpend(job: "b", day: Span.day.number(of: Self.noon), description: "nobody knows what b cost")
    var purse = Purse(
      [account(10, .day, binds: ["a"], countsAll: true)], jobs: ["a"], before: [], unknown: [spend])
    guard case .refused(let refusal) = purse.hold(1, "a") else {
      Issue.record("what b cost is not known")
      return
    }
    #expect(refusal.message.contains("nobody knows what b cost") && refusal.message.contains("cannot be kept"))
    #expect(purse.hold(1, "a", at: WallTime(milliseconds: Self.noon.milliseconds + 24 * Self.hour)) == .granted)
  }

  @Test func `days and months begin with what was spent in them before, by whom they count`() {
    let today = Span.day.number(of: Self.noon)
    let before = [
      DailySpend(job: "a", day: today, cost: pico(1)), DailySpend(job: "b", day: today, cost: pico(2)),
      DailySpend(job: "gone", day: today - 3, cost: pico(4)),
    ]
    func largest(_ account: Purse.Account) -> Int? {
      (0...10).last { amount in
        var purse = Purse([account], jobs: ["a", "b"], before: before)
        return purse.hold(amount, "a") == .granted
      }
    }
    #expect(largest(account(10, .run, binds: ["a"])) == 10)
    #expect(largest(account(10, .day, binds: ["a"])) == 9)
    #expect(largest(account(10, .month, binds: ["a"])) == 9)
    #expect(largest(account(10, .day, binds: ["a"], countsAll: true)) == 7)
    #expect(largest(account(10, .month, binds: ["a"], countsAll: true)) == 3)
  }

  @Test func `midnight begins a day anew for what is spent, not for what is held`() {
    let tomorrow = WallTime(milliseconds: Self.noon.milliseconds + 13 * Self.hour)
    for span in [Span.day, .month] {
      var purse = Purse([account(10, span, binds: ["a"])], jobs: ["a"], before: [])
      #expect(purse.hold(6, "a") == .granted)
      #expect(purse.hold(4, "a") == .granted)
      purse.charge(pico(6), releasing: pico(6), job: "a", startedAt: Self.noon)
      #expect(purse.hold(7, "a", at: tomorrow) == .wait)
      #expect(purse.hold(6, "a", at: tomorrow) == .granted)
      // Started before midnight, it counts for the day that is over.
      purse.charge(pico(4), releasing: pico(4), job: "a", startedAt: Self.noon)
      #expect(purse.hold(4, "a", at: tomorrow) == .granted)
      #expect(purse.hold(1, "a", at: tomorrow) == .wait)
    }
  }

  @Test func `a plan says which budgets do not cover its worst case`() {
    let before = [DailySpend(job: "a", day: Span.day.number(of: Self.noon), cost: pico(4))]
    let purse = Purse(
      [account(10, .day, binds: ["a", "b"]), account(6, .run, binds: ["a"])], jobs: ["a", "b"], before: before)
    func shortfalls(_ a: Int, _ b: Int) -> [String] {
      purse.shortfalls(["a": pico(a), "b": pico(b)], at: Self.noon).map { $0.contains("the day") ? "day" : "run" }
    }
    #expect(shortfalls(3, 3) == [])
    #expect(shortfalls(3, 4) == ["day"])
    #expect(shortfalls(7, 0) == ["day", "run"])
    #expect(shortfalls(0, 0) == [])
  }

  @Test func `what a budget counts it needs, though it binds another job`() {
    let purse = Purse([account(10, .day, binds: ["a"], countsAll: true)], jobs: ["a", "c"], before: [])
    #expect(purse.shortfalls(["a": pico(4), "c": pico(6)], at: Self.noon).isEmpty)
    #expect(purse.shortfalls(["a": pico(4), "c": pico(7)], at: Self.noon).count == 1)
    #expect(purse.shortfalls(["a": pico(0), "c": pico(70)], at: Self.noon).isEmpty, "it stops nobody who asks")
  }

  @Test func `what binds no job limits none`() {
    var purse = Purse([account(1, .run, binds: ["a"])], jobs: ["a", "b"], before: [])
    #expect(purse.isBound("a"))
    #expect(!purse.isBound("b"))
    #expect(purse.hold(100, "b") == .granted)
  }

  private func account(
    _ limit: Int, _ span: Span, binds: Set<String>, countsAll: Bool = false
  ) -> Purse.Account {
    Purse.Account(pico(limit), span, place: "b.yaml:1:2", binds: binds, counts: countsAll ? nil : binds)
  }
}

private func pico(_ amount: Int) -> Money { Money(picoDollars: amount) }

extension Purse {
  fileprivate mutating func hold(
    _ target: Int, over current: Int = 0, _ job: String, at time: WallTime = WallTime(milliseconds: 1_796_040_000_000)
  ) -> PurseAnswer {
    hold(Wish(job: job, item: "k", target: pico(target), current: pico(current)), at: time)
  }
}
