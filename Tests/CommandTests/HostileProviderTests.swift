import CommandSupport
import Foundation
import GRDB
import Synchronization
import TestSupport
import Testing

@Suite("Providers that do harm", .aFewAtOnce)
struct HostileProviderTests {
  #if os(Linux)
    static let floods: [String: @Sendable () -> LoopbackResponse] = [
      "10 GB": { .flood(mebibytes: 10_000) }, "a gzip bomb": { .gzipped(Gzip.bomb(decoded: 300 << 20)) },
    ]

    @Test(
      "an answer without end is closed at 32 MiB: its item fails, the others are done, and memory stays flat",
      arguments: floods.keys.sorted())
    func flood(_ kind: String) async throws {
      let flood = try #require(Self.floods[kind])
      try await withFolder { workspace in
        let (pids, pid) = AsyncStream.makeStream(of: Int32.self)
        let peaks = Mutex<[Int]>([])
        try await LoopbackServer.serving { request in
          if request.number == 1 { return flood() }
          for await pid in pids { peaks.withLock { $0.append(Self.peak(of: pid)) } }
          return .chat("Green.")
        } during: { server in
          try workspace.configure(server.baseURL + "/v1", concurrency: 1)
          try workspace.articles(2)
          let ended = try await workspace.galley("run", "--json") { running in
            pid.yield(running.pid)
            pid.finish()
          }
          #expect(ended.exit == 1, "\(ended.testDescription)")
          #expect(try ended.json()["jobs"][0]["created"] == 1)
          let status = try await workspace.galley("status", "--json").json()
          #expect(status["jobs"][0]["failures"][0]["code"] == "too_large")
          #expect(server.requests.count == 2, "it is not asked again")
          let peak = try #require(peaks.withLock { $0.first })
          #expect(peak > 0 && peak < 200_000, "\(peak) kB")
        }
      }
    }

    /// The most memory that a process has had at once, in kB; 0 where that is not known.
    private static func peak(of process: Int32) -> Int {
      let status = FileManager.default.contents(atPath: "/proc/\(process)/status").map {
        String(decoding: $0, as: UTF8.self)
      }
      let line = status?.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
      return line?.split { !$0.isNumber }.first.flatMap { Int($0) } ?? 0
    }
  #endif

  @Test("a page under status 200 is kept as it came, charged at its worst case, asked again; all so is 69")
  func page() async throws {
    let page = "<!doctype html><title>Log in to the net</title>"
    try await withFolder { workspace in
      try await LoopbackServer.serving { _ in
        .answer(Array(page.utf8))
      } during: { server in
        try workspace.configure(
          server.baseURL + "/v1", attempts: 2, more: "prices: {some-model: {input: 1, output: 1}}\n")
        try workspace.articles(2)
        try workspace.append("jobs/articles.yaml", "\nsettings: {max_tokens: 1000}\n")
        let run = try await workspace.run(exit: 69)
        #expect(run["requests"] == 4)
        let cost = try #require(run["cost_usd"].number)
        #expect(cost > 4 * 0.001 && cost < 4 * 0.0012, "\(cost)")

        let state = try DatabaseQueue(path: workspace.url("output/.galley/state.sqlite").path)
        let bodies = try await state.read { try Data.fetchAll($0, sql: "SELECT body FROM received") }
        try state.close()
        #expect(bodies == Array(repeating: Data(page.utf8), count: 4))
      }
    }
  }

  @Test("when every connection is reset the run ends with 69, long before every item has been tried")
  func resets() async throws {
    try await withFolder { workspace in
      try await LoopbackServer.serving { _ in
        .reset
      } during: { server in
        try workspace.configure(server.baseURL + "/v1", attempts: 6)
        try workspace.articles(60)
        let run = try await workspace.run(exit: 69)
        #expect(run["stopped"] == "provider")
        #expect(run["jobs"][0]["pending"] == 60)
        #expect(server.requests.count <= 8 * 4)
      }
    }
  }

