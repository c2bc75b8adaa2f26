import CommandSupport
import Foundation
import GRDB
import Synchronization

/// The workspace that is tortured: every kind of draft in it, few enough of each to be run thousands of times.
///
/// Twelve items of two replies each. Of an earlier run it has a draft that a person edited and whose new version goes
/// beside it, a stale one, one that is rewritten and one that was deleted; eight are asked for anew.
enum Patient {
  static let concurrency = 4

  /// Questions of a run that nothing disturbs.
  static let questions = 16

  static let edited = "output/articles/herb-1.md"
  static let stale = "output/articles/herb-2.md"

  /// Makes it, the earlier run included.
  static func prepare(_ workspace: Workspace, _ standIn: StandIn) async throws {
    try configure(workspace, standIn, trial: "earlier")
    try workspace.write("templates/article.md", "Write about {{ keyword }}, {{ angle }}, after this outline.\n")
    try write(workspace, rows: 4, angle: "for beginners", draft: true)
    let ended = try await workspace.galley("run")
    guard ended.exit == 0 else { throw Unprepared(ended: ended) }
    try workspace.append(edited, "\nA sentence of mine.\n")
    try workspace.remove("output/articles/herb-4.md")
    try write(workspace, rows: 12, angle: "for cooks", draft: false)
  }

  struct Unprepared: Error { let ended: Ended }

  /// - Parameter trial: tells the stand-in who asks.
  static func configure(_ workspace: Workspace, _ standIn: StandIn, trial: String) throws {
    try workspace.configure(standIn.baseURL.replacing("/v1", with: "/\(trial)/v1"), concurrency: concurrency)
  }

  private static func write(_ workspace: Workspace, rows: Int, angle: String, draft: Bool) throws {
    let lines = (1...rows).map { "herb-\($0),\($0 == 2 ? angle : "as it is")\n" }
    try workspace.write("data/keywords.csv", "keyword,angle\n" + lines.joined())
    try workspace.job(
      "articles",
      """
      variables: {file: ../data/keywords.csv}
      key: "{{ keyword }}"
      messages:
        - user: "An outline for {{ keyword }}, {{ angle }}."
        - reply: outline
        - user: {template: article.md}
        - reply: article
      settings: {max_tokens: 800}
      output:
        path: "articles/{{ keyword }}.md"
        front_matter: {title: "About {{ keyword }}", draft: \(draft)}
      """)
  }

  /// The same answer to the same question, as long as an article.
  @Sendable static func answer(_ ask: Ask) -> Answer {
    .reply("# On: \(ask.prompt.trimmed)\n\n" + String(repeating: "A sentence of the model. ", count: 100), to: ask)
  }
}

/// All questions that came to the stand-in, by trial.
final class Questions: Sendable {
  private let byTrial = Mutex<[String: [String]]>([:])

  @Sendable func answer(_ ask: Ask) -> Answer {
    let trial = ask.path.split(separator: "/").first.map(String.init) ?? ""
    byTrial.withLock { $0[trial, default: []].append(ask.prompt) }
    return Patient.answer(ask)
  }

  func of(_ trial: String) -> [String] { byTrial.withLock { $0[trial] ?? [] } }

  func forget(_ trial: String) { byTrial.withLock { $0[trial] = nil } }
}

/// What a workspace has in its state and its output, as far as no moment of time is in it.
struct Outcome: Equatable {
  let drafts: [String: Data]
  /// Fingerprints and texts.
  let replies: Set<String>
  /// Names in `output/.galley`, but for the log's.
  let stateFiles: Set<String>
  /// What `PRAGMA integrity_check` and `foreign_key_check` found wrong, and rows of runs and attempts that are still open.
  let flaws: [String]

  init(_ workspace: Workspace) async throws {
    drafts = try workspace.drafts()
    stateFiles = Set(
      try workspace.files(under: "output/.galley").keys.filter { $0.split(separator: "/").first != "log" })
    let state = try DatabaseQueue(path: workspace.url("output/.galley/state.sqlite").path)
    (replies, flaws) = try await state.read { db in
      let replies = try String.fetchAll(
        db,
        sql: "SELECT hex(reply.fingerprint) || ' ' || CAST(text AS TEXT) FROM reply JOIN received USING (attempt)")
      let broken = try String.fetchAll(db, sql: "PRAGMA integrity_check").filter { $0 != "ok" }
      let dangling = try Row.fetchAll(db, sql: "PRAGMA foreign_key_check").map { "dangling reference: \($0)" }
      let open = try String.fetchAll(
        db,
        sql: """
          SELECT 'attempt ' || id || ' is open' FROM attempt WHERE outcome = 'open'
          UNION ALL SELECT 'run ' || id || ' is open' FROM run WHERE outcome = 'open'
          """)
      return (Set(replies), broken + dangling + open)
    }
    try state.close()
  }
}
