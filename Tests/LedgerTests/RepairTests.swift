import Foundation
import GRDB
import JobModel
import Testing
import Values

@testable import Ledger

/// A state of some replies, an item that failed and a draft; closed.
private func filled(_ scene: Scene) async throws {
  let ledger = try scene.openLedger()
  let run = try await ledger.beginRun()
  for number in 1...5 {
    let fact = ItemFact(askedAt: noon, conversation: [fingerprint(number)])
    let attempt = try await ledger.reserve(start(number, run: run, item: item("herb-\(number)")), recording: fact)
    try await ledger.settle(attempt, said(longText(number)), cost: Money(picoDollars: 700), at: time(2))
  }
  let asked = ItemFact(askedAt: noon, conversation: [fingerprint(6)])
  let attempt = try await ledger.reserve(start(6, run: run), recording: asked)
  try await ledger.settle(attempt, failed(body: Array("no".utf8)), cost: nil, at: time(3))
  let intent = DraftFact.Intent(old: nil, new: hash(1), at: time(5))
  try await ledger.intend([DraftIntent(path: "articles/basil.md", owner: .item(item("basil")), intent: intent)])
  try await ledger.end()
}

private func longText(_ number: Int) -> String { String(repeating: "reply \(number) \u{0} é ", count: 600) }

private func contentHash(_ text: [UInt8]) -> ContentHash {
  ContentHash(bytes: [UInt8](AcceptedText.hash(of: Data(text))))
}

private func repair(_ scene: Scene) throws -> Repaired {
  let lock = try WorkspaceLock.acquire(scene.directory)
  defer { lock.release() }
  return try Ledger.repair(lock, now: time(100))
}

private func salvaged(_ scene: Scene) throws -> Salvaged {
  guard case .salvaged(let salvaged, _) = try repair(scene) else {
    Issue.record("nothing was repaired")
    return Salvaged()
  }
  return salvaged
}

/// Empties a table of a closed state, whatever points to it: as if its pages were lost, and page 1 too, so that SQLite refuses
/// the rest.
private func lose(_ sql: String, of scene: Scene) throws {
  try scene.tamper("PRAGMA foreign_keys = OFF; \(sql); VACUUM")
  var bytes = try #require(scene.bytes())
  bytes.replaceSubrange(0..<100, with: Data(repeating: 0x5A, count: 100))
  try bytes.write(to: URL(fileURLWithPath: scene.state))
}

@Test("a state whose first page is gone is read back whole: every table, long texts and bodies of failures too")
func firstPageGone() async throws {
  let scene = try Scene()
  try await filled(scene)
  let before = try contents(scene)
  try lose("SELECT 1", of: scene)
  #expect(try salvaged(scene) == Salvaged(replies: 5, attempts: 6, items: 6, drafts: 1, lostReplies: 0))
  #expect(try contents(scene) == before)
}

/// All rows of all tables.
private func contents(_ scene: Scene) throws -> [String] {
  let queue = try DatabaseQueue(path: scene.state)
  defer { try? queue.close() }
  return try queue.read { db in
    try ["run", "attempt", "received", "reply", "item", "draft"].flatMap { table in
      try Row.fetchAll(db, sql: "SELECT * FROM \(table) ORDER BY 1").map { "\(table) \($0)" }
    }
  }
}

@Test(
  "what is lost of one table is made again of the others, and no reply is lost by it",
  arguments: ["attempt", "reply", "item", "run", "draft"])
func tableLost(table: String) async throws {
  let scene = try Scene()
  try await filled(scene)
  try lose("DELETE FROM \(table)", of: scene)
  let read = try salvaged(scene)
  #expect((read.replies, read.items, read.lostReplies) == (5, 6, 0))
  let ledger = try scene.openLedger()
  let reply = try #require(try await ledger.reader.reply(fingerprint(3)))
  #expect(reply.reply.text.hasPrefix("reply 3 \u{0} é "))
  #expect(reply.reply.finish == (table == "reply" ? .unstated : .stop))
  #expect(reply.cost == Money(picoDollars: 700))
  #expect(try await ledger.reader.attempts(of: item("herb-3")).count == 1)
  let fact = try await ledger.reader.item(item("herb-3"))
  #expect(abs((fact?.askedAt.secondsSinceEpoch ?? 0) - noon.secondsSinceEpoch) <= 1)
}