  @Test(
    "where one address of a name is dead, another one of its addresses is asked",
    .enabled(if: MountNamespace.isThere, "needs a mount namespace, for a name of its own"))
  func otherAddress() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(2)
      try workspace.write("hosts", "::1 two-faced.test\n127.0.0.1 two-faced.test\n")
      try workspace.configure(standIn.baseURL.replacing("127.0.0.1", with: "two-faced.test"))
      let ended = try await workspace.mounting("mount --bind hosts /etc/hosts; exec \"$GALLEY\" run")
      #expect(ended.exit == 0, "\(ended.testDescription)")
      try workspace.expectArticles(Herbs.names(2))
    }
  }

  /// Sets the title of the window, clears the screen, rings: by C0, by C1 in UTF-8, and by what JSON spells out.
  static let orders = "\u{1B}]0;owned\u{7}\u{1B}[2J\u{9B}2J\u{9D}0;owned\u{9C}\u{7F}\r\u{8}"

  static let script = ["/usr/bin/script"].first(where: FileManager.default.isExecutableFile)

  #if os(Linux)
    static let hasTerminal = script != nil
  #else
    static let hasTerminal = false
  #endif

  @Test(
    "what a provider, a row or a template says does not steer the terminal",
    .enabled(if: hasTerminal, "needs util-linux's script"),
    arguments: [
      "run", "run --json --retry-failed", "run --log-format json --retry-failed", "status", "status --json",
      "show 1", "show 1 --json", "plan", "plan --show 1", "plan --json", "validate wrong",
    ])
  func terminal(_ command: String) async throws {
    try await withWorkspace { workspace, standIn in
      standIn.answer { ask in
        ask.prompt.hasPrefix("1") ? .error(400, "no: \(Self.orders)", code: Self.orders) : .reply(Self.orders, to: ask)
      }
      try workspace.write("templates/t.md", "{{ n }} \(Self.orders)\n")
      try workspace.write(
        "data/rows.json",
        try JSON.array(
          [1, 2].map { n in
            .object(["n": .string("\(n)"), "orders": .string(Self.orders), "k": .string("\u{9B}2J\(n)")])
          }
        ).text())
      try workspace.job(
        "x",
        """
        variables: {file: ../data/rows.json}
        key: "{{ n }}"
        messages: [{user: {template: t.md}}]
        output: {path: "{{ n }}.md", front_matter: {title: "{{ orders }}"}}
        """)
      try workspace.job("y", "variables: {file: ../data/rows.json}\nkey: \"{{ k }}\"\nmessages: [{user: \"1\"}]\n")
      if command == "validate wrong" { try workspace.job("wrong", "mess\u{9B}ages: [\"\u{9B}2J\"]\n") }
      if !command.hasPrefix("run") && command != "validate wrong" { _ = try await workspace.galley("run") }
      let seen = try await workspace.shell("script -qec \"'$GALLEY' \(command)\" /dev/null < /dev/null")
      #expect(!seen.output.isEmpty)
      // What galley itself does there: it draws its progress line, and paints one word.
      let rest = ["\u{1B}[K", "\u{1B}[31;1m", "\u{1B}[0m", "\r\n"].reduce(seen.output) { $0.replacing($1, with: "") }
      let controls = rest.unicodeScalars.filter {
        $0.properties.generalCategory == .control && !"\n\t\r".unicodeScalars.contains($0)
      }
      #expect(controls.isEmpty, "\(seen.testDescription.debugDescription)")
    }
  }

  @Test("a reply that looks like front matter, a path or an order stays a text, in its own file")
  func reply() async throws {
    let reply = "---\ntitle: stolen\n---\n../../stolen.md\n{{ keyword }}\n{% raw %}\n"
    try await withWorkspace { ask in
      .reply(reply, to: ask)
    } _: { workspace, _ in
      try workspace.articles(1)
      try workspace.change("jobs/articles.yaml", "About {{ keyword }}", to: "{{ draft }}")
      try await workspace.run()
      #expect(try workspace.drafts().keys.sorted() == ["articles/herb-1.md"])
      let draft = try workspace.draft("articles/herb-1.md")
      #expect(draft.frontMatter.count { $0.hasPrefix("title:") } == 1)
      #expect(draft.source("draft") == "true")
      #expect(draft.body == reply.trimmed)
      #expect(!workspace.exists("stolen.md"))
    }
  }
}
