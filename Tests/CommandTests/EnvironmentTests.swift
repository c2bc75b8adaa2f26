import CommandSupport
import Foundation
import Testing

@Suite("Where and how galley is run", .aFewAtOnce)
struct EnvironmentTests {
  @Test("without HOME, TZ and LANG, and with others of them, the same bytes come out")
  func sameBytes() async throws {
    var outputs: [[String: Data]] = []
    let environments: [[String: String?]] = [
      ["HOME": nil], ["TZ": "Pacific/Kiritimati", "LANG": "tr_TR.UTF-8", "LC_ALL": "de_DE.UTF-8", "TERM": "xterm"],
    ]
    for environment in environments {
      try await withWorkspace { workspace, _ in
        try workspace.articles(["TITLE"])
        try workspace.change(
          "jobs/articles.yaml", "draft: true", to: "upper: \"{{ 'istanbul' | upper }}\"\n    day: \"{{ today }}\"")
        try await workspace.run(environment: environment)
        outputs.append(try workspace.drafts())
        let days = [Date(timeIntervalSinceNow: -60), Date()].map { $0.ISO8601Format().prefix(10).description }
        #expect(days.contains(try workspace.draft("articles/title.md").source("day") ?? ""), "today is a day in UTC")
      }
    }
    #expect(outputs[0].keys.sorted() == ["articles/title.md"])
    #expect(outputs[0] == outputs[1])
  }