@Test("a text that is not to the last byte what was stored is not read back, and not read before that")
func brokenText() async throws {
  let scene = try Scene()
  try await filled(scene)
  try scene.tamper("UPDATE received SET text = CAST(replace(text, 'reply 2 ', 'reply 9 ') AS BLOB) WHERE attempt = 2")
  let ledger = try scene.openLedger()
  let error = await #expect(throws: LedgerError.self) { try await ledger.reader.reply(fingerprint(2)) }
  #expect(error?.description.contains("galley doctor --repair") == true)
  #expect(try await ledger.reader.reply(fingerprint(3)) != nil)
  try await ledger.end()
  let read = try salvaged(scene)
  #expect(read.replies == 4 && read.lostReplies == 1)
  let again = try scene.openLedger()
  #expect(try await again.reader.reply(fingerprint(2)) == nil)
}

/// A state in which a person's text stands for a draft; closed.
private func accepting(_ scene: Scene, text: [UInt8]) async throws {
  try await filled(scene)
  let ledger = try scene.openLedger()
  let stamp = FileStamp(size: text.count, inode: 5, modified: 6, changed: 7)
  let placed = DraftFact.Placed(hash: contentHash(text), stamp: stamp, at: time(6))
  try await ledger.accept(AcceptedDraft(path: "articles/basil.md", item: item("basil"), text: text, placed: placed))
  try await ledger.end()
}

@Test("a person's text that was accepted is read back to the last byte")
func acceptedIsReadBack() async throws {
  let scene = try Scene()
  let text = Array(longText(9).utf8)
  try await accepting(scene, text: text)
  try lose("SELECT 1", of: scene)
  #expect(try salvaged(scene).drafts == 1)
  let ledger = try scene.openLedger()
  #expect(try await ledger.reader.acceptedText(path: "articles/basil.md") == text)
  #expect(try await ledger.reader.draft(path: "articles/basil.md")?.accepted != nil)
}

@Test(
  "where an accepted text is lost or no longer whole, the file at its path counts as a person's: nothing overwrites it",
  arguments: [
    "DELETE FROM accepted",
    "UPDATE accepted SET text = CAST(replace(text, 'reply 9 ', 'reply 8 ') AS BLOB)",
  ])
func acceptedIsLost(sql: String) async throws {
  let scene = try Scene()
  let text = Array(longText(9).utf8)
  try await accepting(scene, text: text)
  try scene.tamper(sql)
  if sql.hasPrefix("UPDATE") {
    let ledger = try scene.openLedger()
    let error = await #expect(throws: LedgerError.self) {
      try await ledger.reader.acceptedText(path: "articles/basil.md")
    }
    #expect(error?.description.contains("galley doctor --repair") == true)
    try await ledger.end()
  } else {
    try lose("SELECT 1", of: scene)
  }
  _ = try salvaged(scene)
  let ledger = try scene.openLedger()
  #expect(try await ledger.reader.draft(path: "articles/basil.md")?.isOurs(contentHash(text)) != true)
  #expect(try await ledger.reader.acceptedText(path: "articles/basil.md") == nil)
}

@Test("what was committed to the log of a run that died is read back too")
func logIsRead() async throws {
  let scene = try Scene()
  try await filled(scene)
  let ledger = try scene.openLedger()
  try await ledger.store("Late.", number: 7, run: ledger.beginRun(), item: item("late"))
  let killed = try scene.afterKill()
  try await ledger.end()
  var bytes = try #require(killed.bytes())
  bytes.replaceSubrange(0..<8192, with: Data(repeating: 0x5A, count: 8192))
  try bytes.write(to: URL(fileURLWithPath: killed.state))
  // Page 1 is in the log: without that, SQLite has nothing to begin with.
  var log = try #require(killed.bytes("state.sqlite-wal"))
  #expect(log.count > 32)
  #expect(try salvaged(killed).replies == 6)
  let again = try killed.openLedger()
  #expect(try await again.reader.reply(fingerprint(7))?.reply.text == "Late.")
  log = try #require(killed.files.first { $0.hasSuffix("-wal") && $0.contains("damaged") }.flatMap { killed.bytes($0) })
  #expect(log.count > 32)
}

