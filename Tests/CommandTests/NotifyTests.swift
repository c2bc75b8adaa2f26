import CommandSupport
import Foundation
import Synchronization
import TestSupport
import Testing

/// Somebody who is told of runs: takes all requests, answers 200 or what it is told to.
private final class Listener: Sendable {
  let heard = Mutex<[LoopbackRequest]>([])

  var targets: [String] { heard.withLock { $0.map { "\($0.method) \($0.target)" } } }

  func document(_ number: Int = 0) throws -> JSON {
    let posts = heard.withLock { $0.filter { $0.method == "POST" } }
    return try JSON(reading: try #require(posts.count > number ? posts[number] : nil).text)
  }
}

@Suite("Telling somebody of a run", .aFewAtOnce)
struct NotifyTests {
  /// A workspace whose provider writes down what it is asked between what the listener hears.
  private func withListener(
    _ notify: String, answering: @escaping @Sendable (LoopbackRequest) -> LoopbackResponse = { _ in .answer([]) },
    _ body: (Workspace, StandIn, Listener) async throws -> Void
  ) async throws {
    let listener = Listener()
    try await LoopbackServer.serving { request in
      listener.heard.withLock { $0.append(request) }
      return answering(request)
    } during: { server in
      try await withWorkspace { workspace, standIn in
        try workspace.articles(2)
        try workspace.configure(
          standIn.baseURL, more: "notify: \(notify.replacing("URL", with: server.baseURL))\n")
        try await body(workspace, standIn, listener)
      }
    }
  }

  private static let all = "{webhook: \"URL/TOKEN\", on: [failure, finish, review], heartbeat: \"URL/beat?create=1\"}"

  @Test("a run that went well is a heartbeat from its start to its end, and told where somebody wants to know")
  func well() async throws {
    try await withListener(Self.all) { workspace, standIn, listener in
      standIn.answer { ask in
        #expect(listener.targets == ["GET /beat/start?create=1"], "the first word comes before the first request")
        return StandIn.echo(ask)
      }
      let printed = try await workspace.run()
      #expect(Set(listener.targets) == ["GET /beat/start?create=1", "GET /beat?create=1", "POST /TOKEN"])
      #expect(listener.targets.count == 3)
      let told = try listener.document()
      #expect(told["events"] == .array(["finish"]))
      #expect(told["exit"] == 0)
      #expect(told["run"] == printed)
      #expect(told["workspace"].string == workspace.path)
      #expect(told["text"].string?.contains("2 items, 2 created") == true)
    }
  }

  @Test("a refused key: /fail, and a command that has the document on its standard input, with no key in it")
  func refused() async throws {
    let notify = "{command: [./tell], heartbeat: \"URL/beat\"}"
    try await withListener(notify) { workspace, standIn, listener in
      standIn.answer { _ in .error(401, "not this key") }
      try workspace.write("tell", "#!/bin/sh\ncat > told.json\necho \"sent $OPENAI_API_KEY\"\n")
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: workspace.url("tell").path)
      let ended = try await workspace.galley("run", "--quiet", environment: ["OPENAI_API_KEY": "not-a-real-key-7"])
      #expect(ended.exit == 77, "\(ended.testDescription)")
      #expect(listener.targets == ["GET /beat/start", "GET /beat/fail"])
      let told = try JSON(reading: try workspace.read("told.json"))
      #expect(told.names == ["events", "exit", "host", "run", "text", "version", "workspace"])
      #expect(told["events"] == .array(["failure", "finish"]))
      #expect(told["exit"] == 77)
      #expect(told["run"]["stopped"] == "provider")
      #expect(told["text"].string?.contains("not this key") == true)
      let log = try workspace.read("output/.galley/log/run.log")
      #expect(log.contains("the command says: sent •••"), "\(log)")
      for (name, bytes) in try workspace.files() {
        #expect(!String(decoding: bytes, as: UTF8.self).contains("not-a-real-key-7"), "\(name)")
      }
    }
  }

  @Test("a run that cannot begin is told, too: a wrong job, a held lock, an output that is no folder")
  func notBegun() async throws {
    try await withListener(Self.all) { workspace, _, listener in
      try workspace.job("wrong", "nosuchkey: 1\nmessages: [{user: Hello}]\n")
      _ = try await workspace.galley("run", "--quiet")
      try workspace.remove("jobs/wrong.yaml")
      #expect(listener.targets.sorted() == ["GET /beat/fail?create=1", "POST /TOKEN"])
      #expect(try listener.document()["exit"] == 65)
      #expect(try listener.document()["events"] == .array(["failure"]))
      #expect(try listener.document()["run"]["error"]["diagnostics"][0]["file"] == "jobs/wrong.yaml")

      try workspace.write("output", "a file\n")
      let blocked = try await workspace.run(exit: 73)
      #expect(try listener.document(1)["run"] == blocked)
      try workspace.remove("output")
    }
    try await withListener("{webhook: \"URL/TOKEN\"}") { workspace, standIn, listener in
      let gate = Tally()
      standIn.answer { ask in
        try await gate.reaches(1)
        return StandIn.echo(ask)
      }
      let first = try await workspace.galley("run") { _ in
        try await standIn.asked.reaches(1)
        try await workspace.run(exit: 75)
        gate.open()
      }
      #expect(first.exit == 0)
      #expect(listener.targets == ["POST /TOKEN"])
      #expect(try listener.document()["run"]["stopped"] == "lock")
    }
  }

  @Test("nobody is told of what nobody wants to know, of a rehearsal, or by a command that runs nothing")
  func silent() async throws {
    try await withListener("{webhook: \"URL/TOKEN\", heartbeat: \"URL/beat\"}") { workspace, _, listener in
      for command in ["validate", "plan", "status"] { _ = try await workspace.galley(command) }
      try await workspace.run("--provider", "rehearsal")
      #expect(listener.targets.isEmpty)
      try await workspace.run("--limit", "1", exit: 75)
      #expect(listener.targets == ["GET /beat/start", "GET /beat"])
    }
  }

  @Test("a webhook that fails changes no exit code, is said without its path, and stands in the log")
  func webhookFails() async throws {
    try await withListener("{webhook: \"URL/TOKEN\", on: [finish]}") { _ in
      .answer([], status: 404)
    } _: { workspace, _, listener in
      let ended = try await workspace.galley("run", "--quiet")
      #expect(ended.exit == 0)
      #expect(ended.output.isEmpty)
      #expect(ended.errors.contains("answers with status 404"), "\(ended.testDescription)")
      #expect(!ended.errors.contains("TOKEN"))
      let log = try workspace.read("output/.galley/log/run.log")
      #expect(log.contains("answers with status 404") && !log.contains("TOKEN"), "\(log)")
      #expect(listener.targets.count == 1)
    }
  }
}
