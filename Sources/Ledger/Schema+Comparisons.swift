extension Schema {
  /// Of an attempt that ended without a reply, its end known or not: as the index `attempt_failed` says it, so that it is used.
  static let isFailed = "outcome <> 'open' AND outcome <> 'reply'"

  /// What is written for every item costs less.
  ///
  /// - For `IN` with more than two values SQLite makes a table in memory at each statement, which takes longer than the
  ///   statement itself (sqlite.org/src, `sqlite3FindInIndex`): comparisons say the same.
  /// - A fingerprint falls anywhere into the order of all others, so each entry of an index of them is one more page to be
  ///   written. Whoever looks for a question's attempts looks for those that failed: `reply` has the others.
  static let comparisons = """
    CREATE TABLE attempt_new (
      id INTEGER PRIMARY KEY,
      fingerprint BLOB NOT NULL CHECK (length(fingerprint) = 32),
      run INTEGER NOT NULL REFERENCES run(id),
      job TEXT NOT NULL CHECK (job <> ''),
      key TEXT NOT NULL,
      sample INTEGER NOT NULL CHECK (sample >= 1),
      reply TEXT NOT NULL CHECK (reply <> ''),
      turn INTEGER NOT NULL CHECK (turn >= 0),
      provider TEXT NOT NULL CHECK (provider <> ''),
      api TEXT NOT NULL CHECK (api <> ''),
      model TEXT NOT NULL,
      started_at INTEGER NOT NULL,
      reserved INTEGER CHECK (reserved >= 0),
      outcome TEXT NOT NULL DEFAULT 'open' CHECK (
        outcome = 'open' OR outcome = 'reply' OR outcome = 'unknown' OR outcome = 'transient' OR outcome = 'item'
        OR outcome = 'model' OR outcome = 'refused' OR outcome = 'unavailable'),
      ended_at INTEGER,
      code TEXT CHECK (code <> ''),
      message TEXT,
      status INTEGER,
      request_id TEXT,
      maybe_billed INTEGER CHECK (maybe_billed = 0 OR maybe_billed = 1),
      cost INTEGER CHECK (cost >= 0),
      CHECK ((outcome = 'open') = (ended_at IS NULL)),
      CHECK ((outcome = 'open') = (maybe_billed IS NULL)),
      CHECK ((outcome = 'open' OR outcome = 'reply' OR outcome = 'unknown') = (code IS NULL)),
      CHECK ((code IS NULL) = (message IS NULL)),
      CHECK ((outcome <> 'open' AND outcome <> 'unknown') OR (status IS NULL AND request_id IS NULL)),
      CHECK ((outcome <> 'reply' AND outcome <> 'unknown') OR maybe_billed = 1),
      CHECK (outcome <> 'open' OR cost IS NULL),
      CHECK (maybe_billed IS NOT 0 OR cost IS 0)
    ) STRICT;
    INSERT INTO attempt_new SELECT * FROM attempt;
    DROP TABLE attempt;
    ALTER TABLE attempt_new RENAME TO attempt;
    CREATE INDEX attempt_failed ON attempt(fingerprint) WHERE \(isFailed);
    CREATE INDEX attempt_open ON attempt(run) WHERE outcome = 'open';

    CREATE TABLE reply_new (
      fingerprint BLOB NOT NULL PRIMARY KEY CHECK (length(fingerprint) = 32),
      attempt INTEGER NOT NULL REFERENCES received(attempt),
      finish TEXT NOT NULL CHECK (finish = 'stop' OR finish = 'length' OR finish = 'unstated'),
      input INTEGER CHECK (input >= 0),
      cached_input INTEGER CHECK (cached_input >= 0),
      output INTEGER CHECK (output >= 0),
      reasoning INTEGER CHECK (reasoning >= 0),
      cost INTEGER CHECK (cost >= 0),
      provider TEXT NOT NULL CHECK (provider <> ''),
      api TEXT NOT NULL CHECK (api <> ''),
      model TEXT NOT NULL,
      model_reported TEXT,
      arrived_at INTEGER NOT NULL,
      CHECK ((input IS NULL) = (output IS NULL)),
      CHECK ((input IS NULL) = (cached_input IS NULL)),
      CHECK ((input IS NULL) = (reasoning IS NULL))
    ) STRICT, WITHOUT ROWID;
    INSERT INTO reply_new SELECT * FROM reply;
    DROP TABLE reply;
    ALTER TABLE reply_new RENAME TO reply;

    CREATE TABLE draft_new (
      path TEXT NOT NULL PRIMARY KEY CHECK (path <> ''),
      kind TEXT NOT NULL CHECK (kind = 'item' OR kind = 'successor' OR kind = 'collection'),
      job TEXT NOT NULL CHECK (job <> ''),
      key TEXT,
      sample INTEGER CHECK (sample >= 1),
      intent_old BLOB CHECK (length(intent_old) = 32),
      intent_new BLOB CHECK (length(intent_new) = 32),
      intent_at INTEGER,
      placed_hash BLOB CHECK (length(placed_hash) = 32),
      size INTEGER CHECK (size >= 0),
      inode INTEGER,                         -- its 64 bits
      modified_ns INTEGER,
      changed_ns INTEGER,
      placed_at INTEGER,
      is_accepted INTEGER NOT NULL DEFAULT 0 CHECK (is_accepted = 0 OR is_accepted = 1),
      digest BLOB CHECK (length(digest) = 32),   -- of all that the placed text was made of
      CHECK ((kind = 'collection') = (key IS NULL)),
      CHECK ((key IS NULL) = (sample IS NULL)),
      CHECK (intent_new IS NOT NULL OR placed_hash IS NOT NULL),
      CHECK ((intent_new IS NULL) = (intent_at IS NULL)),
      CHECK (intent_new IS NOT NULL OR intent_old IS NULL),
      CHECK ((placed_hash IS NULL) = (size IS NULL)),
      CHECK ((placed_hash IS NULL) = (inode IS NULL)),
      CHECK ((placed_hash IS NULL) = (modified_ns IS NULL)),
      CHECK ((placed_hash IS NULL) = (changed_ns IS NULL)),
      CHECK ((placed_hash IS NULL) = (placed_at IS NULL))
    ) STRICT, WITHOUT ROWID;
    INSERT INTO draft_new SELECT * FROM draft;
    DROP TABLE draft;
    ALTER TABLE draft_new RENAME TO draft;
    CREATE INDEX draft_job ON draft(job);
    """
}