@Test("a journal of the damaged state is kept with it: beside the new one it would undo what is there")
func journalIsKept() async throws {
  let scene = try Scene()
  try await filled(scene)
  let paths = StatePaths(directory: scene.directory)
  // As a repair that was killed before its last step leaves it.
  _ = try Salvage(paths: paths, now: time(90)).run(into: paths.repaired + "20261123T170000Z")
  let kept = paths.damaged + "20261123T170000Z"
  try FileManager.default.moveItem(atPath: paths.state, toPath: kept)
  let journal = Data(repeating: 0x5A, count: 1024)
  for (content, file) in [(Data(), paths.state), (journal, paths.journal)] {
    try content.write(to: URL(fileURLWithPath: file))
  }
  #expect(try salvaged(scene).replies == 5)
  #expect(!scene.files.contains("state.sqlite-journal"))
  #expect(FileManager.default.contents(atPath: kept + "-journal") == journal)
  #expect(StateLeftovers(in: scene.directory).damaged.count == 1)
}

@Test("a state that is whole is not touched, and of nothing nothing is made")
func nothingToRepair() async throws {
  let scene = try Scene()
  #expect(try repair(scene) == .none)
  try await filled(scene)
  let before = scene.bytes()
  #expect(try repair(scene) == .healthy)
  #expect(scene.bytes() == before)
  for junk in [Data(), Data(repeating: 0x5A, count: 9000)] {
    try junk.write(to: URL(fileURLWithPath: scene.state))
    let error = #expect(throws: LedgerError.self) { try repair(scene) }
    #expect(error?.description.contains("nothing of it can be read") == true)
    // Else the message sends to what has just failed.
    #expect(error?.description.contains("doctor --repair") == false)
    #expect(scene.bytes() == junk)
    // Looking at a state leaves an empty log and its index; a repair leaves nothing more.
    #expect(Set(scene.files).subtracting(["state.sqlite-wal", "state.sqlite-shm"]) == ["lock", "state.sqlite"])
  }
}

/// Where a kill can fall in a repair.
enum Cut: CaseIterable { case whileReading, beforeSettingAside, afterKeeping, afterEmptying, beforeNaming }

@Test(
  "a repair that is killed at any step leaves a state that is refused, and the next one ends it",
  arguments: Cut.allCases)
func killedRepair(cut: Cut) async throws {
  let scene = try Scene()
  try await filled(scene)
  try lose("SELECT 1", of: scene)
  let damaged = try #require(scene.bytes())
  let paths = StatePaths(directory: scene.directory)
  let ready = paths.repaired + "20261123T170000Z"
  let kept = paths.damaged + "20261123T170000Z"
  let manager = FileManager.default
  switch cut {
  case .whileReading: try Data(repeating: 1, count: 5000).write(to: URL(fileURLWithPath: paths.unborn))
  case .beforeSettingAside: _ = try Salvage(paths: paths, now: time(90)).run(into: ready)
  case .afterKeeping:
    _ = try Salvage(paths: paths, now: time(90)).run(into: ready)
    try manager.linkItem(atPath: paths.state, toPath: kept)
  case .afterEmptying, .beforeNaming:
    _ = try Salvage(paths: paths, now: time(90)).run(into: ready)
    try manager.moveItem(atPath: paths.state, toPath: kept)
    try Data().write(to: URL(fileURLWithPath: paths.state))
    let log = cut == .afterEmptying ? paths.log : kept + "-wal"
    try Data("a log".utf8).write(to: URL(fileURLWithPath: log))
  }
  #expect(throws: LedgerError.self) { try scene.openLedger() }
  #expect(try salvaged(scene).replies == 5)
  let ledger = try scene.openLedger()
  #expect(try await ledger.reader.reply(fingerprint(5)) != nil)
  try await ledger.end()
  let old = scene.files.filter { $0.hasPrefix("state.sqlite.damaged-") && !$0.hasSuffix("-wal") }
  #expect(old.count == 1)
  #expect(old.first.flatMap { scene.bytes($0) } == damaged)
  #expect(!scene.files.contains { $0.contains(".repaired-") || $0.hasSuffix(".new") })
}

