import CommandSupport
import Foundation
import GRDB
import Subprocess

/// Kills a large run again and again at random moments, and looks each time at what it leaves.
struct Kills {
  static let concurrency = 32

  let count: Int
  let rows: Int
  let seed: UInt64

  /// - Returns: how many things were wrong.
  func run() async throws -> Int {
    let start = ContinuousClock.now
    var violations: [String] = []
    var lost: [Int] = []
    try await withWorkspace { workspace, standIn in
      try workspace.configure(standIn.baseURL, concurrency: Self.concurrency)
      try workspace.articles(rows)
      var random = SplitMix64(state: seed)
      // The last kill is not to meet a run that is over.
      let targets = (0..<count).map { _ in Int.random(in: 0...rows * 9 / 10, using: &random) }.sorted()
      for (kill, target) in zip(1..., targets) {
        let pause = Duration.microseconds(Int.random(in: 0...20_000, using: &random))
        let ended = try await workspace.galley("run") { running in
          try await standIn.answered.reaches(target)
          try await Task.sleep(for: pause)
          try running.send(.kill)
        }
        if ended.signal != SIGKILL { violations.append("kill \(kill) came too late: \(ended)") }
        let (stored, flaws) = try await state(of: workspace)
        violations += (flaws + (try wrongDrafts(in: workspace, all: false))).map { "after kill \(kill): \($0)" }
        lost.append(standIn.count - stored - lost.reduce(0, +))
        if lost[kill - 1] > Self.concurrency { violations.append("kill \(kill) lost \(lost[kill - 1]) replies") }
      }
      let ended = try await workspace.galley("run")
      if ended.exit != 0 { violations.append("the run after the kills: \(ended)") }
      violations += try wrongDrafts(in: workspace, all: true)
      let asked = standIn.count
      if asked != rows + lost.reduce(0, +) {
        violations.append("\(asked) questions for \(rows) drafts, \(lost) in flight")
      }
      _ = try await workspace.galley("run")
      if standIn.count != asked {
        violations.append("a run with nothing to do asked \(standIn.count - asked) questions")
      }
    }
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    say(
      "\(count) kills of a run of \(rows) drafts, \(Self.concurrency) in flight: \(lost.reduce(0, +)) asked again, at most "
        + "\(lost.max() ?? 0) after one kill; \(violations.count) violations; \(seconds.rounded()) s")
    for violation in violations.prefix(10) { say("  \(violation)") }
    return violations.count
  }

  /// Looks at a copy, so that the next run finds what the kill has left.
  private func state(of workspace: Workspace) async throws -> (replies: Int, flaws: [String]) {
    try await withFolder { copy in
      for name in ["state.sqlite", "state.sqlite-wal"] where workspace.exists("output/.galley/\(name)") {
        try FileManager.default.copyItem(at: workspace.url("output/.galley/\(name)"), to: copy.url(name))
      }
      guard copy.exists("state.sqlite") else { return (0, []) }
      let state = try DatabaseQueue(path: copy.url("state.sqlite").path)
      defer { try? state.close() }
      return try await state.read { db in
        (
          try Int.fetchOne(db, sql: "SELECT count(*) FROM reply") ?? 0,
          try String.fetchAll(db, sql: "PRAGMA integrity_check").filter { $0 != "ok" }
        )
      }
    }
  }

  /// Drafts that are not whole, or are missing where `all` have to be there.
  private func wrongDrafts(in workspace: Workspace, all: Bool) throws -> [String] {
    let drafts = try workspace.drafts()
    return Herbs.names(rows).compactMap { keyword in
      let path = "articles/\(keyword).md"
      guard let bytes = drafts[path] else { return all ? "missing: \(path)" : nil }
      let body = try? Draft(String(decoding: bytes, as: UTF8.self)).body
      return body == StandIn.words(to: Herbs.prompt(keyword)) ? nil : "torn: \(path)"
    } + (all && drafts.count != rows ? ["left behind: \(drafts.count - rows) files"] : [])
  }
}

/// Sebastiano Vigna's splitmix64 (https://prng.di.unimi.it/splitmix64.c): repeatable random moments.
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
