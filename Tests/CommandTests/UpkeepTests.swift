import CommandSupport
import Foundation
import GRDB
import Testing

@Suite("The state looks after itself", .aFewAtOnce)
struct UpkeepTests {
  static let state = "output/.galley/state.sqlite"

  @Test("a copy made during a run is whole, and put back it spares every request for what it holds")
  func backup() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.configure(standIn.baseURL, concurrency: 2)
      try workspace.articles(30)
      let rest = Tally()
      standIn.answer { ask in
        if ask.number > 12 { try await rest.reaches(1) }
        return StandIn.echo(ask)
      }
      let made = Tally()
      let ended = try await workspace.galley("run") { _ in
        try await standIn.asked.reaches(14)  // with two places: ten replies at least are committed
        let backup = try await workspace.galley("state", "backup", "copy.sqlite", "--json")
        made.add(try backup.json()["replies"].int ?? 0)
        rest.open()
      }
      #expect(ended.exit == 0, "\(ended.testDescription)")
      #expect(made.count >= 10)
      #expect(!workspace.exists("copy.sqlite-wal"))

      try workspace.remove("output")
      try workspace.write(Self.state, try workspace.bytes("copy.sqlite"))
      standIn.answer { StandIn.echo($0) }
      let count = standIn.count
      try await workspace.run()
      #expect(standIn.count - count == 30 - made.count)
      try workspace.expectArticles(Herbs.names(30))
    }
  }

  @Test("a copy opens where nothing can be written beside it, and never takes the place of a file")
  func backupFile() async throws {
    try await withWorkspace { workspace, _ in
      try workspace.articles(3)
      try await workspace.run()
      let made = try await workspace.galley("-C", ".", "state", "backup", "copies.sqlite")
      #expect(made.exit == 0, "\(made.testDescription)")
      #expect(made.output.contains("3 replies"), "\(made.testDescription)")
      let bytes = try workspace.bytes("copies.sqlite")
      #expect(bytes[18...19] == Data([1, 1]))  // the header's format: a rollback journal, no write-ahead log
      let again = try await workspace.galley("state", "backup", "copies.sqlite")
      #expect(again.exit == 64, "\(again.testDescription)")
      #expect(try workspace.bytes("copies.sqlite") == bytes)
      let names = try workspace.files().keys.filter { !$0.contains("/") }
      #expect(Set(names) == ["copies.sqlite", "galley.yaml"])
      let nowhere = try await workspace.galley("state", "backup", "no/such/folder/copy.sqlite")
      #expect(nowhere.exit == 73, "\(nowhere.testDescription)")
    }
  }

  @Test("a vacuum gives back what nobody needs, and drafts are still made again without a request")
  func vacuum() async throws {
    let long = String(repeating: "Basil likes warm evenings. ", count: 400)
    try await withWorkspace(answering: { .reply("\(StandIn.words(to: $0.prompt)) \(long)", to: $0) }) {
      workspace, standIn in
      try workspace.articles(20)
      try await workspace.run()
      let before = try workspace.bytes(Self.state)
      let dry = try await workspace.galley("state", "vacuum", "--dry-run", "--json")
      #expect(try workspace.bytes(Self.state) == before)
      let promised = try dry.json()["freed_bytes"].int ?? 0
      #expect(promised >= 20 * long.utf8.count)
      let shown = try await workspace.galley("state", "--json")
      #expect(try shown.json()["reclaimable_bytes"].int == promised)

      let done = try await workspace.galley("state", "vacuum", "--json")
      #expect(done.exit == 0, "\(done.testDescription)")
      let freed = try done.json()["freed_bytes"].int ?? 0
      #expect(freed > promised * 8 / 10)
      #expect(try workspace.bytes(Self.state).count == before.count - freed)
      let show = try await workspace.galley("show", "herb-3")
      #expect(show.exit == 0, "\(show.testDescription)")
      let drafts = try workspace.drafts()
      try workspace.remove("output/articles")
      try await workspace.run()
      #expect(standIn.count == 20)
      #expect(try workspace.drafts() == drafts)
    }
  }

  @Test("upkeep that writes waits for no run: 75, and the pid of what is at work")
  func locked() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(1)
      let gate = Tally()
      standIn.answer { ask in
        try await gate.reaches(1)
        return StandIn.echo(ask)
      }
      _ = try await workspace.galley("run") { running in
        try await standIn.asked.reaches(1)
        for command in [["state", "vacuum"], ["doctor", "--repair"]] {
          let ended = try await workspace.galley(command)
          #expect(ended.exit == 75, "\(ended.testDescription)")
          #expect(ended.errors.contains("pid \(running.pid)"), "\(ended.testDescription)")
        }
        gate.open()
      }
    }
  }

  @Test("a state from a newer galley is left as it is by everything that looks after states: 73")
  func newer() async throws {
    try await withWorkspace { workspace, _ in
      try workspace.articles(2)
      try await workspace.run()
      let database = try DatabaseQueue(path: workspace.url(Self.state).path)
      try await database.write { db in
        try db.execute(sql: "INSERT INTO grdb_migrations (identifier) VALUES ('999-from-the-future')")
      }
      try database.close()
      let before = try workspace.bytes(Self.state)
      for command in [
        ["state"], ["state", "backup", "copy.sqlite"], ["state", "vacuum"], ["state", "vacuum", "--dry-run"],
        ["doctor", "--repair"],
      ] {
        let ended = try await workspace.galley(command)
        #expect(ended.exit == 73, "\(ended.testDescription)")
        #expect(ended.errors.contains("newer galley"), "\(ended.testDescription)")
        #expect(try workspace.bytes(Self.state) == before)
      }
      #expect(!workspace.exists("copy.sqlite"))
      // Even where damage hides from SQLite who wrote it.
      try workspace.write(Self.state, Data(repeating: 0x5A, count: 4096) + before.dropFirst(4096))
      let ended = try await workspace.galley("doctor", "--repair")
      #expect(ended.exit == 73, "\(ended.testDescription)")
      #expect(ended.errors.contains("newer galley"), "\(ended.testDescription)")
    }
  }

  @Test("without a state there is nothing to look after, and none is made")
  func noState() async throws {
    try await withWorkspace { workspace, _ in
      let endings: [([String], Int32)] = [
        (["state"], 0), (["state", "backup", "copy.sqlite"], 64), (["state", "vacuum"], 64),
        (["doctor", "--repair"], 0),
      ]
      for (command, exit) in endings {
        let ended = try await workspace.galley(command)
        #expect(ended.exit == exit, "\(ended.testDescription)")
      }
      #expect(!workspace.exists("output"))
    }
  }
}
