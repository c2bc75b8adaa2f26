import CommandSupport
import Foundation
import Testing

@Suite("What a run leaves behind in words", .aFewAtOnce)
struct LogTests {
  @Test("--quiet: nothing at all when all is well, one paragraph when not; the log has all of it either way")
  func quiet() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(6)
      try workspace.configure(standIn.baseURL, attempts: 2)
      let well = try await workspace.galley("run", "--quiet", "--limit", "0")
      #expect(well.exit == 75)
      #expect(well.errors.split(separator: "\n").count == 1, "\(well.testDescription)")
      standIn.answer { ask in
        if ask.prompt == Herbs.prompt("herb-6") { return ask.number < 6 ? StandIn.echo(ask) : .error(503, "later") }
        return .error(400, "not this \u{1B}[2Jone")
      }
      let failed = try await workspace.galley("run", "--quiet")
      #expect(failed.exit == 1, "\(failed.testDescription)")
      #expect(failed.output.isEmpty)
      let lines = failed.errors.split(separator: "\n")
      #expect(lines.count == 1, "\(failed.testDescription)")
      #expect(failed.errors.contains("articles: 6 of 6 items failed") || failed.errors.contains("5 of 6 items failed"))
      #expect(failed.errors.occurrences(of: "not this [2Jone") == 3)
      #expect(failed.errors.contains("galley status"))

      let log = try workspace.read("output/.galley/log/run.log").split(separator: "\n")
      let form = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ (debug|info|notice|warning|error) \d+: .+/
      #expect(log.allSatisfy { $0.wholeMatch(of: form) != nil }, "\(log)")
      #expect(log.count { $0.contains("the run began: articles; galley ") } == 2)
      #expect(log.count { $0.contains(" warning ") && $0.contains("not this") } == 5)
      #expect(log.contains { $0.hasSuffix(lines[0].dropFirst("galley: ".count)) })
      #expect(!log.contains { $0.contains("Write about") })
    }
  }

  @Test("a draft that is held for review is no failure: --quiet says nothing of it, and the log does")
  func review() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(1)
      standIn.answer { .reply("Cut off in the", to: $0, finish: "length") }
      let ended = try await workspace.galley("run", "--quiet")
      #expect(ended.exit == 0 && ended.output.isEmpty && ended.errors.isEmpty, "\(ended.testDescription)")
      #expect(try workspace.read("output/.galley/log/run.log").contains("articles: 1 item, 1 held for review."))
    }
  }

  @Test("a retry stands in the log although nobody asked to see it, and not on standard error")
  func retries() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(1)
      standIn.answer { $0.number == 1 ? .error(500, "hiccup") : StandIn.echo($0) }
      let ended = try await workspace.galley("run")
      #expect(ended.exit == 0)
      #expect(!ended.errors.contains("hiccup"))
      let log = try workspace.read("output/.galley/log/run.log")
      #expect(log.contains(/debug \d+: articles: herb-1: .*hiccup.*; again in/), "\(log)")
      #expect(log.contains("1 item, 1 created"))
    }
  }

  @Test("a run that could not begin adds its line; rehearsals have a log of their own; without a state there is none")
  func notBegun() async throws {
    try await withWorkspace { workspace, _ in
      try workspace.articles(1)
      try workspace.job("wrong", "nosuchkey: 1\nmessages: [{user: Hello}]\n")
      let first = try await workspace.galley("run", "--quiet")
      #expect(first.exit == 65)
      #expect(first.errors.split(separator: "\n").count == 1 && first.errors.contains("nosuchkey"))
      #expect(!workspace.exists("output"))
      try await workspace.run("articles", "--provider", "rehearsal")
      #expect(try workspace.read("output/rehearsal/.galley/log/run.log").contains("1 created"))
      #expect(!workspace.exists("output/.galley"))
      try await workspace.run("articles")
      _ = try await workspace.galley("run", "--json")
      #expect(try workspace.read("output/.galley/log/run.log").contains("could not begin"))
    }
  }

  @Test("a log that cannot be written is said once and costs nothing")
  func unwritable() async throws {
    try await withWorkspace { workspace, _ in
      try workspace.articles(3)
      try workspace.write("output/.galley/log/run.log/is-a-folder", "")
      let ended = try await workspace.galley("run", "--quiet")
      #expect(ended.exit == 0)
      #expect(ended.errors.occurrences(of: "cannot be written") == 1, "\(ended.testDescription)")
      #expect(ended.errors.split(separator: "\n").count == 1)
      try workspace.expectArticles(Herbs.names(3))
    }
  }

  @Test(
    "with --log-format json every line on standard error is JSON, errors too",
    arguments: [
      ["run"], ["run", "--quiet"], ["run", "--log-level", "debug"], ["run", "nosuch"], ["run", "--limit", "x"],
    ])
  func json(_ arguments: [String]) async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(2)
      standIn.answer { $0.number < 3 ? .error(500, "hic\ncup \u{1B}") : .error(400, "\"no\"") }
      let ended = try await workspace.galley(arguments + ["--log-format", "json"])
      #expect(ended.exit != 0)
      let lines = ended.errors.split(separator: "\n")
      #expect(!lines.isEmpty)
      for line in lines {
        let event = try JSON(reading: String(line))
        #expect(["debug", "info", "warning", "error"].contains(event["level"].string), "\(line)")
        #expect(event["message"].string?.isEmpty == false)
      }
    }
  }
}
