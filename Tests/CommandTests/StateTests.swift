import CommandSupport
import Foundation
import GRDB
import Testing

@Suite("A state that cannot be used", .aFewAtOnce)
struct StateTests {
  static let state = "output/.galley/state.sqlite"

  private func expectUntouched(_ workspace: Workspace, _ standIn: StandIn) async throws {
    let before = try workspace.bytes(Self.state)
    let drafts = try workspace.drafts()
    for command in ["run", "plan", "status"] {
      let ended = try await workspace.galley(command)
      #expect(ended.exit == 73, "\(command): \(ended.testDescription)")
      #expect(ended.errors.contains("state.sqlite"), "\(command): \(ended.testDescription)")
      #expect(try workspace.bytes(Self.state) == before)
    }
    let run = try await workspace.run(exit: 73)
    #expect(run["stopped"] == "disk")
    #expect(try workspace.drafts() == drafts)
    #expect(standIn.count == 3)
  }

  @Test("a state from a newer galley is left as it is: 73")
  func newer() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(3)
      try await workspace.run()
      // A migration that this program does not know is how a newer one leaves its mark.
      let database = try DatabaseQueue(path: workspace.url(Self.state).path)
      try await database.write {
        try $0.execute(sql: "INSERT INTO grdb_migrations (identifier) VALUES ('999-from-the-future')")
      }
      try database.close()
      try await expectUntouched(workspace, standIn)
    }
  }

  @Test(
    "a damaged state is left as it is, and nothing is paid for again: 73",
    arguments: ["no database", "cut short", "overwritten"])
  func damaged(_ kind: String) async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(3)
      try await workspace.run()
      var bytes = try workspace.bytes(Self.state)
      switch kind {
      case "no database": bytes = Data(String(repeating: "no database at all. ", count: 500).utf8)
      case "cut short": bytes = bytes.prefix(bytes.count / 3)
      default:
        bytes.replaceSubrange(
          1024..<min(bytes.count, 16_384), with: Data(repeating: 0x5A, count: min(bytes.count, 16_384) - 1024))
      }
      for name in ["-wal", "-shm"] where workspace.exists(Self.state + name) { try workspace.remove(Self.state + name) }
      try workspace.write(Self.state, bytes)
      try await expectUntouched(workspace, standIn)
    }
  }

  @Test("output/ that cannot be written is 73, found before anything is sent")
  func readOnly() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(2)
      try workspace.write("output", "a file where the folder should be\n")
      let ended = try await workspace.galley("run")
      #expect(ended.exit == 73, "\(ended.testDescription)")
      #expect(ended.errors.contains("output"), "\(ended.testDescription)")
      #expect(standIn.count == 0)
    }
  }

  @Test("the state is one file after a run, and its folder holds nothing that a person would miss")
  func tidy() async throws {
    try await withWorkspace { workspace, _ in
      try workspace.articles(3)
      try await workspace.run()
      let names = Set(
        try workspace.files(under: "output/.galley").keys.map { $0.split(separator: "/").first.map(String.init) ?? "" })
      #expect(names.contains("state.sqlite"))
      #expect(names.subtracting(["state.sqlite", "state.sqlite-wal", "state.sqlite-shm", "lock", "log"]).isEmpty)
    }
  }
}
