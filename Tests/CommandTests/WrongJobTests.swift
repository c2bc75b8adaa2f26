import CommandSupport
import Foundation
import Testing

@Suite("Wrong jobs", .aFewAtOnce)
struct WrongJobTests {
  @Test("is refused with its place before anything is sent or written", arguments: WrongJob.all)
  func refused(_ wrong: WrongJob) async throws {
    try await withWorkspace { workspace, standIn in
      try wrong.write(to: workspace)
      let before = try workspace.files()

      let run = try await workspace.galley("run")
      #expect(run.exit == 65, "\(run.testDescription)")
      let lines = run.errors.split(separator: "\n").map(String.init)
      for (number, words) in wrong.errors.enumerated() {
        let place = wrong.places.indices.contains(number) ? wrong.places[number] : nil
        let start = wrong.file + ":" + (place.map { "\($0.line):" + ($0.column.map { "\($0): error: " } ?? "") } ?? "")
        let line = lines.first { line in
          line.hasPrefix(start) && line.contains(": error: ") && words.allSatisfy(line.contains)
        }
        #expect(line != nil, "wanted '\(start)' and \(words): \(run.testDescription)")
      }

      let validate = try await workspace.galley("validate", "--json")
      #expect(validate.exit == 65)
      let error = try validate.json()["error"]
      #expect(error["exit"] == 65)
      let diagnostics = error["diagnostics"].array
      #expect(diagnostics.count == wrong.errors.count, "\(validate.testDescription)")
      for (place, words) in zip(wrong.places, wrong.errors) {
        #expect(
          diagnostics.contains {
            $0["file"] == .string(wrong.file) && $0["line"].int == place.line
              && (place.column == nil || $0["column"].int == place.column)
              && words.allSatisfy(($0["message"].string ?? "").contains)
          }, "\(validate.testDescription)")
      }

      #expect(standIn.count == 0)
      #expect(try workspace.files() == before)
    }
  }

  @Test(
    "a data file that is no UTF-8 or holds a NUL is refused with its line",
    arguments: [[0xC3, 0x28], [0x00]] as [[UInt8]])
  func bytes(_ bytes: [UInt8]) async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(2)
      try workspace.write("data/keywords.csv", Data("keyword,country\nherb-1,NO\nherb-".utf8 + bytes + ",NO\n".utf8))
      let run = try await workspace.galley("run")
      #expect(run.exit == 65, "\(run.testDescription)")
      #expect(run.errors.contains("data/keywords.csv:3"), "\(run.testDescription)")
      #expect(standIn.count == 0)
    }
  }

  @Test(
    "a job file that is no UTF-8 or holds a NUL is refused with its line",
    arguments: [[0xC3, 0x28], [0x00]] as [[UInt8]])
  func jobBytes(_ bytes: [UInt8]) async throws {
    try await withWorkspace { workspace, _ in
      try workspace.write("jobs/x.yaml", Data("messages:\n  - user: \"".utf8 + bytes + "\"\n".utf8))
      let run = try await workspace.galley("run")
      #expect(run.exit == 65, "\(run.testDescription)")
      #expect(run.errors.contains("jobs/x.yaml:2"), "\(run.testDescription)")
    }
  }

  @Test("anchors that expand without bound are refused within a second or so")
  func bomb() async throws {
    try await withWorkspace { workspace, _ in
      var job = "variables:\n  set:\n    a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
      for level in 1...12 {
        job +=
          "    a\(level): &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ") + "]\n"
      }
      try workspace.job("x", job + "messages: [{user: \"{{ a12 }}\"}]\n")
      let start = ContinuousClock.now
      let ended = try await workspace.galley("validate")
      #expect(ended.exit == 65, "\(ended.testDescription)")
      #expect(ended.errors.contains("jobs/x.yaml:"))
      #expect(ContinuousClock.now - start < .seconds(5))
    }
  }

  @Test("nesting past 100 is refused with its place")
  func nesting() async throws {
    try await withWorkspace { workspace, _ in
      let value = String(repeating: "[", count: 101) + String(repeating: "]", count: 101)
      try workspace.job("x", "variables:\n  set: {deep: \(value)}\nmessages: [{user: Hello}]\n")
      let ended = try await workspace.galley("validate")
      #expect(ended.exit == 65, "\(ended.testDescription)")
      #expect(ended.errors.contains("jobs/x.yaml:2:"), "\(ended.testDescription)")
    }
  }

  @Test("two files that claim the same job name are refused")
  func sameName() async throws {
    try await withWorkspace { workspace, _ in
      try workspace.job("a", "name: one\nmessages: [{user: Hello}]\n")
      try workspace.job("b", "name: one\nmessages: [{user: Hello}]\n")
      let ended = try await workspace.galley("validate")
      #expect(ended.exit == 65, "\(ended.testDescription)")
      #expect(ended.errors.contains("one"))
      #expect(ended.errors.contains("jobs/b.yaml:1:"), "\(ended.testDescription)")
    }
  }

  @Test("two jobs that would write the same file are refused")
  func samePath() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.job("a", "messages: [{user: Hello}]\noutput: {path: Café.md}\n")
      try workspace.job("b", "messages: [{user: Hello there}]\noutput: {path: cafe\u{301}.md}\n")
      let ended = try await workspace.galley("run")
      #expect(ended.exit == 65, "\(ended.testDescription)")
      #expect(standIn.count == 0)
    }
  }

  @Test("the errors of all jobs are said together")
  func allJobs() async throws {
    try await withWorkspace { workspace, _ in
      try workspace.job("a", "samples: many\nmessages: [{user: Hello}]\n")
      try workspace.job("b", "messages: [{usr: Hello}]\n")
      try workspace.job("c", "messages: [{user: Hello}]\n")
      let ended = try await workspace.galley("validate")
      #expect(ended.exit == 65)
      #expect(ended.errors.contains("jobs/a.yaml:1:10: error: "), "\(ended.testDescription)")
      #expect(ended.errors.contains("jobs/b.yaml:1:13: error: "), "\(ended.testDescription)")
      #expect(!ended.errors.contains("jobs/c.yaml"))
      let good = try await workspace.galley("validate", "c")
      #expect(good.exit == 0, "\(good.testDescription)")
    }
  }

  @Test("a workspace whose jobs are right validates, and says so")
  func right() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(3)
      let before = try workspace.files()
      let ended = try await workspace.galley("validate")
      #expect(ended.exit == 0, "\(ended.testDescription)")
      #expect(!ended.output.isEmpty)
      #expect(try await workspace.galley("validate", "--json").json() != nil)
      #expect(standIn.count == 0)
      #expect(try workspace.files() == before)
    }
  }

  @Test("an error in any row is found before the first request")
  func lastRow() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(20)
      try workspace.append("data/keywords.csv", "herb-1,NO\n")
      let ended = try await workspace.galley("run")
      #expect(ended.exit == 65, "\(ended.testDescription)")
      #expect(ended.errors.contains("herb-1"))
      #expect(standIn.count == 0)
    }
  }
}
