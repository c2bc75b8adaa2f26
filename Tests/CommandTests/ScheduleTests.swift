import CommandSupport
import Foundation
import Testing

@Suite("A nightly run: galley schedule", .aFewAtOnce)
struct ScheduleTests {
  /// All that cron, a shell and systemd would like to read as something else.
  static let hardName = #"it's '\#u{301} 100% "mine" $HOME `x` \b \\c \%d"#

  @Test("the printed line, read as cron and then the shell read it, makes the drafts without HOME, terminal and locale")
  func line() async throws {
    try await withHardWorkspace { workspace, standIn in
      let crontab = try await workspace.crontab()
      #expect(crontab.lines.contains("PATH=/usr/bin:/bin"))
      #expect(crontab.line.hasPrefix("30 2 * * * /"))
      #expect(crontab.line.hasSuffix(" run --quiet --lock-wait 30m"))
      let ended = try await Galley.run(
        Self.withoutTerminal + ["/usr/bin/env", "-i", "PATH=/usr/bin:/bin", "/bin/sh", "-c", crontab.command],
        environment: [:], folder: "/")
      #expect(ended.exit == 0, "\(ended.testDescription)")
      #expect(ended.output.isEmpty && ended.errors.isEmpty, "\(ended.testDescription)")
      #expect(standIn.count == 3)
      try workspace.expectArticles(Herbs.names(3))
    }
  }

  @Test("a key never stands in what is printed: its variable is named, with the way out; an address does stand there")
  func keys() async throws {
    try await withFolder { workspace in
      try workspace.articles(1)
      try workspace.write("galley.yaml", "defaults: {provider: openai, model: a}\n")
      let environment = ["OPENAI_API_KEY": "not-a-real-key-77", "OPENAI_BASE_URL": "http://127.0.0.1:9/v1"]
      let crontab = try await workspace.galley("schedule", "articles", "--at", "23:05", environment: environment)
      #expect(crontab.exit == 0, "\(crontab.testDescription)")
      let lines = crontab.output.split(separator: "\n")
      #expect(lines.contains("OPENAI_BASE_URL=http://127.0.0.1:9/v1"), "\(crontab.testDescription)")
      #expect(lines.last?.hasPrefix("5 23 * * * ") == true, "\(crontab.testDescription)")
      let units = try await workspace.galley("schedule", "--systemd", environment: environment)
      #expect(units.output.contains("LoadCredential=OPENAI_API_KEY:/etc/galley/OPENAI_API_KEY\n"))
      #expect(units.output.contains("Environment=OPENAI_BASE_URL=http://127.0.0.1:9/v1\n"))
      for (ended, wayOut) in [(crontab, "key_file"), (units, "/etc/galley/OPENAI_API_KEY")] {
        #expect(!(ended.output + ended.errors).contains("not-a-real-key"))
        for text in [ended.output, ended.errors] {
          #expect(text.contains("OPENAI_API_KEY") && text.contains(wayOut), "\(ended.testDescription)")
        }
      }
      #expect(!workspace.exists("output"), "nothing is installed and nothing written")
    }
  }

  @Test("wrong jobs, a wrong galley.yaml and a wrong time are told and nothing is printed")
  func wrong() async throws {
    try await withFolder { workspace in
      try workspace.articles(1)
      try workspace.write("galley.yaml", "defaults: {provider: ollama, model: a}\n")
      for time in ["24:00", "2:30", "02:60", "noon"] {
        let ended = try await workspace.galley("schedule", "--at", time)
        #expect(ended.exit == 64 && ended.output.isEmpty && ended.errors.contains(time), "\(ended.testDescription)")
      }
      try workspace.write("jobs/\(String(repeating: "a", count: 200)).yaml", try workspace.read("jobs/articles.yaml"))
      let long = Array(repeating: "jobs/\(String(repeating: "a", count: 200)).yaml", count: 5)
      let tooLong = try await workspace.galley(["schedule"] + long)
      #expect(tooLong.exit == 64 && tooLong.output.isEmpty, "cron would refuse it: \(tooLong.testDescription)")
      try workspace.append("jobs/articles.yaml", "temprature: 1\n")
      let job = try await workspace.galley("schedule")
      #expect(job.exit == 65 && job.output.isEmpty, "\(job.testDescription)")
      try workspace.append("galley.yaml", "provider: {}\n")
      let configuration = try await workspace.galley("schedule")
      #expect(configuration.exit == 78 && configuration.output.isEmpty, "\(configuration.testDescription)")
    }
  }

  @Test(
    "systemd takes both units, whatever is in their paths, and calls the service well guarded",
    .enabled(if: analyze != nil, "needs systemd-analyze"))
  func units() async throws {
    let analyze = try #require(Self.analyze)
    try await withHardWorkspace { workspace, _ in
      let document = try await workspace.document(
        ["schedule", "articles", "--systemd"], exit: 0, environment: [:], sourceLocation: #_sourceLocation)
      let units = document["units"].array
      #expect(units.map { $0["name"].string } == ["galley-articles.service", "galley-articles.timer"])
      try await withFolder { folder in
        for unit in units { try folder.write(try #require(unit["name"].string), try #require(unit["text"].string)) }
        let files = ["galley-articles.service", "galley-articles.timer"].map { folder.url($0).path }
        let verified = try await Galley.run([analyze, "verify"] + files, environment: [:], folder: "/")
        #expect(verified.exit == 0, "\(verified.testDescription)")
        #expect(verified.output.isEmpty && verified.errors.isEmpty, "\(verified.testDescription)")
        // In tenths: below 2.0 even for root, whose name alone is 0.4.
        let exposure = try await Galley.run(
          [analyze, "security", "--offline=true", "--threshold=20", files[0]], environment: [:], folder: "/")
        #expect(exposure.exit == 0, "\(exposure.testDescription)")
      }
    }
  }

  /// macOS has no setsid(1).
  private static let withoutTerminal =
    FileManager.default.isExecutableFile(atPath: "/usr/bin/setsid") ? ["/usr/bin/setsid", "--wait"] : []

  static let analyze = ["/usr/bin/systemd-analyze", "/bin/systemd-analyze"].first(
    where: FileManager.default.isExecutableFile)
}

/// What `galley schedule` prints for cron.
struct Crontab {
  let lines: [String]

  /// The line that runs galley.
  var line: String { lines.last ?? "" }

  /// As cron hands it to the shell: without the times, and without the backslashes before `%`.
  var command: String {
    line.split(separator: " ", maxSplits: 5).last.map { String($0).replacing("\\%", with: "%") } ?? ""
  }
}

extension Workspace {
  func crontab(sourceLocation: SourceLocation = #_sourceLocation) async throws -> Crontab {
    let document = try await document(["schedule"], exit: 0, environment: [:], sourceLocation: sourceLocation)
    return Crontab(lines: (document["crontab"].string ?? "").split(separator: "\n").map(String.init))
  }
}

/// A workspace with three articles, in a folder with a name that wants quoting.
func withHardWorkspace(_ body: (Workspace, StandIn) async throws -> Void) async throws {
  try await withWorkspace { outer, standIn in
    let workspace = Workspace(folder: outer.url(ScheduleTests.hardName))
    try workspace.configure(standIn.baseURL)
    try workspace.articles(3)
    try await body(workspace, standIn)
  }
}
