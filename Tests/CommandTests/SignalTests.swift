import CommandSupport
import Foundation
import Subprocess
import Synchronization
import TestSupport
import Testing

@Suite("Signals and the lock", .aFewAtOnce)
struct SignalTests {
  @Test(
    "a signal starts no new request, keeps the replies in flight, and exits 75",
    arguments: [Signal.interrupt, .terminate, .terminalClosed])
  func stops(_ signal: Signal) async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.configure(standIn.baseURL, concurrency: 3)
      try workspace.articles(10)
      let gate = Tally()
      standIn.answer { ask in
        try await gate.reaches(1)
        return StandIn.echo(ask)
      }
      let ended = try await workspace.galley("run", "--json") { running in
        try await standIn.asked.reaches(3)
        try running.send(signal)
        let status = try await workspace.galley("status", "--json")  // it can be asked while a run is under way
        #expect(status.exit == 0, "\(status.testDescription)")
        gate.open()
      }
      #expect(ended.exit == 75, "\(ended.testDescription)")
      let run = try ended.json()
      #expect(run["stopped"] == "signal")
      #expect(run["error"] != nil)
      #expect(run["jobs"][0]["created"] == 3)
      #expect(run["jobs"][0]["pending"] == 7)
      #expect(standIn.count == 3)
      try workspace.expectArticles(Herbs.names(3))

      try await workspace.run()
      #expect(standIn.count == 10)
      try workspace.expectArticles(Herbs.names(10))
    }
  }

  /// What a run can wait for without a request in flight: it must not make use of the 30 s.
  enum Waiting: String, CaseIterable { case retry, key, server }

  @Test(
    "a signal ends a run at once that only waits: to ask again, for a key, for its server", arguments: Waiting.allCases)
  func waits(for what: Waiting) async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(3)
      let began = workspace.url("began").path
      switch what {
      case .retry:
        standIn.answer { _ in .error(503, headers: ["retry-after": "3600"]) }
      case .key:
        try workspace.configure(
          standIn.baseURL, provider: "key_command: [/bin/sh, -c, \"echo >> '\(began)'; exec sleep 600\"]")
      case .server:
        let port = try await LoopbackServer.freePort()
        try workspace.configure(
          "http://127.0.0.1:\(port)/v1", provider: "start: [/bin/sh, -c, \"echo >> '\(began)'; exec sleep 600\"]")
      }
      // A reader of the pipe waits for whoever opens it to write.
      if what != .retry { _ = try await workspace.shell("mkfifo began") }
      let start = Mutex(ContinuousClock.now)
      let ended = try await workspace.galley("run") { running in
        if what == .retry {
          try await standIn.answered.reaches(3)
        } else {
          _ = try await workspace.shell("read line < began")
        }
        start.withLock { $0 = .now }
        try running.send(.terminate)
      }
      #expect(ended.exit == 75, "\(ended.testDescription)")
      #expect(ContinuousClock.now - start.withLock { $0 } < .seconds(10))
      #expect(try workspace.drafts().isEmpty)
    }
  }

  @Test("SIGTERM amid slow requests: 75 within five seconds, and whatever was answered has its draft")
  func slow() async throws {
    try await withWorkspace { ask in
      try await Task.sleep(for: .milliseconds(300))
      return StandIn.echo(ask)
    } _: { workspace, standIn in
      try workspace.configure(standIn.baseURL, concurrency: 8)
      try workspace.articles(100)
      let sent = Mutex<ContinuousClock.Instant?>(nil)
      let ended = try await workspace.galley("run") { running in
        try await standIn.answered.reaches(12)
        sent.withLock { $0 = .now }
        try running.send(.terminate)
      }
      let start = try #require(sent.withLock { $0 })
      #expect(ContinuousClock.now - start < .seconds(5))
      #expect(ended.exit == 75, "\(ended.testDescription)")
      #expect(standIn.count < 100)
      #expect(standIn.answered.count == standIn.count)
      for ask in standIn.asks {
        let keyword = ask.prompt.split(separator: " ")[2]
        try workspace.expectArticle(String(keyword))
      }
    }
  }

  @Test("a second signal ends at once, though requests are in flight")
  func twice() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(4)
      let gate = Tally()
      standIn.answer { ask in
        try await gate.reaches(1)
        return StandIn.echo(ask)
      }
      let start = ContinuousClock.now
      let ended = try await workspace.galley("run") { running in
        try await standIn.asked.reaches(4)
        try running.send(.terminate)
        _ = try await workspace.galley("status")  // two signals sent together count as one
        try running.send(.interrupt)
      }
      gate.open()
      #expect(ended.exit == 75, "\(ended.testDescription)")
      #expect(ContinuousClock.now - start < .seconds(25))
      #expect(try workspace.drafts().isEmpty)
    }
  }

  @Test("a run while another holds the lock exits 75 at once, names its process and asks nothing")
  func lock() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.configure(standIn.baseURL, concurrency: 1)
      try workspace.articles(2)
      let gate = Tally()
      standIn.answer { ask in
        try await gate.reaches(1)
        return StandIn.echo(ask)
      }
      let first = try await workspace.galley("run") { running in
        try await standIn.asked.reaches(1)
        let second = try await workspace.galley("run")
        #expect(second.exit == 75, "\(second.testDescription)")
        #expect(second.errors.contains(String(running.pid)), "\(second.testDescription)")
        let third = try await workspace.run(exit: 75)
        #expect(third["stopped"] == "lock")
        #expect(third["error"] != nil)
        #expect(standIn.count == 1)
        gate.open()
      }
      #expect(first.exit == 0, "\(first.testDescription)")
      #expect(standIn.count == 2)
    }
  }

  @Test("plan, validate and show need no lock")
  func readers() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.configure(standIn.baseURL, concurrency: 1)
      try workspace.articles(3)
      let gate = Tally()
      standIn.answer { ask in
        if ask.number > 1 { try await gate.reaches(1) }
        return StandIn.echo(ask)
      }
      let run = try await workspace.galley("run") { _ in
        try await standIn.asked.reaches(2)
        for arguments in [["plan"], ["validate"], ["show", "herb-1"]] {
          let ended = try await workspace.galley(arguments)
          #expect(ended.exit == 0, "\(arguments): \(ended.testDescription)")
        }
        gate.open()
      }
      #expect(run.exit == 0, "\(run.testDescription)")
    }
  }
}
