import JobModel
import Testing
import Values

@testable import Ledger

private let stamp = FileStamp(size: 4, inode: 5, modified: 6, changed: 7)
private let basil = "articles/basil.md"

private func placed(_ number: UInt8, _ seconds: Int) -> DraftFact.Placed {
  DraftFact.Placed(hash: hash(number), stamp: stamp, at: time(seconds))
}

extension Ledger {
  fileprivate func place(_ number: UInt8) async throws {
    let intent = DraftFact.Intent(old: nil, new: hash(number), at: time(1))
    try await intend([DraftIntent(path: basil, owner: .item(item("basil")), intent: intent)])
    try await placed([PlacedDraft(path: basil, placed: LedgerTests.placed(number, 2))])
  }

  fileprivate func accept(_ number: UInt8, _ text: [UInt8], _ seconds: Int) async throws {
    try await accept(
      AcceptedDraft(path: basil, item: item("basil"), text: text, placed: LedgerTests.placed(number, seconds)))
  }
}

@Test("an accepted text counts as placed, and is kept with what galley had placed, through any number of acceptances")
func accepted() async throws {
  let scene = try Scene()
  let ledger = try scene.openLedger()
  try await ledger.place(1)
  try await ledger.accept(2, [1, 0, 255], 3)
  let last = DraftFact.Placed(hash: .ofNothing, stamp: stamp, at: time(4))
  try await ledger.accept(AcceptedDraft(path: basil, item: item("basil"), text: [], placed: last))
  let fact = try #require(try await ledger.reader.facts(job: "articles").drafts[Text(basil)])
  #expect(fact.accepted == DraftFact.Accepted(hash: .ofNothing, at: time(4), ours: hash(1)))
  #expect(fact.placed == last && fact.ours == hash(1))
  #expect(try await ledger.reader.acceptedText(path: basil) == [])
  #expect(try await ledger.reader.drafts(paths: [basil]) == [fact])
}

@Test("when an acceptance ends, the path counts as what galley had placed, and the stamp proves nothing any more")
func acceptanceEnds() async throws {
  let scene = try Scene()
  let ledger = try scene.openLedger()
  try await ledger.place(1)
  try await ledger.accept(2, [1], 3)
  try await ledger.endAcceptance(path: basil)
  let fact = try #require(try await ledger.reader.draft(path: basil))
  #expect(fact.accepted == nil && fact.placed?.hash == hash(1) && fact.placed?.stamp.isSettled == false)
  #expect(!fact.isOurs(hash(2)))
  #expect(try await ledger.reader.acceptedText(path: basil) == nil)
  try await ledger.endAcceptance(path: basil)
  #expect(try await ledger.reader.draft(path: basil) == fact)
}

@Test("when the acceptance of a file that galley had never written ends, nothing is on record of it")
func foreignAcceptanceEnds() async throws {
  let scene = try Scene()
  let ledger = try scene.openLedger()
  try await ledger.accept(2, [1], 3)
  #expect(try await ledger.reader.draft(path: basil)?.ours == nil)
  try await ledger.endAcceptance(path: basil)
  #expect(try await ledger.reader.draft(path: basil) == nil)
}

@Test("an acceptance settles what a run that died had meant to place")
func acceptanceSettlesIntent() async throws {
  let scene = try Scene()
  let ledger = try scene.openLedger()
  try await ledger.place(1)
  let intent = DraftFact.Intent(old: hash(1), new: hash(4), at: time(2))
  try await ledger.intend([DraftIntent(path: basil, owner: .item(item("basil")), intent: intent)])
  #expect(try await ledger.reader.unsettledDrafts() == [basil])
  try await ledger.accept(2, [1], 3)
  #expect(try await ledger.reader.unsettledDrafts().isEmpty)
  #expect(try await ledger.reader.draft(path: basil)?.intent == nil)
}

@Test("a state of the first release can be looked at, and gets the table when it is opened")
func olderState() async throws {
  let scene = try Scene()
  let first = try scene.openLedger()
  try await first.place(1)
  try await first.end()
  try scene.tamper(
    "DROP TABLE accepted; ALTER TABLE draft DROP COLUMN is_accepted; DELETE FROM grdb_migrations WHERE identifier = '0002 accepted'"
  )
  let bytes = scene.bytes()
  let looked = try #require(try LedgerReader.open(scene.directory))
  #expect(try await looked.draft(path: basil)?.placed == placed(1, 2))
  #expect(scene.bytes() == bytes)

  let ledger = try scene.openLedger()
  let before = try await ledger.reader.draft(path: basil)
  #expect(before?.placed == placed(1, 2) && before?.accepted == nil)
  try await ledger.accept(2, [1], 3)
  let after = try await ledger.reader.draft(path: basil)
  #expect(after?.accepted?.ours == hash(1))
}
