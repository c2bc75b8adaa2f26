import CommandSupport
import Foundation
import Subprocess
import TestSupport
import Testing

@Suite("A server that galley starts", .aFewAtOnce, .enabled(if: LocalServer.python != nil, "needs python3"))
struct StartTests {
  @Test("a server is started when nothing answers, waited for, and stopped after the run")
  func started() async throws {
    try await withServer { workspace, server in
      let run = try await workspace.run()
      #expect(run["jobs"][0]["created"] == 2)
      #expect(try workspace.draft("articles/herb-1.md").body == "The server's words.")
      #expect(try workspace.read("started.txt").split(separator: "\n").count == 1)
      try await server.isGone()

      try await workspace.run()  // nothing to ask, nothing to start
      #expect(try workspace.read("started.txt").split(separator: "\n").count == 1)
    }
  }

  @Test("a server that answers already is used, and left alone")
  func alreadyThere() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.configure(standIn.baseURL, provider: "start: [/bin/sh, -c, \"echo started > started.txt\"]")
      try workspace.articles(2)
      try await workspace.run()
      #expect(!workspace.exists("started.txt"))
      try workspace.expectArticles(Herbs.names(2))
    }
  }

  @Test("the server ends with galley, even when that is killed")
  func killed() async throws {
    try await withServer(slow: true) { workspace, server in
      let ended = try await workspace.galley("run") { running in
        try await server.wasAsked(workspace)
        try running.send(.kill)
      }
      #expect(ended.exit == nil)
      try await server.isGone()
    }
  }

  @Test("a signal stops the server too, and does not reach it by itself")
  func signalled() async throws {
    try await withServer { workspace, server in
      try workspace.articles(2_000)  // more than it can do before the signal comes
      let ended = try await workspace.galley("run") { running in
        try await server.wasAsked(workspace)
        try running.send(.interrupt)
      }
      #expect(ended.exit == 75, "\(ended.testDescription)")
      try await server.isGone()
    }
  }

  @Test("a server that ends by itself before it answers is 69, and says what it said")
  func broken() async throws {
    try await withWorkspace { workspace, _ in
      let port = try await LoopbackServer.freePort()
      try workspace.configure(
        "http://127.0.0.1:\(port)/v1", provider: "start: [/bin/sh, -c, \"echo the weights are missing >&2; exit 3\"]")
      try workspace.articles(2)
      let ended = try await workspace.galley("run")
      #expect(ended.exit == 69, "\(ended.testDescription)")
      #expect(ended.errors.contains("the weights are missing"), "\(ended.testDescription)")
      #expect(try await workspace.states() == ["pending": 2])
    }
  }

  @Test("validate, plan and status start nothing", arguments: ["validate", "plan", "status"])
  func readersStartNothing(_ command: String) async throws {
    try await withServer { workspace, _ in
      _ = try await workspace.galley(command)
      #expect(!workspace.exists("started.txt"))
    }
  }

  private func withServer(
    slow: Bool = false, _ body: (Workspace, LocalServer) async throws -> Void
  ) async throws {
    try await withFolder { workspace in
      let server = LocalServer(port: try await LoopbackServer.freePort())
      try workspace.write("server.py", LocalServer.program)
      let python = try #require(LocalServer.python)
      try workspace.configure(
        "http://127.0.0.1:\(server.port)/v1",
        provider: "start: [\(python), server.py, \"\(server.port)\", \(slow ? "slow" : "quick")]")
      try workspace.articles(2)
      try await body(workspace, server)
    }
  }
}
