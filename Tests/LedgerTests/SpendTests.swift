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
