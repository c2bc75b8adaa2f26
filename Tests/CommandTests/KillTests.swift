import CommandSupport
import Foundation
import GRDB
import Subprocess
import Testing

@Suite("Killed at any moment", .aFewAtOnce)
struct KillTests {
  @Test("killed five times on the way, a run pays for no reply twice but those in flight, and tears no draft")
  func killed() async throws {
    let rows = 200
    let places = 6
    try await withWorkspace { workspace, standIn in
      try workspace.configure(standIn.baseURL, concurrency: places)
      try workspace.articles(rows)
      let released = Tally()
      for round in 1...5 {
        let target = standIn.answered.count + 30
        standIn.answer { ask in
          // A little past the target the answers wait, so that a quick run is not over before it is killed.
          if standIn.answered.count >= target + 5 { try await released.reaches(round) }
          return StandIn.echo(ask)
        }
        let ended = try await workspace.galley("run") { running in
          try await standIn.answered.reaches(target)
          try running.send(.kill)
        }
        released.add()
        #expect(ended.exit == nil, "\(ended.testDescription)")
        try expectWholeDrafts(workspace)
        #expect(try await stateIsSound(workspace))
      }
      standIn.answer { StandIn.echo($0) }
      try await workspace.run()
      #expect(standIn.count <= rows + 5 * places)
      #expect(Set(standIn.prompts).count == rows)
      try workspace.expectArticles(Herbs.names(rows))

      let count = standIn.count
      try await workspace.run()
      #expect(standIn.count == count)
    }
  }

  @Test("a reply that was stored before the kill is a draft after it, without a provider")
  func storedReply() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.configure(standIn.baseURL, concurrency: 1)
      try workspace.articles(5)
      let never = Tally()
      standIn.answer { ask in
        if ask.number > 3 { try await never.reaches(1) }  // one place: the third reply was stored before this was asked
        return StandIn.echo(ask)
      }
      _ = try await workspace.galley("run") { running in
        try await standIn.asked.reaches(4)
        try running.send(.kill)
      }
      never.open()

      let plan = try await workspace.document(["plan"], exit: 0, environment: [:], sourceLocation: #_sourceLocation)
      #expect(plan["jobs"][0]["requests"] == 2)
      standIn.answer { _ in .error(500) }
      _ = try await workspace.galley("run")
      for keyword in Herbs.names(3) { try workspace.expectArticle(keyword) }
    }
  }

  /// Every draft that stands at its path is complete.
  private func expectWholeDrafts(_ workspace: Workspace) throws {
    for name in try workspace.drafts().keys where name.hasPrefix("articles/herb-") && name.hasSuffix(".md") {
      try workspace.expectArticle(String(name.dropFirst("articles/".count).dropLast(".md".count)))
    }
  }

  /// Looks at a copy: whoever opens the state itself drops the program's locks on it.
  private func stateIsSound(_ workspace: Workspace) async throws -> Bool {
    try await withFolder { copy in
      for name in ["state.sqlite", "state.sqlite-wal"] where workspace.exists("output/.galley/\(name)") {
        try FileManager.default.copyItem(at: workspace.url("output/.galley/\(name)"), to: copy.url(name))
      }
      let database = try DatabaseQueue(path: copy.url("state.sqlite").path)
      let (integrity, journal) = try await database.read { state in
        (
          try String.fetchAll(state, sql: "PRAGMA integrity_check"),
          try String.fetchOne(state, sql: "PRAGMA journal_mode")
        )
      }
      try database.close()
      #expect(integrity == ["ok"])
      #expect(journal == "wal")
      return integrity == ["ok"]
    }
  }
}
