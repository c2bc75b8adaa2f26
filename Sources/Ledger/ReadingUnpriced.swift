import GRDB
package import JobModel
import Values

extension LedgerReader {
  /// The attempts of the month that a time lies in, and of later ones, that may have been billed at a price that was
  /// unknown then, with what their replies took.
  package func unpricedAttempts(inMonthOf time: WallTime) async throws(LedgerError) -> [UnpricedAttempt] {
    let monthBegan = time.monthBegan.milliseconds
    return try await read { db in
      let sql = """
        SELECT attempt.job, attempt.started_at / 86400000, attempt.provider, attempt.model,
          reply.input, reply.cached_input, reply.output, reply.reasoning
        FROM attempt LEFT JOIN reply ON reply.attempt = attempt.id AND reply.input IS NOT NULL
        WHERE attempt.started_at >= ?
          AND CASE attempt.outcome WHEN 'open' THEN attempt.reserved ELSE attempt.cost END IS NULL
        ORDER BY attempt.id
        """
      return try Row.fetchAll(db, sql: sql, arguments: [monthBegan]).map { row in
        let usage = (row[4] as Int?).map { input in
          Usage(input: input, cachedInput: row[5] ?? 0, output: row[6] ?? 0, reasoning: row[7] ?? 0)
        }
        return UnpricedAttempt(job: row[0], day: row[1], provider: row[2], model: row[3], usage: usage)
      }
    }
  }
}
