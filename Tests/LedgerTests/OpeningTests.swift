import Foundation
import GRDB
import JobModel
import Testing

@testable import Ledger

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

@Test("looking for a state where there is none finds none and makes nothing")
func noState() throws {
  let scene = try Scene()
  #expect(try LedgerReader.open(scene.directory) == nil)
  #expect(!FileManager.default.fileExists(atPath: scene.folder + "/output"))
}

/// Ways in which a closed state can be unusable, and what the refusal says.
enum Damage: CaseIterable {
  case newer, garbage, cutShort, empty, foreign, gone

  func inflict(_ scene: Scene) throws {
    let file = URL(fileURLWithPath: scene.state)
    switch self {
    case .newer: try scene.tamper("INSERT INTO grdb_migrations VALUES ('0099 what comes later')")
    case .garbage: try Data(repeating: 0x5A, count: 9000).write(to: file)
    case .cutShort: try (scene.bytes() ?? Data()).prefix(4096 + 17).write(to: file)
    case .empty: try Data().write(to: file)
    case .foreign: try scene.tamper("PRAGMA application_id = 0")
    case .gone: try FileManager.default.moveItem(atPath: scene.state, toPath: scene.state + "-wal")
    }
  }

  var word: String { self == .newer ? "newer galley" : "damaged" }
}

@Test(
  "a state that is newer or damaged is refused, for writing and for looking, and not touched",
  arguments: Damage.allCases)
func refusedAndUntouched(damage: Damage) async throws {
  let scene = try Scene()
  let ledger = try scene.openLedger()
  try await ledger.store("Basil.", number: 1, run: ledger.beginRun())
  try await ledger.end()
  try damage.inflict(scene)
  let before = (scene.bytes(), scene.bytes("state.sqlite-wal") ?? Data())
  let writing = #expect(throws: LedgerError.self) { try scene.openLedger() }
  let reading = #expect(throws: LedgerError.self) { try LedgerReader.open(scene.directory) }
  #expect(writing?.description.contains(damage.word) == true)
  #expect(reading?.description.contains(damage.word) == true)
  #expect((scene.bytes(), scene.bytes("state.sqlite-wal") ?? Data()) == before)
}

@Test(
  "what stands where the state should be and cannot be looked at is no state that is missing: it is left alone",
  arguments: ["nothing.sqlite", "state.sqlite"])
func unseenState(target: String) throws {
  let scene = try Scene()
  try FileManager.default.createDirectory(atPath: scene.directory, withIntermediateDirectories: true)
  try FileManager.default.createSymbolicLink(atPath: scene.state, withDestinationPath: target)
  #expect(throws: LedgerError.self) { try scene.openLedger() }
  #expect(throws: LedgerError.self) { try LedgerReader.open(scene.directory) }
  // Also where it comes between the look and the making.
  #expect(throws: SystemCallFailure.self) { try Opening.create(StatePaths(directory: scene.directory)) }
  #expect(try FileManager.default.destinationOfSymbolicLink(atPath: scene.state) == target)
}

@Test("a log that a dead run left is brought into the database before anything is built upon it")
func logOfDeadRun() async throws {
  let scene = try Scene()
  let ledger = try scene.openLedger()
  try await ledger.store("Basil.", number: 1, run: ledger.beginRun())
  let killed = try scene.afterKill()
  #expect(killed.bytes("state.sqlite-wal")?.isEmpty == false)
  let again = try killed.openLedger()
  #expect(again.abandoned == 0)

  // The database alone has it all.
  let copy = try killed.afterKill()
  for ending in ["-wal", "-shm"] { try FileManager.default.removeItem(atPath: copy.state + ending) }
  #expect(try await copy.openLedger().reader.reply(fingerprint(1))?.reply.text == "Basil.")
}

@Test("looking at the state of a run that died changes neither the database nor its log")
func lookingChangesNothing() async throws {
  let scene = try Scene()
  let ledger = try scene.openLedger()
  try await ledger.store("Basil.", number: 1, run: ledger.beginRun())
  let killed = try scene.afterKill()
  let before = (killed.bytes(), killed.bytes("state.sqlite-wal"))
  let reader = try #require(try LedgerReader.open(killed.directory))
  #expect(try await reader.reply(fingerprint(1))?.reply.text == "Basil.")
  #expect((killed.bytes(), killed.bytes("state.sqlite-wal")) == before)
}

