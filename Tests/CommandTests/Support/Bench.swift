import Foundation
import TestSupport
import Testing

/// Makes a workspace whose galley.yaml knows one provider, `mine`: a stand-in that is there as long as `body` runs.
func withWorkspace(
  answering script: @escaping StandIn.Script = { StandIn.echo($0) },
  _ body: (Workspace, StandIn) async throws -> Void
) async throws {
  try await withFolder { workspace in
    try await withStandIn(script) { standIn in
      try workspace.configure(standIn.baseURL)
      try await body(workspace, standIn)
    }
  }
}

extension Workspace {
  /// Writes galley.yaml. `provider` are more lines about the provider, `more` more lines of the file.
  func configure(
    _ baseURL: String, api: String = "chat", concurrency: Int = 4, attempts: Int = 3, provider: String = "",
    more: String = ""
  ) throws {
    let lines = provider.split(separator: "\n").map { "    \($0)\n" }.joined()
    try write(
      "galley.yaml",
      """
      defaults:
        provider: mine
        model: some-model
        limits: {concurrency: \(concurrency)}
        retry: {attempts: \(attempts), base: 1ms, cap: 20ms}
      providers:
        mine:
          api: \(api)
          base_url: "\(baseURL)"
      \(lines)\(more)
      """)
  }

  /// The job that most tests run: one article for each keyword of a CSV file.
  func articles(_ keywords: [String]) throws {
    try write("data/keywords.csv", "keyword,country\n" + keywords.map { "\($0),NO\n" }.joined())
    try write(
      "jobs/articles.yaml",
      """
      variables: {file: ../data/keywords.csv}
      key: "{{ keyword }}"
      messages:
        - system: You write plain Markdown.
        - user: {template: article.md}
      output:
        path: "articles/{{ keyword | slug }}.md"
        front_matter:
          title: "About {{ keyword }}"
          country: "{{ country }}"
          draft: true
      """)
    try write("templates/article.md", "Write about {{ keyword }} in {{ country }}.\n")
  }

  func articles(_ count: Int) throws { try articles(Herbs.names(count)) }

  func job(_ name: String, _ text: String) throws { try write("jobs/\(name).yaml", text) }

  /// Every keyword has its draft, whole and with the reply to its own question; no draft is there that nobody asked for.
  func expectArticles(_ keywords: [String], sourceLocation: SourceLocation = #_sourceLocation) throws {
    let names = Set(try drafts().keys.filter { $0.hasSuffix(".md") })
    #expect(names == Set(keywords.map { "articles/\($0).md" }), sourceLocation: sourceLocation)
    for keyword in keywords where names.contains("articles/\(keyword).md") {
      try expectArticle(keyword, sourceLocation: sourceLocation)
    }
  }

  func expectArticle(_ keyword: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let draft = try draft("articles/\(keyword).md")
    #expect(draft.text("title") == "About \(keyword)", sourceLocation: sourceLocation)
    #expect(draft.text("country") == "NO", sourceLocation: sourceLocation)
    #expect(draft.source("draft") == "true", sourceLocation: sourceLocation)
    #expect(draft.body == StandIn.words(to: Herbs.prompt(keyword)), sourceLocation: sourceLocation)
  }

  /// `run --json`, which must end as said.
  @discardableResult
  func run(
    _ more: String..., exit: Int32 = 0, environment: [String: String?] = [:],
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws -> JSON {
    try await document(["run"] + more, exit: exit, environment: environment, sourceLocation: sourceLocation)
  }

  /// What `plan --json` says that a run would do: the action for each key.
  func plan(_ more: String..., sourceLocation: SourceLocation = #_sourceLocation) async throws -> [String: String] {
    let plan = try await document(["plan"] + more, exit: 0, environment: [:], sourceLocation: sourceLocation)
    let items = plan["jobs"].array.flatMap { $0["items"].array }
    return Dictionary(items.map { ($0["key"].string ?? "", $0["action"].string ?? "") }) { first, _ in first }
  }

  /// The states of all items, as `status --json` counts them; what is not there is 0.
  func states(sourceLocation: SourceLocation = #_sourceLocation) async throws -> [String: Int] {
    let status = try await document(["status"], exit: 0, environment: [:], sourceLocation: sourceLocation)
    var sums: [String: Int] = [:]
    for job in status["jobs"].array {
      for name in job["states"].names { sums[name, default: 0] += job["states"][name].int ?? 0 }
    }
    return sums.filter { $0.value != 0 }
  }

  func document(
    _ arguments: [String], exit: Int32, environment: [String: String?], sourceLocation: SourceLocation
  ) async throws -> JSON {
    let ended = try await galley(arguments + ["--json"], environment: environment)
    #expect(ended.exit == exit, "\(ended.testDescription)", sourceLocation: sourceLocation)
    do {
      return try ended.json()
    } catch {
      Issue.record("no JSON document: \(ended.testDescription)", sourceLocation: sourceLocation)
      throw error
    }
  }
}

/// Keywords for jobs of any length.
enum Herbs {
  static func names(_ count: Int) -> [String] { (0..<count).map { "herb-\($0 + 1)" } }

  static func prompt(_ keyword: String) -> String { "Write about \(keyword) in NO." }
}
