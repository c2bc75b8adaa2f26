import CommandSupport
import Foundation
import GRDB
import Testing

@Suite("A damaged state is repaired", .aFewAtOnce)
struct RepairTests {
  static let state = "output/.galley/state.sqlite"
  static let rows = 200

  /// What can happen to a state, and how many of 200 replies must be read back all the same.
  enum Damage: String, CaseIterable {
    case replyOverwritten, firstPageDestroyed, cutToTwoThirds, rootDestroyed

    var floor: Int {
      switch self {
      case .replyOverwritten: 199
      case .firstPageDestroyed, .rootDestroyed: 200
      case .cutToTwoThirds: 125
      }
    }

    var isFoundAtOnce: Bool { self == .firstPageDestroyed || self == .cutToTwoThirds }

    func inflict(on workspace: Workspace) throws {
      var bytes = try workspace.bytes(RepairTests.state)
      switch self {
      case .replyOverwritten:
        // A text is long enough to fill pages of its own: nothing but its digest tells that one of them is lost.
        let place = try #require(bytes.firstRange(of: Data(RepairTests.filler(100).prefix(40).utf8)))
        Self.overwrite(page: place.lowerBound / 4096 + 1, in: &bytes)
      case .firstPageDestroyed: Self.overwrite(page: 0, in: &bytes)
      case .cutToTwoThirds: bytes = Data(bytes.prefix(bytes.count * 2 / 3))
      case .rootDestroyed: Self.overwrite(page: try Self.root(workspace) - 1, in: &bytes)
      }
      try workspace.write(RepairTests.state, bytes)
    }

    private static func overwrite(page number: Int, in bytes: inout Data) {
      bytes.replaceSubrange(4096 * number..<4096 * (number + 1), with: Data(repeating: 0x5A, count: 4096))
    }

    /// The page through which the replies' texts are found.
    private static func root(_ workspace: Workspace) throws -> Int {
      let database = try DatabaseQueue(path: workspace.url(RepairTests.state).path)
      let sql = "SELECT rootpage FROM sqlite_schema WHERE name = 'received'"
      let root = try database.read { db in try Int.fetchOne(db, sql: sql) }
      try database.close()
      return try #require(root)
    }
  }

  static func filler(_ number: Int) -> String { String(repeating: "herb number \(number) grows. ", count: 400) }

  /// Some 9 KB.
  static func words(to prompt: String) -> String {
    let number = prompt.split { !$0.isNumber }.first.flatMap { Int($0) }
    return "\(StandIn.words(to: prompt)) \(filler(number ?? 0))"
  }

  @Test("what can be read is read back, and only what cannot is asked for again", arguments: Damage.allCases)
  func repaired(_ damage: Damage) async throws {
    try await withWorkspace(answering: { .reply(Self.words(to: $0.prompt), to: $0) }) { workspace, standIn in
      try workspace.configure(standIn.baseURL, concurrency: 16)
      try workspace.articles(Self.rows)
      try await workspace.run()
      try workspace.write("output/articles/herb-7.md", "what a person wrote\n")
      // Without the responses' bodies every page behind a text's first is one of a text.
      if damage == .replyOverwritten {
        // Else no reply would be read of a draft that lies there as it was made.
        try Self.forgetDigests(workspace)
        _ = try await workspace.galley("state", "vacuum")
      }
      try damage.inflict(on: workspace)
      let before = try workspace.bytes(Self.state)
      let refused = try await workspace.galley("run")
      #expect(refused.exit == 73, "\(refused.testDescription)")
      #expect(refused.errors.contains("galley doctor --repair"), "\(refused.testDescription)")
      #expect(standIn.count == Self.rows)
      let examined = try await workspace.galley("doctor")
      #expect(examined.exit == 73 && examined.output.contains("damaged"), "\(examined.testDescription)")
      // Damage that is met on the way is found by a run that has begun, and is on record.
      let damaged = try workspace.bytes(Self.state)
      if damage.isFoundAtOnce { #expect(damaged == before) }

      let ended = try await workspace.galley("doctor", "--repair", "--json")
      #expect(ended.exit == 0, "\(ended.testDescription)")
      let repaired = try ended.json()["repairs"][0]
      #expect(repaired["state"] == "salvaged")
      let replies = repaired["replies"].int ?? 0
      #expect(replies >= damage.floor)
      let kept = try #require(repaired["kept"].string)
      #expect(try workspace.bytes(kept) == damaged)
      #expect(standIn.count == Self.rows)
      #expect(try await Self.isSound(workspace))

      try await workspace.run()
      #expect(standIn.count - Self.rows <= Self.rows - replies)
      #expect(try workspace.read("output/articles/herb-7.md") == "what a person wrote\n")
      for name in Herbs.names(Self.rows) where name != "herb-7" {
        let draft = try workspace.draft("articles/\(name).md")
        #expect(draft.body == Self.words(to: Herbs.prompt(name)).trimmed)
      }
      let count = standIn.count
      try await workspace.run()
      #expect(standIn.count == count)
      let again = try await workspace.galley("doctor", "--repair")
      #expect(again.exit == 0, "\(again.testDescription)")
      #expect(again.output.contains("nothing was changed"), "\(again.testDescription)")
    }
  }

  private static func forgetDigests(_ workspace: Workspace) throws {
    let database = try DatabaseQueue(path: workspace.url(state).path)
    try database.write { try $0.execute(sql: "UPDATE draft SET digest = NULL") }
    try database.close()
  }

  private static func isSound(_ workspace: Workspace) async throws -> Bool {
    let database = try DatabaseQueue(path: workspace.url(state).path)
    let problems = try await database.read { db in try String.fetchAll(db, sql: "PRAGMA integrity_check") }
    try database.close()
    return problems == ["ok"]
  }
}
