import JobModel
import Testing

@testable import Ledger

@Test("what was spent is known by job and day of the month, in full where an end is unknown, by the time of the start")
func dailySpend() async throws {
  // 2026-10-01T00:00:00Z and the second before.
  let october = WallTime(milliseconds: 1_790_812_800_000)
  let before = WallTime(milliseconds: october.milliseconds - 1)
  let day = 86_400_000
  let scene = try Scene()
  let ledger = try scene.openLedger()
  let run = try await ledger.beginRun()
  func ask(_ number: Int, at time: WallTime, job: String = "articles", reserved: Int?, cost: Int?) async throws {
    let start = AttemptStart(
      fingerprint: fingerprint(number), run: run, item: ItemID(job: job, key: "\(number)", sample: 1), reply: "draft",
      turn: 0, provider: "local", api: .chat, model: "some-model", startedAt: time,
      reserved: reserved.map { Money(picoDollars: $0) })
    let reservation = try await ledger.reserve(start)
    // Ended a day later: that counts for nothing.
    let end = WallTime(milliseconds: time.milliseconds + day)
    if let cost { try await ledger.settle(reservation, said("a"), cost: Money(picoDollars: cost), at: end) }
  }
  try await ask(1, at: before, reserved: 1000, cost: 1)
  try await ask(2, at: october, reserved: 1000, cost: 20)
  try await ask(3, at: october, reserved: 1000, cost: nil)
  try await ask(4, at: october, reserved: nil, cost: nil)
  try await ask(5, at: WallTime(milliseconds: october.milliseconds + day), reserved: 1000, cost: .max)
  try await ask(6, at: WallTime(milliseconds: october.milliseconds + day), reserved: 1000, cost: .max)
  try await ask(7, at: october, job: "ideas", reserved: 1000, cost: 300)
  let first = october.milliseconds / day
  let expected = [
    DailySpend(job: "articles", day: first, cost: Money(picoDollars: 1020), unpriced: 1),
    DailySpend(job: "articles", day: first + 1, cost: Money(picoDollars: .max)),
    DailySpend(job: "ideas", day: first, cost: Money(picoDollars: 300)),
  ]
  #expect(
    try await ledger.reader.dailySpend(inMonthOf: WallTime(milliseconds: october.milliseconds + 9 * day)) == expected)
  try await ledger.end()
  // Those that were under way are of unknown fate now, and count as before.
  let next = try scene.openLedger()
  #expect(try await next.reader.dailySpend(inMonthOf: october) == expected)
  try await next.end()
}

@Test("attempts that may have been billed at an unknown price are found with what their replies took")
func unpricedAttempts() async throws {
  let october = WallTime(milliseconds: 1_790_812_800_000)
  let scene = try Scene()
  let ledger = try scene.openLedger()
  let run = try await ledger.beginRun()
  func ask(_ number: Int, at milliseconds: Int = 0) async throws -> Reservation {
    try await ledger.reserve(
      AttemptStart(
        fingerprint: fingerprint(number), run: run, item: ItemID(job: "articles", key: "\(number)", sample: 1),
        reply: "draft", turn: 0, provider: "local", api: .chat, model: "some-model",
        startedAt: WallTime(milliseconds: october.milliseconds + milliseconds), reserved: nil))
  }
  let usage = Usage(input: 10, cachedInput: 2, output: 5, reasoning: 1)
  let reply = Outcome(result: .success(Reply(text: "a", finish: .stop, usage: usage, model: nil)), body: [65])
  try await ledger.settle(try await ask(1), reply, cost: nil, at: october)
  // Its price was known; its failure cannot have been billed; it was a month ago.
  try await ledger.settle(try await ask(2), reply, cost: Money(picoDollars: 1), at: october)
  let refused = Failure(scope: .transient, code: "rate_limited", message: "no", maybeBilled: false)
  try await ledger.settle(try await ask(3), Outcome(result: .failure(refused)), cost: nil, at: october)
  try await ledger.settle(try await ask(4, at: -1), reply, cost: nil, at: october)
  let late = Failure(scope: .transient, code: "timeout", message: "late", maybeBilled: true)
  try await ledger.settle(try await ask(5), Outcome(result: .failure(late)), cost: nil, at: october)
  _ = try await ask(6)
  let found = try await ledger.reader.unpricedAttempts(inMonthOf: october)
  #expect(found.map(\.usage) == [usage, nil, nil])
  #expect(Set(found.map(\.model)) == ["some-model"])
  #expect(Set(found.map(\.day)) == [october.milliseconds / 86_400_000])
  try await ledger.end()
}
