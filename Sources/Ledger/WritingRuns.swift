import GRDB
package import JobModel

extension Ledger {
  /// Puts on record that a run has begun.
  package func beginRun(jobs: [String], pid: Int, at: WallTime) async throws(LedgerError) -> RunID {
    try await writer.commit(.fresh) { db in
      try execute(
        db, "INSERT INTO run (jobs, pid, started_at) VALUES (?, ?, ?)",
        jobs.joined(separator: ","), pid, at.milliseconds)
      return RunID(Int(db.lastInsertedRowID))
    }
  }

  /// Puts on record how a run ended.
  package func endRun(_ run: RunID, _ end: RunFact.End) async throws(LedgerError) {
    let path = self.path
    try await writer.commit(.owed) { db in
      try executeOnce(
        db,
        """
        UPDATE run SET outcome = 'ended', ended_at = ?, exit = ?, stopped = ?, summary = ?
        WHERE id = ? AND outcome = 'open'
        """,
        end.at.milliseconds, end.exit, end.stopped?.rawValue, end.summary, run.number,
        otherwise: "run \(run.number) is not open", path: path)
    }
  }

  /// Closes what runs that died left open: whether such a request was billed, nobody can know, so it is charged at its
  /// worst case. Returns the number of such attempts.
  static func settleAbandoned(_ db: Database, now: WallTime) throws -> Int {
    try execute(db, "UPDATE run SET outcome = 'died' WHERE outcome = 'open'")
    try execute(
      db,
      """
      UPDATE attempt SET outcome = 'unknown', ended_at = ?, maybe_billed = 1, cost = reserved
      WHERE outcome = 'open'
      """, now.milliseconds)
    return db.changesCount
  }
}
