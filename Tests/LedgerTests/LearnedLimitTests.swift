import JobModel
import Testing

@testable import Ledger

private func fact(_ model: String, _ requests: Int?, tokens: Int? = nil, address: String = "http://a/v1") -> LimitFact {
  LimitFact(
    provider: "mine", address: address, model: model,
    limit: LearnedLimit(requestsPerMinute: requests, tokensPerMinute: tokens), learnedAt: time(3))
}

@Test(
  "what was learned of limits outlives the run, for each provider, address and model; a later word replaces an earlier")
func limitsAreRemembered() async throws {
  let scene = try Scene()
  var ledger = try scene.openLedger()
  let run = try await ledger.beginRun()
  try await ledger.note(
    run, heldBy: nil, learned: [fact("small", 1800), fact("large", nil, tokens: 9000)], at: time(3))
  try await ledger.note(run, heldBy: .requests, learned: [fact("small", 1770)], at: time(13))
  try await ledger.note(run, heldBy: .requests, learned: [fact("small", 60, address: "http://b/v1")], at: time(14))
  try await ledger.end()
  ledger = try scene.openLedger()
  let facts = try await ledger.reader.learnedLimits()
  #expect(facts == [fact("large", nil, tokens: 9000), fact("small", 1770), fact("small", 60, address: "http://b/v1")])
  try await ledger.end()
}

@Test("what holds a run back is told while it goes on, with the moment, and nothing is noted of one that has ended")
func holdIsNoted() async throws {
  let scene = try Scene()
  let ledger = try scene.openLedger()
  let run = try await ledger.beginRun()
  #expect(try await ledger.reader.lastRuns(1).first?.hold == nil)
  for hold in HoldBack.allCases {
    try await ledger.note(run, heldBy: hold, learned: [], at: time(7))
    #expect(try await ledger.reader.lastRuns(1).first?.hold == RunFact.Hold(by: hold, at: time(7)))
  }
  try await ledger.note(run, heldBy: nil, learned: [], at: time(8))
  #expect(try await ledger.reader.lastRuns(1).first?.hold == RunFact.Hold(by: nil, at: time(8)))
  try await ledger.endRun(run, RunFact.End(at: time(9), exit: 0, stopped: nil, summary: "{}"))
  await #expect(throws: LedgerError.self) { try await ledger.note(run, heldBy: .tokens, learned: [], at: time(10)) }
  try? await ledger.end()
}
