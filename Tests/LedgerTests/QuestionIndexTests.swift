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
  #expect(try await #require(try LedgerReader.open(scene.directory)).lastFailure(early(1)) != nil)
  try await ledger.end()

  // A closed state tells nothing: whoever has an answer did not look.
  #expect(try await ledger.reader.lastFailure(early(2)) == nil)
  #expect(try await ledger.reader.reply(early(2)) == nil)
  await #expect(throws: LedgerError.closed) { try await ledger.reader.lastFailure(early(1)) }

  let again = try scene.openLedger()
  #expect(try await again.reader.lastFailure(early(1)) != nil)
  #expect(again.reader.questions.hasNothing(on: early(2)))
}

@Test("questions whose fingerprints begin alike are told apart; of two replies to one question the later one counts")
func alikeAndAgain() async throws {
  let scene = try Scene()
  let ledger = try scene.openLedger()
  let run = try await ledger.beginRun()
  // These two differ in their last bytes alone.
  try await ledger.store("Basil.", number: 1, run: run)
  try await ledger.store("Thyme.", number: 2, run: run, item: item("thyme"))
  try await ledger.store("Basil once more.", number: 1, run: run)
  for reader in [ledger.reader, try #require(try LedgerReader.open(scene.directory))] {
    #expect(try await reader.reply(fingerprint(1))?.reply.text == "Basil once more.")
    #expect(try await reader.reply(fingerprint(2))?.reply.text == "Thyme.")
    #expect(try await reader.reply(fingerprint(3)) == nil)
    #expect(try await reader.lastFailure(fingerprint(3)) == nil)
  }
  try await ledger.end()
  let again = try scene.openLedger()
  #expect(try await again.reader.reply(fingerprint(1))?.reply.text == "Basil once more.")
  #expect(try await again.reader.reply(fingerprint(2))?.reply.text == "Thyme.")
}
