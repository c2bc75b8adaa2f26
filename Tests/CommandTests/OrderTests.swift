import CommandSupport
import Testing

@Suite(
  "The order of writes, which everything after a crash relies on", .aFewAtOnce,
  .enabled("this machine has no strace, or does not let it trace") { await Trace.isPossible() })
struct OrderTests {
  @Test(
    "nothing is sent before it is on record, and no draft gets its name before its reply and itself are on the disk")
  func order() async throws {
    let keywords = ["alder", "birch", "cedar", "damson", "elder", "fir"]
    try await withWorkspace { ask in
      .reply("Words on \(keywords.first { ask.prompt.contains($0) } ?? "nothing").", to: ask)
    } _: { workspace, _ in
      try workspace.articles(keywords)
      let (ended, trace) = try await Trace.run(workspace, "run")
      #expect(ended.exit == 0, "\(ended.testDescription)")
      for keyword in keywords {
        try expectPaidOnce(keyword, trace)
        try expectDurable(keyword, trace)
      }
    }
  }

  // sqlite.org/howtocorrupt.html, 2.2: a process that closes any descriptor of the file gives up all its locks on it.
  @Test("as long as a run writes to its state, it closes no descriptor of it: SQLite's locks would go with that")
  func locksStay() async throws {
    try await withWorkspace { workspace, _ in
      try workspace.articles(6)
      let (ended, trace) = try await Trace.run(workspace, "run")
      #expect(ended.exit == 0, "\(ended.testDescription)")
      let commits = trace.all("fdatasync", holding: log)
      let (first, last) = (try #require(commits.first), try #require(commits.last))
      let closed = trace.all("close", holding: "/state.sqlite>")
      #expect(!closed.isEmpty)
      #expect(!closed.contains { first.begin < $0.begin && $0.begin < last.end })
    }
  }

  private let log = "/state.sqlite-wal>"

  /// The attempt is on the disk before its question leaves, the reply before its draft gets its name.
  private func expectPaidOnce(_ keyword: String, _ trace: Trace) throws {
    // A row of `attempt` has its key, the reply's name and the provider side by side.
    let reserved = try #require(trace.first("pwrite64", holding: log, "\(keyword)draftmine"))
    let reservedIsSafe = try #require(trace.first("fdatasync", holding: log, after: reserved))
    let prompt = "Write about \(keyword)"
    let sent = try #require(trace.first("write", "writev", "sendto", "sendmsg", holding: "<socket:", prompt))
    #expect(reservedIsSafe.end < sent.begin, "\(keyword) was asked before that was on record")

    let stored = try #require(trace.first("pwrite64", holding: log, "Words on \(keyword).", after: sent))
    let storedIsSafe = try #require(trace.first("fdatasync", holding: log, after: stored))
    let named = try #require(trace.first("linkat", "renameat2", holding: "\"\(keyword).md\""))
    #expect(storedIsSafe.end < named.begin, "\(keyword).md was placed before its reply was safe")
  }

  /// Intent, file, sync, name, sync, record: each on the disk before the next begins.
  private func expectDurable(_ keyword: String, _ trace: Trace) throws {
    let path = "articles/\(keyword).md"
    let intended = try #require(trace.first("pwrite64", holding: log, path))
    let intendedIsSafe = try #require(trace.first("fdatasync", holding: log, after: intended))
    // To a file without a name, or where there are none to one with a temporary name.
    let written = try #require(trace.first("write", holding: "/output/articles/", "Words on \(keyword)."))
    #expect(intendedIsSafe.end < written.begin, "\(keyword).md was begun before its intent was safe")

    let writtenIsSafe = try #require(trace.first("syncfs", after: written))
    let named = try #require(trace.first("linkat", "renameat2", holding: "\"\(keyword).md\""))
    #expect(writtenIsSafe.end < named.begin, "\(keyword).md got its name before it was on the disk")

    // The table of drafts is written by one batch at a time: its intents first, its records last.
    let namedIsSafe = try #require(trace.first("syncfs", after: named))
    let recorded = try #require(trace.first("pwrite64", holding: log, path, after: named))
    #expect(namedIsSafe.end < recorded.begin, "\(keyword).md was on record before its name was on the disk")
  }
}