  @Test("a reader that goes away does not end the run: all drafts are made")
  func closedPipe() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(40)
      let ended = try await workspace.shell("{ \"$GALLEY\" run 2>&1; echo $? > code; } | head -n 1 > /dev/null")
      #expect(ended.exit == 0)
      #expect(try workspace.read("code").trimmed == "0")
      #expect(standIn.count == 40)
      try workspace.expectArticles(Herbs.names(40))
    }
  }

  @Test(
    "a result that standard output does not take is no success: 73, with the reason",
    .enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "needs /dev/full"))
  func fullOutput() async throws {
    try await withWorkspace { workspace, _ in
      try workspace.articles(1)
      let ended = try await workspace.shell("exec \"$GALLEY\" status --json > /dev/full")
      #expect(ended.exit == 73, "\(ended.testDescription)")
      #expect(ended.errors.contains("No space left on device"), "\(ended.testDescription)")
    }
  }

  @Test("with standard input, output and error closed, no draft and no state is written over")
  func closedDescriptors() async throws {
    try await withWorkspace { workspace, _ in
      try workspace.articles(5)
      let ended = try await workspace.shell("\"$GALLEY\" run <&- >&- 2>&-")
      #expect(ended.exit == 0)
      try workspace.expectArticles(Herbs.names(5))
      #expect(try await workspace.states() == ["done": 5])
    }
  }

  @Test("proxies, other programs' keys and base URLs of the environment reach nobody who did not ask for them")
  func strangers() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(1)
      let nobody = "http://127.0.0.1:9"
      try await workspace.run(environment: [
        "OPENAI_API_KEY": "not-a-real-key-6", "OPENAI_BASE_URL": nobody + "/v1", "http_proxy": nobody,
        "HTTP_PROXY": nobody, "https_proxy": nobody, "HTTPS_PROXY": nobody, "all_proxy": nobody, "ALL_PROXY": nobody,
      ])
      #expect(standIn.count == 1)
      #expect(standIn.asks.first?.headers["authorization"] == nil)
    }
  }

  @Test("drafts get the permissions that the umask leaves, the state with them", arguments: ["022", "077"])
  func umask(_ mask: String) async throws {
    try await withWorkspace { workspace, _ in
      try workspace.articles(1)
      let ended = try await workspace.shell("umask \(mask); exec \"$GALLEY\" run --quiet")
      #expect(ended.exit == 0, "\(ended.testDescription)")
      for file in ["output/articles/herb-1.md", "output/.galley/state.sqlite"] {
        let attributes = try FileManager.default.attributesOfItem(atPath: workspace.url(file).path)
        #expect(attributes[.posixPermissions] as? Int == (mask == "022" ? 0o644 : 0o600), "\(file)")
      }
    }
  }

  @Test("from a folder that has been deleted, -C with a whole path works, and without it the message is clear")
  func deletedFolder() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(2)
      let script = "mkdir gone; W=$PWD; cd gone; rmdir ../gone; exec \"$GALLEY\" run --quiet"
      let lost = try await workspace.shell(script)
      #expect(lost.exit == 64 || lost.exit == 65, "\(lost.testDescription)")
      #expect(standIn.count == 0)
      let ended = try await workspace.shell(script + " -C \"$W\"")
      #expect(ended.exit == 0, "\(ended.testDescription)")
      try workspace.expectArticles(Herbs.names(2))
    }
  }

  @Test("with 64 open files and 200 requests wanted at once, all drafts are made, and the note says what is the matter")
  func fewFiles() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(150)
      let ended = try await workspace.shell("ulimit -n 64; exec \"$GALLEY\" run --concurrency 200")
      #expect(ended.exit == 0, "\(ended.testDescription)")
      #expect(ended.errors.contains("of 200 requests are in flight at once"), "\(ended.testDescription)")
      #expect(ended.errors.contains("ulimit -n"), "\(ended.testDescription)")
      #expect(standIn.count == 150)
      try workspace.expectArticles(Herbs.names(150))
    }
  }

  @Test("the soft limit of open files does not count, where the hard one is higher")
  func softLimit() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(30)
      let together = Tally()
      standIn.answer { ask in
        together.add()
        try await together.reaches(30)
        return StandIn.echo(ask)
      }
      let ended = try await workspace.shell("ulimit -S -n 40; exec \"$GALLEY\" run --concurrency 30 --quiet")
      #expect(ended.exit == 0, "\(ended.testDescription)")
      #expect(standIn.mostInFlight == 30)
    }
  }

  /// The one that a run says it needs is enough, and with fewer nothing is sent.
  @Test("too few open files are refused with 73 before anything is sent; as many as the message wants will do")
  func leastFiles() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(40)
      for limit in [20, 40] {
        let ended = try await workspace.shell("ulimit -n \(limit); exec \"$GALLEY\" run --concurrency 200")
        #expect(ended.exit == 73, "\(limit): \(ended.testDescription)")
        #expect(ended.errors.contains("ulimit -n"), "\(limit): \(ended.testDescription)")
        #expect(standIn.count == 0)
        guard limit == 40 else { continue }
        let numbers = try #require(ended.errors.firstMatch(of: /only (\d+) more files, and a run needs (\d+)/))
        let enough = try limit - #require(Int(numbers.1)) + #require(Int(numbers.2))
        let next = try await workspace.shell("ulimit -n \(enough); exec \"$GALLEY\" run --concurrency 200")
        #expect(next.exit == 0, "\(enough): \(next.testDescription)")
        #expect(standIn.mostInFlight == 1)
      }
      try workspace.expectArticles(Herbs.names(40))
    }
  }

  @Test("a key that systemd passes as a credential is found under the name of its variable, which goes before it")
  func credential() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.configure(standIn.baseURL, provider: "key_env: MY_KEY")
      try workspace.articles(["basil"])
      try workspace.write("credentials/MY_KEY", "not-a-real-key-1\n")
      let folder = workspace.url("credentials").path
      try await workspace.run(exit: 78, environment: ["CREDENTIALS_DIRECTORY": workspace.url("nowhere").path])
      try await workspace.run(environment: ["CREDENTIALS_DIRECTORY": folder])
      try workspace.articles(["mint"])
      try await workspace.run(environment: ["CREDENTIALS_DIRECTORY": folder, "MY_KEY": "not-a-real-key-2"])
      let sent = standIn.asks.map { $0.headers["authorization"] }
      #expect(sent == ["Bearer not-a-real-key-1", "Bearer not-a-real-key-2"])
    }
  }
}
