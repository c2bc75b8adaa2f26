import Foundation
import GRDB
import JobModel
import Testing

@testable import Ledger

@Test("every commit is synced: synchronous is FULL on the connection that writes, in WAL mode")
func synchronousIsFull() throws {
  let scene = try Scene()
  let ledger = try scene.openLedger()
  let (synchronous, journal) = try ledger.database.writeWithoutTransaction { db in
    (try Int.fetchOne(db, sql: "PRAGMA synchronous"), try String.fetchOne(db, sql: "PRAGMA journal_mode"))
  }
  #expect(synchronous == 2)
  #expect(journal == "wal")
}

@Test("a reply that was stored is there after a kill, to the last byte")
func replySurvivesKill() async throws {
  let scene = try Scene()
  let ledger = try scene.openLedger()
  try await ledger.store("Basil\r\nlikes \u{0} e\u{301} é 🌱.", number: 1, run: ledger.beginRun())
  let killed = try scene.afterKill()
  let again = try killed.openLedger()
  let reply = try #require(try await again.reader.reply(fingerprint(1)))
  #expect(Array(reply.reply.text.utf8) == Array("Basil\r\nlikes \u{0} e\u{301} é 🌱.".utf8))
  #expect(reply.reply.finish == .stop)
  #expect(reply.reply.usage == Usage(input: 10, cachedInput: 2, output: 5, reasoning: 1))
  #expect(reply.reply.model == "some-model-dated" && reply.model == "some-model")
  #expect(reply.cost == Money(picoDollars: 700) && reply.provider == "local" && reply.api == .chat)
  #expect(reply.arrivedAt == time(2))
}

@Test("a clean end leaves the whole state in one file, and it opens again")
func cleanClose() async throws {
  let scene = try Scene()
  let ledger = try scene.openLedger()
  try await ledger.store("Basil.", number: 1, run: ledger.beginRun())
  try await ledger.close()
  #expect(scene.files == ["lock", "state.sqlite"])
  await #expect(throws: LedgerError.closed) { try await ledger.beginRun() }
  await #expect(throws: LedgerError.closed) { try await ledger.reader.reply(fingerprint(1)) }
  ledger.lock.release()
  let again = try scene.openLedger()
  #expect(again.abandoned == 0)
  #expect(try await again.reader.reply(fingerprint(1))?.reply.text == "Basil.")
}

@Test("what arrives while a commit is under way is committed together, and each waiter is told")
func groupCommit() async throws {
  let scene = try Scene()
  let ledger = try scene.openLedger()
  let run = try await ledger.beginRun()
  let before = commits(scene)
  let gate = Gate()
  async let held: Void = gate.hold(ledger)
  await gate.isClosed()
  let ids = try await withThrowingTaskGroup(of: AttemptID.self) { group in
    for number in 1...200 { group.addTask { try await ledger.reserve(start(number, run: run)).id } }
    while ledger.writer.waiting < 200 { await Task.yield() }
    gate.open()
    return try await group.reduce(into: Set<AttemptID>()) { $0.insert($1) }
  }
  try await held
  #expect(ids.count == 200)
  #expect(commits(scene) - before == 2)
  #expect(try await ledger.reader.spend().attempts == 200)
}

@Test("a writer sees what it wrote as soon as it is told, with many at once")
func ownWritesAreSeen() async throws {
  let scene = try Scene()
  let ledger = try scene.openLedger()
  let run = try await ledger.beginRun()
  let seen = try await withThrowingTaskGroup(of: Bool.self) { group in
    for number in 1...200 {
      group.addTask {
        try await ledger.store("reply \(number)", number: number, run: run)
        return try await ledger.reader.reply(fingerprint(number))?.reply.text == "reply \(number)"
      }
    }
    return try await group.reduce(into: []) { $0.append($1) }
  }
  #expect(seen == [Bool](repeating: true, count: 200))
}

@Test("the write-ahead log stays small while readers come and go")
func logStaysSmall() async throws {
  let scene = try Scene()
  let ledger = try scene.openLedger()
  let run = try await ledger.beginRun()
  let text = String(repeating: "Basil. ", count: 1_000)
  var longest = 0
  for round in 0..<20 {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for place in 1...64 {
        let number = round * 64 + place
        group.addTask {
          try await ledger.store(text, number: number, run: run)
          _ = try await ledger.reader.reply(fingerprint(number))
        }
      }
      try await group.waitForAll()
    }
    _ = try await LedgerReader.open(scene.directory)?.spend()
    longest = max(longest, try fileSize(scene.state + "-wal") ?? 0)
  }
  #expect(try #require(try fileSize(scene.state)) > 12 << 20)
  #expect(longest < 8 << 20)
}

@Test("reading does not wait for a commit, neither here nor in another galley's status")
func readsWhileWriting() async throws {
  let scene = try Scene()
  let ledger = try scene.openLedger()
  try await ledger.store("Basil.", number: 1, run: ledger.beginRun())
  let gate = Gate()
  async let held: Void = gate.hold(ledger)
  await gate.isClosed()
  #expect(try await ledger.reader.reply(fingerprint(1))?.reply.text == "Basil.")
  let other = try #require(try LedgerReader.open(scene.directory))
  #expect(try await other.reply(fingerprint(1))?.reply.text == "Basil.")
  #expect(try await other.lastRuns(1).first?.pid == 42)
  gate.open()
  try await held
  #expect(try await other.lastRuns(1).first?.pid == 43)
}

/// Transactions in the write-ahead log: frames of its present salt that carry the database's size
/// (sqlite.org/fileformat.html#walformat).
private func commits(_ scene: Scene) -> Int {
  let log = [UInt8](scene.bytes("state.sqlite-wal") ?? Data())
  var commits = 0
  for frame in stride(from: 32, to: log.count, by: 24 + 4096) {
    let size = log[frame + 4..<frame + 8]
    let salt = log[frame + 8..<frame + 16]
    if salt.elementsEqual(log[16..<24]), size.contains(where: { $0 != 0 }) { commits += 1 }
  }
  return commits
}
