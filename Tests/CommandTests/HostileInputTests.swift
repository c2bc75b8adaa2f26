import CommandSupport
import Foundation
import TestSupport
import Testing

@Suite("Files that are not what they seem", .aFewAtOnce)
struct HostileInputTests {
  static let places = ["jobs/articles.yaml", "templates/article.md", "data/keywords.csv", "galley.yaml", "secret/key"]

  @Test(
    "a pipe, a device or a link to itself is refused wherever a file is read, and nobody waits for it",
    arguments: places,
    ["pipe", "device", "loop"])
  func noFile(_ place: String, _ kind: String) async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(1)
      if place == "secret/key" {
        try workspace.configure(standIn.baseURL, provider: "key_file: secret/key")
        try workspace.write(place, "")
      }
      try workspace.remove(place)
      let path = workspace.url(place).path
      switch kind {
      case "pipe": #expect(mkfifo(path, 0o600) == 0)
      case "device": try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "/dev/zero")
      default: try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: path)
      }
      let ended = try await workspace.galley("run")
      let configuration = ["galley.yaml", "secret/key"].contains(place)
      #expect(ended.exit == (configuration ? 78 : 65), "\(ended.testDescription)")
      // A template that is no file is none of templates/: the job's line says so.
      let named = place == "templates/article.md" ? "article.md" : place
      #expect(ended.errors.contains(named), "\(ended.testDescription)")
      #expect(standIn.count == 0)
    }
  }

  @Test("links that lead back to their own folder do not hold up the look into templates/")
  func linkedFolders() async throws {
    try await withWorkspace { workspace, _ in
      try workspace.articles(1)
      for name in ["a", "b", "c"] {
        let path = workspace.url("templates/\(name)").path
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: ".")
      }
      let ended = try await workspace.galley("validate")
      #expect(ended.exit == 0, "\(ended.testDescription)")
    }
  }

  @Test(
    "a template that is no UTF-8 or holds a NUL is refused with its line",
    arguments: [[0xC3, 0x28], [0x00]] as [[UInt8]])
  func templateBytes(_ bytes: [UInt8]) async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(1)
      try workspace.write("templates/article.md", Data("Write about\n{{ keyword }}.\n".utf8 + bytes + "\n".utf8))
      let ended = try await workspace.galley("run")
      #expect(ended.exit == 65, "\(ended.testDescription)")
      #expect(ended.errors.contains("templates/article.md:3:1: error: "), "\(ended.testDescription)")
      #expect(standIn.count == 0)
    }
  }

  static let bombs: [String: String] = [
    "anchors": """
    variables:
      set:
        a0: &a0 [x, x, x, x, x, x, x, x, x, x]
    \((1...12).map { level in
      "    a\(level): &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ") + "]"
    }.joined(separator: "\n"))
    messages: [{user: "{{ a12 }}"}]

    """,
    "brackets": "variables: {set: {deep: " + String(repeating: "[", count: 1_000_000),
    "indentation": (0..<2_000).map { String(repeating: " ", count: $0) + "a:\n" }.joined(),
    "template": "messages: [{user: \"" + String(repeating: "(", count: 500_000) + "{{ "
      + String(repeating: "(", count: 500_000) + "\"}]\n",
  ]

  @Test(
    "a file made to burst its reader is refused in little time and memory",
    .enabled(if: limitsMemory, "needs ulimit -v"),
    arguments: bombs.keys.sorted())
  func bomb(_ kind: String) async throws {
    let job = try #require(Self.bombs[kind])
    try await withWorkspace { workspace, _ in
      try workspace.job("x", job)
      // Seconds of the processor: a machine that is busy with other tests takes longer.
      let ended = try await workspace.shell("ulimit -t 3; ulimit -v \(Self.kibibytes); exec \"$GALLEY\" validate")
      #expect(ended.exit == 65, "\(ended.testDescription)")
      #expect(ended.errors.contains("jobs/x.yaml:"), "\(ended.testDescription)")
    }
  }

  /// Of address space: what the program with its libraries and threads takes to begin, and 200 MB.
  static let kibibytes = 400_000

  #if os(Linux)
    static let limitsMemory = true
  #else
    static let limitsMemory = false
  #endif

  @Test("what changes while a run goes on is read once: all drafts are made of what was there when it began")
  func changesMeanwhile() async throws {
    try await withWorkspace { workspace, standIn in
      standIn.answer { ask in
        if ask.number == 1 {
          try workspace.write("data/keywords.csv", "keyword,country\nother,NO\n")
          try workspace.write("templates/article.md", "Something else about {{ keyword }}.\n")
          try workspace.change("jobs/articles.yaml", "About {{ keyword }}", to: "Changed")
          try workspace.write("galley.yaml", "not: right\n")
        }
        return StandIn.echo(ask)
      }
      try workspace.articles(12)
      let before = try workspace.read("galley.yaml")
      try await workspace.run()
      #expect(Set(standIn.prompts) == Set(Herbs.names(12).map(Herbs.prompt)))
      try workspace.expectArticles(Herbs.names(12))
      try workspace.write("galley.yaml", before)
      #expect(try await workspace.states() == ["orphan": 12, "pending": 1])
    }
  }
}
