import Foundation
import GRDB
import JobModel
import Testing
import Values

@testable import Ledger

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

@Test("a write that fails is told to all in its transaction, leaves nothing of it, and stops all later ones")
func failureStops() async throws {
  let scene = try Scene()
  let ledger = try scene.openLedger()
  let run = try await ledger.beginRun()
  let settled = try await ledger.reserve(start(1, run: run))
  try await ledger.settle(settled, said("Basil."), cost: nil, at: time(2))
  let gate = Gate()
  async let held: Void = gate.hold(ledger)
  await gate.isClosed()
  async let fresh = failure { _ = try await ledger.reserve(start(2, run: run)) }
  async let owed = failure { try await ledger.settle(settled, said("twice"), cost: nil, at: time(3)) }
  while ledger.writer.waiting < 2 { await Task.yield() }
  gate.open()
  try await held
  let cause = try #require(await fresh)
  #expect(cause.description.contains("attempt 1 is not open"))
  #expect(await owed == .rescued(cause, scene.account(kept: 1)))
  await #expect(throws: cause) { try await ledger.beginRun() }
  #expect(
    await failure { try await ledger.close() }
      == .rescued(cause, scene.account(kept: 1)))
  #expect(try await ledger.reader.spend().attempts == 1)
  #expect(try await ledger.reader.reply(fingerprint(1))?.reply.text == "Basil.")
}

@Test(
  "a disk that stays full without its ballast: no reply is lost, nothing more is sent, and the next run has them all")
func fullForGood() async throws {
  let scene = try Scene()
  let ledger = try scene.openLedger()
  let run = try await ledger.beginRun()
  try await ledger.holdBallast(bytes: 1 << 20)
  #expect(scene.bytes("ballast")?.count == 1 << 20)
  let asked = ItemFact(askedAt: noon, conversation: [fingerprint(1)])
  let first = try await ledger.reserve(start(1, run: run), recording: asked)
  let second = try await ledger.reserve(start(2, run: run))
  // SQLite says SQLITE_FULL as it does of a disk.
  try await ledger.database.writeWithoutTransaction { db in
    try db.execute(sql: "PRAGMA max_page_count = 1")
  }
  let long = String(repeating: "Basil \u{0} e\u{301} é 🌱. ", count: 1_000)
  let full = LedgerError.diskFull(path: scene.state)
  #expect(
    await failure {
      try await ledger.settle(first, said(long), cost: Money(picoDollars: 700), at: time(2))
    }
      == .rescued(full, scene.account(kept: 1)))
  #expect(scene.bytes("ballast") == nil)
  await #expect(throws: full) { _ = try await ledger.reserve(start(3, run: run)) }
  // The disk is well again, and still nothing is written to a state of which a commit failed.
  try await ledger.database.writeWithoutTransaction { db in try db.execute(sql: "PRAGMA max_page_count = 1000000") }
  #expect(
    await failure {
      try await ledger.settle(second, said("Mint."), cost: nil, at: time(3))
    }
      == .rescued(full, scene.account(kept: 2)))
  #expect(
    await failure { try await ledger.close() }
      == .rescued(full, scene.account(kept: 2)))

  let killed = try scene.afterKill()
  let again = try killed.openLedger()
  #expect(again.readBack == ReadBack(replies: 2) && again.abandoned == 0)
  let reply = try #require(try await again.reader.reply(fingerprint(1)))
  #expect(Array(reply.reply.text.utf8) == Array(long.utf8))
  #expect(reply.reply.usage == Usage(input: 10, cachedInput: 2, output: 5, reasoning: 1))
  #expect(try await again.reader.body(of: reply.attempt) == said(long).body)
  #expect(try await again.reader.item(item("basil")) == asked)
  #expect(try await again.reader.reply(fingerprint(2))?.reply.text == "Mint.")
}

@Test("a state that was moved away takes no more: what arrives is rescued in a folder made anew, and read back there")
func movedAway() async throws {
  let scene = try Scene()
  let ledger = try scene.openLedger()
  let run = try await ledger.beginRun()
  let first = try await ledger.reserve(start(1, run: run), recording: ItemFact(askedAt: noon, conversation: []))
  let second = try await ledger.reserve(start(2, run: run))
  try FileManager.default.moveItem(atPath: scene.folder + "/output", toPath: scene.folder + "/elsewhere")
  let gone = LedgerError.gone(path: scene.state)
  #expect(
    await failure {
      try await ledger.settle(first, said("Basil."), cost: nil, at: time(2))
    }
      == .rescued(gone, scene.account(kept: 1)))
  await #expect(throws: gone) { _ = try await ledger.reserve(start(3, run: run)) }

  // Whoever runs meanwhile in the folder that was made anew knows what has been rescued, and leaves the file to grow.
  let meanwhile = try scene.openLedger()
  #expect(try await meanwhile.reader.reply(fingerprint(1))?.reply.text == "Basil.")
  try await meanwhile.end()
  #expect(
    await failure {
      try await ledger.settle(second, said("Mint."), cost: nil, at: time(3))
    }
      == .rescued(gone, scene.account(kept: 2)))

  let killed = try scene.afterKill()
  let again = try killed.openLedger()
  #expect(again.readBack.replies == 2)
  #expect(try await again.reader.reply(fingerprint(1))?.reply.text == "Basil.")
  #expect(try await again.reader.reply(fingerprint(2))?.reply.text == "Mint.")
  #expect(try await again.reader.item(item("basil"))?.askedAt == noon)
  #expect(try await again.reader.lastRuns(5).map(\.state) == [.died])
}

@Test("what can be kept nowhere is counted, and said to be lost")
func lost() async throws {
  let scene = try Scene()
  let ledger = try scene.openLedger()
  let reservation = try await ledger.reserve(start(1, run: ledger.beginRun()))
  try FileManager.default.moveItem(atPath: scene.folder + "/output", toPath: scene.folder + "/elsewhere")
  try Data("in the way".utf8).write(to: URL(fileURLWithPath: scene.folder + "/output"))
  let error = await failure {
    try await ledger.settle(reservation, said("Basil."), cost: nil, at: time(2))
  }
  #expect(error?.description.contains("1 reply could not be written to any file") == true)
  #expect(error?.description.contains("is lost") == true)
}

@Test("the ballast is room that the disk really holds; a clean end takes it away")
func ballast() async throws {
  let scene = try Scene()
  let ledger = try scene.openLedger()
  try await ledger.holdBallast(bytes: 3 << 20)
  var held = stat()
  #expect(stat(scene.directory + "/ballast", &held) == 0)
  #expect(held.st_blocks * 512 >= 3 << 20)
  try await ledger.end()
  #expect(scene.files == ["lock", "state.sqlite"])
}

let noon = Moment(secondsSinceEpoch: 1_790_000_000, precision: .second)

func failure(_ body: () async throws -> Void) async -> LedgerError? {
  do {
    try await body()
    return nil
  } catch { return error as? LedgerError }
}

extension Scene {
  /// Of replies that lie in the one rescue file that there is.
  func account(kept: Int) -> RescueAccount {
    let name = files.first { $0.hasPrefix("rescue-") && $0.hasSuffix(".jsonl") }
    return RescueAccount(file: name.map { directory + "/" + $0 }, kept: kept)
  }
}
