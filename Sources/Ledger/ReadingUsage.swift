import GRDB
package import JobModel

extension LedgerReader {
  /// What a model's last replies to a job took, the newest first; without those whose usage was not reported.
  package func usage(job: String, model: String, last count: Int) async throws(LedgerError) -> [UsageFact] {
    try await read { db in
      try Row.fetchAll(
        db, sql: Self.replies("attempt.key, attempt.sample, attempt.reply", where: "job = ?"),
        arguments: [job, model, count]
      ).map { row in
        UsageFact(
          item: ItemKey(key: row[0], sample: row[1]), reply: row[2],
          usage: Usage(input: row[3], cachedInput: row[4], output: row[5], reasoning: row[6]))
      }
    }
  }

  /// Tokens of a model's last replies to all jobs but one.
  package func outputs(besides job: String, model: String, last count: Int) async throws(LedgerError) -> [Int] {
    try await read { db in
      try Row.fetchAll(db, sql: Self.replies("NULL, NULL, NULL", where: "job <> ?"), arguments: [job, model, count])
        .map { $0[5] }
    }
  }

  private static func replies(_ names: String, where condition: String) -> String {
    """
    SELECT \(names), input, cached_input, output, reasoning
    FROM attempt JOIN reply ON reply.attempt = attempt.id
    WHERE attempt.outcome = 'reply' AND attempt.\(condition) AND attempt.model = ? AND input IS NOT NULL
    ORDER BY attempt.id DESC LIMIT ?
    """
  }
}