@Test(
  "a state in a folder that cannot be written is looked at all the same",
  .enabled(if: geteuid() != 0, "root may write everywhere: run the tests as another user"))
func readOnlyFolder() async throws {
  let scene = try Scene()
  let ledger = try scene.openLedger()
  try await ledger.store("Basil.", number: 1, run: ledger.beginRun())
  try await ledger.end()
  chmod(scene.directory, 0o555)
  defer { chmod(scene.directory, 0o755) }
  let reader = try #require(try LedgerReader.open(scene.directory))
  #expect(try await reader.reply(fingerprint(1))?.reply.text == "Basil.")
  #expect(scene.files == ["lock", "state.sqlite"])
  #expect(throws: LockError.self) { try WorkspaceLock.acquire(scene.directory + "/deeper") }
}

@Test(
  "a state behind a folder that this user may not search is refused, not taken for none",
  .enabled(if: geteuid() != 0, "root may look everywhere: run the tests as another user"))
func closedFolder() async throws {
  let scene = try Scene()
  try await scene.openLedger().end()
  chmod(scene.directory, 0o600)
  defer { chmod(scene.directory, 0o700) }
  #expect(throws: LedgerError.unreadable(path: scene.directory)) { try LedgerReader.open(scene.directory) }
}

@Test("an immutable opening finds a state whatever its path is made of")
func immutablePath() async throws {
  let scene = try Scene()
  let directory = scene.folder + "/a %20?b#c é/.galley"
  let ledger = try Ledger.open(WorkspaceLock.acquire(directory), now: time(0))
  try await ledger.store("Basil.", number: 1, run: ledger.beginRun())
  try await ledger.end()
  let queue = try DatabaseQueue(
    path: StatePaths(directory: directory).immutableURI, configuration: Opening.configuration(readOnly: true))
  #expect(try await queue.read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM reply") } == 1)
}

@Test("a crash while a state was being made leaves nothing in the way of the next")
func crashWhileCreating() async throws {
  let scene = try Scene()
  try FileManager.default.createDirectory(atPath: scene.directory, withIntermediateDirectories: true)
  try Data(repeating: 0x5A, count: 5000).write(to: URL(fileURLWithPath: scene.state + ".new"))
  let ledger = try scene.openLedger()
  _ = try await ledger.beginRun()
  try await ledger.end()
  #expect(scene.files == ["lock", "state.sqlite"])
}

@Test("a second run is refused and told the pid of the first; when that lets go, it may begin")
func secondLock() throws {
  let scene = try Scene()
  let lock = try WorkspaceLock.acquire(scene.directory)
  let refusal = #expect(throws: LockError.self) { try WorkspaceLock.acquire(scene.directory) }
  guard case .held(let pid, let host, _)? = refusal else { return #expect(Bool(false), "not held") }
  #expect(pid == Int(getpid()))
  #expect(host?.isEmpty == false)
  #expect(refusal?.description.contains("pid \(getpid())") == true)
  lock.release()
  lock.release()
  _ = try WorkspaceLock.acquire(scene.directory)
}

#if os(Linux)
  @Test("a server that the run started does not have the lock's file open, and so cannot hold the lock")
  func lockIsNotInherited() throws {
    let scene = try Scene()
    let lock = try WorkspaceLock.acquire(scene.directory)
    var child = pid_t()
    var arguments = [strdup("sleep"), strdup("60"), nil]
    defer { arguments.forEach { free($0) } }
    try #require(posix_spawn(&child, "/bin/sleep", nil, nil, &arguments, nil) == 0)
    defer {
      kill(child, SIGKILL)
      waitpid(child, nil, 0)
    }
    let open = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(child)/fd")
      .compactMap { try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(child)/fd/\($0)") }
    #expect(!open.isEmpty)
    #expect(!open.contains { $0.hasPrefix(scene.folder) })
    lock.release()
  }
#endif
