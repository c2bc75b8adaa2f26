import Foundation
import GRDB
package import JobModel

extension LedgerReader {
  /// How the last attempt at a question failed; nil if it did not: it brought a reply, is under way, or its end is
  /// unknown (then the question is asked again).
  package func lastFailure(_ fingerprint: Fingerprint) async throws(LedgerError) -> FailedAttempt? {
    if questions.hasNothing(on: fingerprint) { return nil }
    let (path, questions) = (self.path, self.questions)
    return try await read { db in try Self.lastFailure(fingerprint, db, questions, path) }
  }

  /// All attempts that an item made, or that others made at the questions of its conversation, the first one first.
  package func attempts(of item: ItemID) async throws(LedgerError) -> [AttemptFact] {
    let path = self.path
    return try await read { db in
      let sql = "SELECT conversation FROM item WHERE job = ? AND key = ? AND sample = ?"
      let row = try Row.fetchOne(db, sql: sql, arguments: [item.job, item.key, item.sample])
      let asked = try row?.pieces(0).map { $0.data.databaseValue } ?? []
      let marks = asked.map { _ in "?" }.joined(separator: ", ")
      return try Row.fetchAll(
        db,
        sql: """
          SELECT id, fingerprint, run, job, key, sample, reply, turn, provider, api, model, started_at, reserved,
            outcome, ended_at, code, message, status, request_id, maybe_billed, cost
          FROM attempt WHERE (job = ? AND key = ? AND sample = ?) OR fingerprint IN (\(marks)) ORDER BY id
          """,
        arguments: StatementArguments(
          [item.job.databaseValue, item.key.databaseValue, item.sample.databaseValue] + asked)
      ).map { try Self.attempt($0, path) }
    }
  }

  /// The body of a response as it arrived; empty where none did.
  package func body(of attempt: AttemptID) async throws(LedgerError) -> [UInt8] {
    try await read { db in
      let sql = "SELECT body FROM received WHERE attempt = ?"
      return [UInt8](try Data.fetchOne(db, sql: sql, arguments: [attempt.number]) ?? Data())
    }
  }

  private static func lastFailure(
    _ fingerprint: Fingerprint, _ db: Database, _ questions: QuestionIndex, _ path: String
  ) throws -> FailedAttempt? {
    let failed = "FROM attempt WHERE fingerprint = ?1 AND \(Schema.isFailed)"
    let last = """
      SELECT id, run, outcome, code, message, status, request_id, ended_at \(failed)
        AND id > ?2
        AND NOT EXISTS (SELECT 1 FROM attempt AS open WHERE open.outcome = 'open' AND open.fingerprint = ?1)
      ORDER BY id DESC LIMIT 1
      """
    let answered = try questions.reply(to: fingerprint, db)?.number ?? 0
    guard let row = try Row.fetchOne(statement(db, last, fingerprint, answered)), let code = row[3] as String? else {
      return nil
    }
    let run: Int = row[1]
    let count = "SELECT count(*), count(*) FILTER (WHERE run = ?2) \(failed)"
    let counts = try Row.fetchOne(statement(db, count, fingerprint, run))
    return FailedAttempt(
      id: AttemptID(row[0]), run: RunID(run), scope: try row.name(2, path: path), code: code, message: row[4],
      status: row[5], requestID: row[6], at: row.time(7), attempts: counts?[0] ?? 0, attemptsInRun: counts?[1] ?? 0)
  }

  private static func attempt(_ row: Row, _ path: String) throws -> AttemptFact {
    let start = AttemptStart(
      fingerprint: Fingerprint(bytes: [UInt8](row[1] as Data)), run: RunID(row[2]),
      item: ItemID(job: row[3], key: row[4], sample: row[5]), reply: row[6], turn: row[7], provider: row[8],
      api: try row.name(9, path: path), model: row[10], startedAt: row.time(11), reserved: row.money(12))
    return AttemptFact(id: AttemptID(row[0]), start: start, end: try end(row, path))
  }

  private static func end(_ row: Row, _ path: String) throws -> AttemptFact.End? {
    let result: AttemptFact.Result
    switch row[13] as String {
    case "open": return nil
    case "reply": result = .reply
    case "unknown": result = .unknown
    default: result = .failure(try row.name(13, path: path), code: row[15], message: row[16])
    }
    return AttemptFact.End(
      result: result, at: row.time(14), status: row[17], requestID: row[18], maybeBilled: row[19], cost: row.money(20))
  }
}
