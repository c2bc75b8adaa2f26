import GRDB
package import JobModel

extension LedgerReader {
  /// The last runs, the newest first.
  package func lastRuns(_ count: Int) async throws(LedgerError) -> [RunFact] {
    let path = self.path
    return try await read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT id, jobs, pid, started_at, outcome, ended_at, exit, stopped, summary, held_by, held_at
          FROM run ORDER BY id DESC LIMIT ?
          """, arguments: [count]
      ).map { try Self.run($0, path) }
    }
  }

  /// What all attempts cost.
  package func spend() async throws(LedgerError) -> Spend {
    try await spendByJob().values.reduce(Spend(), +)
  }

  /// What each job's attempts cost; a reply that jobs share counts for the one that asked.
  package func spendByJob() async throws(LedgerError) -> [String: Spend] {
    try await read { db in
      let rows = try Row.fetchAll(db, sql: Self.sums + "GROUP BY job")
      return Dictionary(rows.map { ($0[0], Self.spend($0)) }, uniquingKeysWith: +)
    }
  }

  /// What a run's attempts cost.
  package func spend(run: RunID) async throws(LedgerError) -> Spend {
    try await read { db in
      try Row.fetchOne(db, sql: Self.sums + "WHERE run = ?", arguments: [run.number]).map(Self.spend) ?? Spend()
    }
  }

  private static let sums = """
    SELECT job, count(*), ifnull(sum(cost), 0), ifnull(sum(reserved) FILTER (WHERE outcome = 'open'), 0),
      count(*) FILTER (WHERE outcome = 'open'), count(*) FILTER (WHERE outcome = 'unknown'),
      count(*) FILTER (WHERE CASE outcome WHEN 'open' THEN reserved ELSE cost END IS NULL)
    FROM attempt\u{20}
    """

  private static func spend(_ row: Row) -> Spend {
    Spend(
      attempts: row[1], settled: Money(picoDollars: row[2]), reserved: Money(picoDollars: row[3]), open: row[4],
      unknownFate: row[5], unpriced: row[6])
  }

  private static func run(_ row: Row, _ path: String) throws -> RunFact {
    let state: RunFact.State
    switch row[4] as String {
    case "open": state = .open
    case "died": state = .died
    default:
      let stopped: StopReason? = (row[7] as String?) == nil ? nil : try row.name(7, path: path)
      state = .ended(RunFact.End(at: row.time(5), exit: row[6], stopped: stopped, summary: row[8]))
    }
    let jobs = (row[1] as String).split(separator: ",").map(String.init)
    let hold: RunFact.Hold? =
      (row[10] as Int?) == nil
      ? nil : RunFact.Hold(by: (row[9] as String?) == nil ? nil : try row.name(9, path: path), at: row.time(10))
    return RunFact(id: RunID(row[0]), jobs: jobs, pid: row[2], startedAt: row.time(3), state: state, hold: hold)
  }
}

extension LedgerReader {
  /// The runs that ended because a provider was out of service: what they gave up was never the items' fault.
  package func runsThatStopped() async throws(LedgerError) -> Set<RunID> {
    try await read { db in
      Set(try Int.fetchAll(db, sql: "SELECT id FROM run WHERE stopped = 'provider'").map { RunID($0) })
    }
  }

  /// The mean time that a job's last 200 replies of a model took; nil where there was none.
  package func meanLatency(job: String, model: String) async throws(LedgerError) -> Duration? {
    try await read { db in
      let sql = """
        SELECT avg(ended_at - started_at) FROM (
          SELECT ended_at, started_at FROM attempt WHERE outcome = 'reply' AND job = ? AND model = ? ORDER BY id DESC LIMIT 200)
        """
      return try Double.fetchOne(db, sql: sql, arguments: [job, model]).map { .milliseconds(Int($0.rounded())) }
    }
  }
}
