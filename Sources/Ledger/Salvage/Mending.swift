import Foundation
import GRDB
import JobModel

/// Makes a whole of rows of which some are lost: what the others say of them is put in their place.
struct Mending {
  /// Stands where nothing says any more when something happened.
  let now: WallTime

  func mend(_ db: Database) throws {
    try db.execute(sql: "CREATE TEMP TABLE asked (fingerprint BLOB PRIMARY KEY, job, key, sample, turn)")
    try listQuestions(db)
    try db.execute(sql: Self.attempts, arguments: [now.milliseconds])
    for step in [Self.runs, Self.leftovers, Self.replies, Self.items, Self.acceptances] { try db.execute(sql: step) }
    try db.execute(sql: "DROP TABLE temp.asked")
  }

  /// Whose conversation each question belongs to.
  private func listQuestions(_ db: Database) throws {
    let items = try Row.fetchCursor(db, sql: "SELECT job, key, sample, conversation FROM item")
    while let item = try items.next() {
      for (turn, fingerprint) in try item.pieces(3).enumerated() {
        try execute(
          db, "INSERT OR IGNORE INTO asked VALUES (?, ?, ?, ?, ?)",
          fingerprint.data, item[0] as String, item[1] as String, item[2] as Int, turn)
      }
    }
  }

  /// A text is there, so there was an attempt: what its reply and its item do not say is a question mark, and its cost
  /// unknown. `chat` is a name that had to be one.
  private static let attempts = """
    INSERT INTO attempt (id, fingerprint, run, job, key, sample, reply, turn, provider, api, model, started_at,
      outcome, ended_at, maybe_billed, cost)
    SELECT received.attempt, received.fingerprint, ifnull((SELECT max(id) FROM run), 1), ifnull(job, '?'),
      ifnull(key, ''), ifnull(sample, 1), '?', ifnull(turn, 0), ifnull(provider, '?'), ifnull(api, 'chat'),
      ifnull(model, '?'), ifnull(arrived_at, ?1), 'reply', ifnull(arrived_at, ?1), 1, cost
    FROM received
      LEFT JOIN reply ON reply.attempt = received.attempt AND reply.fingerprint = received.fingerprint
      LEFT JOIN asked ON asked.fingerprint = received.fingerprint
    WHERE text IS NOT NULL AND received.attempt NOT IN (SELECT id FROM attempt)
    """

  private static let runs = """
    INSERT INTO run (id, jobs, pid, started_at, outcome)
    SELECT run, group_concat(DISTINCT job), 0, min(started_at), 'died'
    FROM attempt WHERE run NOT IN (SELECT id FROM run) GROUP BY run
    """

  /// What points to something that is gone.
  private static let leftovers = """
    DELETE FROM received WHERE attempt NOT IN (SELECT id FROM attempt);
    DELETE FROM reply WHERE NOT EXISTS (
      SELECT 1 FROM received
      WHERE received.attempt = reply.attempt AND received.fingerprint = reply.fingerprint AND text IS NOT NULL)
    """

  /// Of a text whose reply is lost: how it ended and what it took, nobody says any more.
  private static let replies = """
    INSERT INTO reply (fingerprint, attempt, finish, cost, provider, api, model, arrived_at)
    SELECT received.fingerprint, received.attempt, 'unstated', cost, provider, api, model, ifnull(ended_at, started_at)
    FROM received JOIN attempt ON attempt.id = received.attempt
    WHERE text IS NOT NULL AND received.attempt NOT IN (SELECT attempt FROM reply)
    """

  /// An item was asked when its first request went out, or within the second before.
  private static let items = """
    INSERT OR IGNORE INTO item (job, key, sample, asked_at, conversation)
    SELECT job, key, sample, min(started_at) / 1000, x'' FROM attempt WHERE job <> '?' GROUP BY job, key, sample
    """

  /// The file has the hash of a person's text, which is lost: as a draft of galley's it would be replaced.
  private static let acceptances = """
    DELETE FROM draft WHERE is_accepted AND NOT EXISTS (
      SELECT 1 FROM accepted WHERE accepted.path = draft.path AND accepted.hash = draft.placed_hash)
    """
}
