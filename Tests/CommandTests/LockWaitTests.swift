import CommandSupport
import Foundation
import Subprocess
import TestSupport
import Testing

@Suite("Waiting for another run", .aFewAtOnce)
struct LockWaitTests {
  /// A run is under way and waits for its reply until the gate is opened.
  private func withRun(_ body: (Workspace, StandIn, Tally, _ first: String) async throws -> Void) async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.configure(standIn.baseURL, concurrency: 1)
      try workspace.articles(2)
      let gate = Tally()
      standIn.answer { ask in
        try await gate.reaches(1)
        return StandIn.echo(ask)
      }
      async let first = workspace.galley("run")
      try await standIn.asked.reaches(1)
      let pid = try #require(workspace.read("output/.galley/lock").split(separator: " ").first)
      try await body(workspace, standIn, gate, "pid \(pid) ")
      gate.open()
      let ended = try await first
      #expect(ended.exit == 0, "\(ended.testDescription)")
    }
  }

  @Test("with --lock-wait the second run says whom it waits for, and goes on when the first has ended")
  func waits() async throws {
    try await withRun { workspace, standIn, gate, first in
      let second = try await workspace.galley("run", "--lock-wait", "1m", "--json") { second in
        try await workspace.isBlocked(second)
        #expect(standIn.count == 1)
        gate.open()
      }
      #expect(second.exit == 0, "\(second.testDescription)")
      #expect(second.errors.occurrences(of: first) == 1, "\(second.testDescription)")
      #expect(try second.json()["jobs"][0]["kept"] == 2)
      #expect(standIn.count == 2)
    }
  }

  @Test("it gives up when the time is over, and says who has the lock")
  func givesUp() async throws {
    try await withRun { workspace, standIn, _, first in
      let second = try await workspace.galley("run", "--lock-wait", "200ms", "--json")
      #expect(second.exit == 75)
      #expect(try second.json()["stopped"] == "lock")
      #expect(try second.json()["error"]["message"].string?.contains(first) == true)
      #expect(standIn.count == 1)
    }
  }

  @Test("a signal ends the wait at once", arguments: [Signal.terminate, .interrupt])
  func signal(_ signal: Signal) async throws {
    try await withRun { workspace, standIn, _, _ in
      let start = ContinuousClock.now
      let second = try await workspace.galley("run", "--lock-wait", "50s", "--json") { second in
        try await workspace.isBlocked(second)
        try second.send(signal)
      }
      #expect(second.exit == 75, "\(second.testDescription)")
      #expect(try second.json()["stopped"] == "signal")
      #expect(ContinuousClock.now - start < .seconds(25))
      #expect(standIn.count == 1)
    }
  }

  @Test("a lock goes with a run that is killed, although a program that it started lives on")
  func stale() async throws {
    try await withWorkspace { workspace, _ in
      let port = try await LoopbackServer.freePort()
      try workspace.configure(
        "http://127.0.0.1:\(port)/v1",
        provider: "start: [/bin/sh, -c, \"echo $$ > child.txt; exec sleep 60\"]")
      try workspace.articles(1)
      let killed = try await workspace.galley("run") { running in
        #expect(try await eventually { (try? workspace.read("child.txt").hasSuffix("\n")) == true })
        try running.send(.kill)
      }
      #expect(killed.exit == nil)
      let child = try #require(Int32(try workspace.read("child.txt").trimmed))
      defer { kill(child, SIGKILL) }
      #expect(kill(child, 0) == 0, "the child was to outlive the run")
      #expect(try await workspace.run("--limit", "0", exit: 75)["stopped"] == "limit")
    }
  }

  private static let strace = "/usr/bin/strace"

  /// Whether strace is here and may look into processes.
  private static let traces: Bool = {
    let process = Process()
    (process.executableURL, process.arguments) = (URL(fileURLWithPath: strace), ["-o", "/dev/null", "/bin/true"])
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }()

  @Test(
    "where the file system has no locks nothing is sent: 73, with the next step",
    .enabled(if: traces, "needs strace, and leave to trace"),
    arguments: ["ENOLCK", "EOPNOTSUPP"])
  func unlockable(_ error: String) async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(1)
      let binary = try #require(Binary.path)
      let ended = try await Galley.run(
        [
          Self.strace, "-f", "-o", "/dev/null", "-e", "trace=flock", "-e", "inject=flock:error=\(error)", binary, "run",
          "--lock-wait", "1m", "--json",
        ], environment: Galley.environment([:], home: workspace.path), folder: workspace.path)
      #expect(ended.exit == 73, "\(ended.testDescription)")
      #expect(try ended.json()["stopped"] == "disk")
      #expect(ended.errors.contains("output/.galley/lock cannot be locked: ") && ended.errors.contains("local disk"))
      #expect(standIn.count == 0)
    }
  }

  @Test("a wait that is none is refused", arguments: ["soon", "-1s", "5"])
  func wrong(_ wait: String) async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(1)
      let ended = try await workspace.galley("run", "--lock-wait=\(wait)")
      #expect(ended.exit == 64)
      #expect(ended.errors.contains("--lock-wait"), "\(ended.testDescription)")
      #expect(standIn.count == 0)
    }
  }
}

extension Workspace {
  /// Waits until the process has said in the log that it waits.
  fileprivate func isBlocked(_ process: Running) async throws {
    let hasSaidSo = try await eventually {
      (try? read("output/.galley/log/run.log").contains("\(process.pid): another galley")) == true
    }
    #expect(hasSaidSo)
  }
}
