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
}
