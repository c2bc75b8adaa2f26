import Foundation
import GRDB
import JobModel
import Testing

@testable import Ledger

@Test(
  "network file systems are known by their numbers, all others are local",
  arguments: [
    (0x6969, "nfs"), (0xFF53_4D42, "cifs"), (0xFE53_4D42, "smb2"), (0x517B, "smb"), (0x0102_1997, "9p"),
    (0x00C3_6400, "ceph"), (0x5346_414F, "afs"), (0xEF53, nil), (0x0102_1994, nil), (0x9123_683E, nil), (0, nil),
  ] as [(UInt32, String?)])
func magicNumbers(magic: UInt32, name: String?) {
  #expect(FileSystem(magic: magic) == (name.map { .network(name: $0) } ?? .local))
}

@Test("macOS names its network file systems", arguments: [("nfs", false), ("smbfs", false), ("apfs", true)])
func typeNames(name: String, isLocal: Bool) {
  #expect(FileSystem(typeName: name) == (isLocal ? .local : .network(name: name)))
}

@Test("the file system of a folder is asked for; one that is not there counts as local")
func askedFileSystem() {
  #expect(FileSystem(of: "/") == .local)
  #expect(FileSystem(of: "/no such folder") == .local)
}

@Test("on a network file system a state has no write-ahead log, syncs every commit, and goes there and back again")
func networkState() async throws {
  let scene = try Scene()
  let ledger = try scene.openLedger()
  try await ledger.store("Basil.", number: 1, run: ledger.beginRun())
  try await ledger.end()

  let remote = try Ledger.open(WorkspaceLock.acquire(scene.directory), now: time(0), on: .network(name: "nfs"))
  #expect(remote.networkFileSystem == "nfs")
  let settings = try await remote.database.writeWithoutTransaction { db in
    try ["journal_mode", "synchronous", "locking_mode"].map { try String.fetchOne(db, sql: "PRAGMA \($0)") }
  }
  #expect(settings == ["delete", "3", "exclusive"])
  try await remote.store("Mint.", number: 2, run: remote.beginRun())
  #expect(try await remote.reader.reply(fingerprint(2))?.reply.text == "Mint.")
  #expect(!scene.files.contains { $0.hasSuffix("-wal") || $0.hasSuffix("-shm") })
  try await remote.end()
  #expect(scene.files == ["lock", "state.sqlite"])

  let looking = try #require(try LedgerReader.open(scene.directory))
  #expect(try await looking.reply(fingerprint(1))?.reply.text == "Basil.")
  #expect(scene.files == ["lock", "state.sqlite"])

  let local = try scene.openLedger()
  #expect(local.networkFileSystem == nil)
  #expect(try await local.reader.reply(fingerprint(2))?.reply.text == "Mint.")
  try await local.store("Sage.", number: 3, run: local.beginRun())
  #expect(scene.files.contains("state.sqlite-wal"))
}

@Test("a run that is killed in the middle of a commit on a network file system leaves a state that the next one opens")
func killedOnNetwork() async throws {
  let scene = try Scene()
  let remote = try Ledger.open(WorkspaceLock.acquire(scene.directory), now: time(0), on: .network(name: "nfs"))
  try await remote.store("Mint.", number: 2, run: remote.beginRun())
  // A transaction that outgrows its cache writes to the database before it is committed.
  let killed = try await remote.database.writeWithoutTransaction { db in
    try db.execute(sql: "PRAGMA cache_size = 1; BEGIN IMMEDIATE; UPDATE received SET body = zeroblob(400000)")
    let killed = try scene.afterKill()
    try db.execute(sql: "ROLLBACK")
    return killed
  }
  #expect(killed.bytes("state.sqlite-journal")?.isEmpty == false)
  #expect(try await LedgerReader.open(killed.directory)?.reply(fingerprint(2))?.reply.text == "Mint.")
  let again = try Ledger.open(WorkspaceLock.acquire(killed.directory), now: time(0), on: .network(name: "nfs"))
  #expect(try await again.reader.reply(fingerprint(2))?.reply.text == "Mint.")
}
