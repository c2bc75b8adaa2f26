import Foundation
import GRDB
import JobModel
import Values

@testable import Ledger

/// A folder of its own for one test, gone at its end.
final class Scene: Sendable {
  let folder: String
  /// The workspace's `output/.galley`, not made yet.
  var directory: String { folder + "/output/.galley" }
  var state: String { directory + "/state.sqlite" }

  init() throws {
    folder = FileManager.default.temporaryDirectory.path + "/galley-ledger-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  func openLedger() throws -> Ledger { try Ledger.open(WorkspaceLock.acquire(directory), now: time(0)) }

  /// What a kill at this moment would leave, as a scene of its own.
  ///
  /// Another process copies: closing a file that SQLite has open would drop the locks of this one.
  func afterKill() throws -> Scene {
    let copy = try Scene()
    let process = try Process.run(URL(fileURLWithPath: "/bin/cp"), arguments: ["-r", folder + "/.", copy.folder])
    process.waitUntilExit()
    return copy
  }

  /// Changes a closed state behind the ledger's back.
  func tamper(_ sql: String) throws {
    let queue = try DatabaseQueue(path: state)
    try queue.writeWithoutTransaction { db in try db.execute(sql: sql) }
    try queue.close()
  }

  func bytes(_ name: String = "state.sqlite") -> Data? { FileManager.default.contents(atPath: directory + "/" + name) }

  var files: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []).sorted() }
}

func time(_ seconds: Int) -> WallTime { WallTime(milliseconds: 1_790_000_000_000 + seconds * 1000) }

func fingerprint(_ number: Int) -> Fingerprint {
  Fingerprint(bytes: (0..<32).map { UInt8(truncatingIfNeeded: $0 < 24 ? $0 * 7 : number >> (8 * (31 - $0))) })
}

func hash(_ number: UInt8) -> ContentHash { ContentHash(bytes: [UInt8](repeating: number, count: 32)) }

func item(_ key: String, sample: Int = 1) -> ItemID { ItemID(job: "articles", key: key, sample: sample) }

func start(
  _ number: Int, run: RunID, item id: ItemID = item("basil"), reserved: Money? = Money(picoDollars: 1000)
) -> AttemptStart {
  AttemptStart(
    fingerprint: fingerprint(number), run: run, item: id, reply: "draft", turn: 0, provider: "local", api: .chat,
    model: "some-model", startedAt: time(1), reserved: reserved)
}

func said(_ text: String, finish: FinishReason = .stop) -> Outcome {
  Outcome(
    result: .success(
      Reply(
        text: text, finish: finish, usage: Usage(input: 10, cachedInput: 2, output: 5, reasoning: 1),
        model: "some-model-dated")),
    status: 200, requestID: "request-1", body: Array(#"{"text": "\#(text)"}"#.utf8))
}

func failed(_ scope: Failure.Scope = .item, maybeBilled: Bool = false, body: [UInt8] = []) -> Outcome {
  Outcome(
    result: .failure(Failure(scope: scope, code: "rejected", message: "it says no", maybeBilled: maybeBilled)),
    status: 400, body: body)
}

extension Ledger {
  /// As at the end of a process.
  func end() async throws {
    try await close()
    lock.release()
  }

  func beginRun() async throws -> RunID { try await beginRun(jobs: ["articles"], pid: 42, at: time(0)) }

  /// A reply that was asked for and came.
  func store(_ text: String, number: Int, run: RunID, item id: ItemID = item("basil")) async throws {
    let attempt = try await reserve(start(number, run: run, item: id))
    try await settle(attempt, said(text), cost: Money(picoDollars: 700), at: time(2))
  }
}
