import CommandSupport
import Foundation
import Testing

extension Ended: CustomTestStringConvertible {
  public var testDescription: String { description }
}

extension Workspace {
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