/// Reproducible numbers: SplitMix64 (Steele, Lea and Flood, 2014).
private struct Numbers: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

@Test("whatever is overwritten, what is read back is what was stored")
func anyDamage() async throws {
  let scene = try Scene()
  try await filled(scene)
  let sound = try #require(scene.bytes())
  var (numbers, read) = (Numbers(state: 4), 0)
  for _ in 1...15 {
    var bytes = sound
    for _ in 1...Int.random(in: 1...4, using: &numbers) {
      let place = Int.random(in: 0..<bytes.count - 1, using: &numbers)
      let length = min(bytes.count - place, Int.random(in: 1...6000, using: &numbers))
      bytes.replaceSubrange(
        place..<place + length, with: (0..<length).map { _ in UInt8.random(in: 0...255, using: &numbers) })
    }
    let damaged = try Scene()
    try FileManager.default.createDirectory(atPath: damaged.directory, withIntermediateDirectories: true)
    try bytes.write(to: URL(fileURLWithPath: damaged.state))
    guard case .salvaged(let salvaged, _) = try repair(damaged) else { continue }
    read += salvaged.replies
    let ledger = try damaged.openLedger()
    for number in 1...5 {
      guard let reply = try await ledger.reader.reply(fingerprint(number)) else { continue }
      #expect(reply.reply.text == longText(number))
    }
    try await ledger.end()
  }
  #expect(read > 30)
}

@Test("a state from before texts had digests can be looked at as it is, and is brought up to date by a run")
func broughtUpToDate() async throws {
  let scene = try Scene()
  try older(scene)
  let before = scene.bytes()
  let looked = try #require(try LedgerReader.open(scene.directory))
  #expect(try await looked.reply(fingerprint(1))?.reply.text == "Basil \u{0} é")
  #expect(scene.bytes() == before)
  let copy = scene.folder + "/copy.sqlite"
  #expect(try LedgerReader.open(scene.directory, olderToo: true)?.backUp(to: copy).replies == 1)
  let ledger = try scene.openLedger()
  #expect(try await ledger.reader.reply(fingerprint(1))?.reply.text == "Basil \u{0} é")
}

@Test("a damaged state from before texts had digests is not repaired by guessing")
func olderIsRefused() throws {
  let scene = try Scene()
  try older(scene)
  try lose("SELECT 1", of: scene)
  let before = scene.bytes()
  let error = #expect(throws: LedgerError.self) { try repair(scene) }
  #expect(error?.description.contains("only a backup helps") == true)
  #expect(scene.bytes() == before)
}

/// A state with one reply, as the first galley wrote it.
private func older(_ scene: Scene) throws {
  try FileManager.default.createDirectory(atPath: scene.directory, withIntermediateDirectories: true)
  let queue = try DatabaseQueue(path: scene.state)
  try Schema.migrator.migrate(queue, upTo: "0001 facts")
  try queue.write { db in
    let name = fingerprint(1).data
    try db.execute(sql: "INSERT INTO run (jobs, pid, started_at) VALUES ('articles', 1, 1)")
    try db.execute(
      sql: """
        INSERT INTO attempt (fingerprint, run, job, key, sample, reply, turn, provider, api, model, started_at, outcome,
          ended_at, maybe_billed)
        VALUES (?, 1, 'articles', 'basil', 1, 'draft', 0, 'mine', 'chat', 'some-model', 1, 'reply', 2, 1)
        """, arguments: [name])
    try db.execute(
      sql: "INSERT INTO received (attempt, text, body) VALUES (1, ?, x'7B7D')", arguments: [Data("Basil \u{0} é".utf8)])
    try db.execute(
      sql: """
        INSERT INTO reply (fingerprint, attempt, finish, provider, api, model, arrived_at)
        VALUES (?, 1, 'stop', 'mine', 'chat', 'some-model', 2)
        """, arguments: [name])
  }
  try queue.close()
}
