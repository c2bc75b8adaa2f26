import GRDB
package import JobModel

extension Ledger {
  /// Puts on record what holds a run back at this moment, and what was learned of limits. A later word takes the place
  /// of an earlier one.
  package func note(
    _ run: RunID, heldBy hold: HoldBack?, learned limits: [LimitFact], at: WallTime
  ) async throws(LedgerError) {
    let path = self.path
    try await writer.commit(.fresh) { db in
      try executeOnce(
        db, "UPDATE run SET held_by = ?, held_at = ? WHERE id = ? AND outcome = 'open'",
        hold?.rawValue, at.milliseconds, run.number, otherwise: "run \(run.number) is not open", path: path)
      for fact in limits { try Self.write(fact, db) }
    }
  }

  private static func write(_ fact: LimitFact, _ db: Database) throws {
    try execute(
      db,
      """
      INSERT INTO learned_limit (provider, address, model, requests, tokens, learned_at) VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (provider, address, model) DO UPDATE SET
        requests = excluded.requests, tokens = excluded.tokens, learned_at = excluded.learned_at
      """,
      fact.provider, fact.address, fact.model, fact.limit.requestsPerMinute, fact.limit.tokensPerMinute,
      fact.learnedAt.milliseconds)
  }
}

extension LedgerReader {
  /// What runs have learned of limits, by provider and model.
  package func learnedLimits() async throws(LedgerError) -> [LimitFact] {
    try await read { db in
      let sql = """
        SELECT provider, address, model, requests, tokens, learned_at FROM learned_limit
        ORDER BY provider, address, model
        """
      return try Row.fetchAll(db, sql: sql).map { row in
        LimitFact(
          provider: row[0], address: row[1], model: row[2],
          limit: LearnedLimit(requestsPerMinute: row[3], tokensPerMinute: row[4]), learnedAt: row.time(5))
      }
    }
  }
}
