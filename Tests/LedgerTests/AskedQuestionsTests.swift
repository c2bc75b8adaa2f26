import JobModel
import Testing

@testable import Ledger

/// Unlike `fingerprint`, one that differs from others in its first bytes, as a hash does.
private func early(_ number: UInt8) -> Fingerprint { Fingerprint(bytes: [UInt8](repeating: number, count: 32)) }

@Test("what was never asked needs no look into the state; all that was ever asked is found, by the next run too")
func unasked() async throws {
  let scene = try Scene()
  let ledger = try scene.openLedger()
  let start = AttemptStart(
    fingerprint: early(1), run: try await ledger.beginRun(), item: item("basil"), reply: "draft", turn: 0,
    provider: "local", api: .chat, model: "some-model", startedAt: time(1), reserved: nil)
  try await ledger.settle(ledger.reserve(start), failed(), cost: nil, at: time(2))
  #expect(try await ledger.reader.lastFailure(early(1)) != nil)
  // Who only looks takes nothing for never asked: the run goes on.
  #expect(try #require(try LedgerReader.open(scene.directory)).isUnasked(early(2)) == false)
  try await ledger.end()

  // A closed state tells nothing: whoever has an answer did not look.
  #expect(try await ledger.reader.lastFailure(early(2)) == nil)
  #expect(try await ledger.reader.reply(early(2)) == nil)
  await #expect(throws: LedgerError.closed) { try await ledger.reader.lastFailure(early(1)) }

  let again = try scene.openLedger()
  #expect(try await again.reader.lastFailure(early(1)) != nil)
  #expect(again.reader.isUnasked(early(2)))
}
