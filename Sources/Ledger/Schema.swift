import GRDB

/// The tables, as numbered migrations. A migration that was released is never edited: what changes is a new one.
enum Schema {
  /// "GALY" in ASCII, in the header of the database: tells a state from any other SQLite file.
  static let applicationID = 0x4741_4C59

  /// The migration from which on each text proves that it is whole.
  static let digestMigration = "0003 digests"

  static let migrator: DatabaseMigrator = {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("0001 facts") { db in
      try db.execute(sql: "PRAGMA application_id = \(applicationID)")
      try db.execute(sql: facts)
    }
    migrator.registerMigration("0002 accepted") { db in try db.execute(sql: accepted) }
    migrator.registerMigration(digestMigration) { db in
      db.add(function: ReplyDigest.function)
      defer { db.remove(function: ReplyDigest.function) }
      try db.execute(sql: digests)
    }
    migrator.registerMigration("0004 earlier") { db in try db.execute(sql: earlier) }
    migrator.registerMigration("0005 limits") { db in try db.execute(sql: limits) }
    migrator.registerMigration("0006 digests of items") { db in try db.execute(sql: itemDigests) }
    migrator.registerMigration("0007 comparisons") { db in try db.execute(sql: comparisons) }
    migrator.registerMigration("0008 replies in their order") { db in try db.execute(sql: replies) }
    return migrator
  }()

  /// Times are milliseconds since 1970 (UTC), of `item.asked_at` seconds, of `draft.*_ns` nanoseconds; money is
  /// pico-dollars; NULL money is an unknown price.
  ///
  /// Large things lie in `received` and small ones beside it: what is looked up for every item of a job (`reply`,
  /// `attempt`) stays in a few pages. `received` is only ever added to, so a reply that was asked for again keeps its
  /// older texts.
  private static let facts = """
    CREATE TABLE run (
      id INTEGER PRIMARY KEY,
      jobs TEXT NOT NULL,                    -- names, with commas between
      pid INTEGER NOT NULL,
      started_at INTEGER NOT NULL,
      outcome TEXT NOT NULL DEFAULT 'open' CHECK (outcome IN ('open', 'died', 'ended')),
      ended_at INTEGER,
      exit INTEGER,
      stopped TEXT CHECK (stopped IN ('budget', 'deadline', 'limit', 'signal', 'provider', 'disk', 'lock')),
      summary TEXT CHECK (summary <> ''),      -- JSON
      CHECK ((outcome = 'ended') = (ended_at IS NOT NULL)),
      CHECK ((outcome = 'ended') = (exit IS NOT NULL)),
      CHECK ((outcome = 'ended') = (summary IS NOT NULL)),
      CHECK (outcome = 'ended' OR stopped IS NULL)
    ) STRICT;

    CREATE TABLE attempt (
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
      outcome TEXT NOT NULL DEFAULT 'open' CHECK (outcome IN
        ('open', 'reply', 'unknown', 'transient', 'item', 'model', 'refused', 'unavailable')),
      ended_at INTEGER,
      code TEXT CHECK (code <> ''),
      message TEXT,
      status INTEGER,
      request_id TEXT,
      maybe_billed INTEGER CHECK (maybe_billed IN (0, 1)),
      cost INTEGER CHECK (cost >= 0),
      CHECK ((outcome = 'open') = (ended_at IS NULL)),
      CHECK ((outcome = 'open') = (maybe_billed IS NULL)),
      CHECK ((outcome IN ('open', 'reply', 'unknown')) = (code IS NULL)),
      CHECK ((code IS NULL) = (message IS NULL)),
      CHECK (outcome NOT IN ('open', 'unknown') OR (status IS NULL AND request_id IS NULL)),
      CHECK (outcome NOT IN ('reply', 'unknown') OR maybe_billed = 1),
      CHECK (outcome <> 'open' OR cost IS NULL),
      CHECK (maybe_billed IS NOT 0 OR cost IS 0)
    ) STRICT;
    CREATE INDEX attempt_fingerprint ON attempt(fingerprint);
    CREATE INDEX attempt_open ON attempt(run) WHERE outcome = 'open';

    CREATE TABLE received (
      attempt INTEGER PRIMARY KEY REFERENCES attempt(id),
      text BLOB,                             -- the reply's, in UTF-8 (GRDB cuts TEXT at U+0000); NULL where none came
      body BLOB CHECK (length(body) > 0),    -- of the response, as it arrived; NULL where it was empty
      CHECK (text IS NOT NULL OR body IS NOT NULL)
    ) STRICT;

    CREATE TABLE reply (
      fingerprint BLOB NOT NULL PRIMARY KEY CHECK (length(fingerprint) = 32),
      attempt INTEGER NOT NULL REFERENCES received(attempt),
      finish TEXT NOT NULL CHECK (finish IN ('stop', 'length', 'unstated')),
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

    CREATE TABLE item (
      job TEXT NOT NULL CHECK (job <> ''),
      key TEXT NOT NULL,
      sample INTEGER NOT NULL CHECK (sample >= 1),
      asked_at INTEGER NOT NULL,
      conversation BLOB NOT NULL CHECK (length(conversation) % 32 = 0),
      PRIMARY KEY (job, key, sample)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE draft (
      path TEXT NOT NULL PRIMARY KEY CHECK (path <> ''),
      kind TEXT NOT NULL CHECK (kind IN ('item', 'successor', 'collection')),
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
    CREATE INDEX draft_job ON draft(job);
    """

  /// Texts of people that stand for drafts. The path's row in `draft` says whose it is and has the same hash as `placed_hash`.
  ///
  /// No reference to `draft`: a person's text is worth keeping also where that row is lost. That row says for itself that it
  /// is about such a text: where the text is lost, its hash must not be taken for that of a file which galley may replace.
  private static let accepted = """
    CREATE TABLE accepted (
      path TEXT NOT NULL PRIMARY KEY CHECK (path <> ''),
      hash BLOB NOT NULL CHECK (length(hash) = 32),
      text BLOB NOT NULL,                    -- the whole file
      accepted_at INTEGER NOT NULL,
      ours BLOB CHECK (length(ours) = 32)    -- what galley had placed there; NULL where it had not
    ) STRICT, WITHOUT ROWID;
    ALTER TABLE draft ADD COLUMN is_accepted INTEGER NOT NULL DEFAULT 0 CHECK (is_accepted IN (0, 1));
    """

  /// What a draft is made of, while what is to follow it is asked for: that may fail.
  private static let earlier = """
    ALTER TABLE item ADD COLUMN earlier_asked_at INTEGER;
    ALTER TABLE item ADD COLUMN earlier BLOB CHECK (length(earlier) % 32 = 0);
    """

  /// What providers let through, as earlier runs have learned it, and what holds a run back while it goes on.
  private static let limits = """
    CREATE TABLE learned_limit (
      provider TEXT NOT NULL CHECK (provider <> ''),
      address TEXT NOT NULL,                 -- its base address
      model TEXT NOT NULL,
      requests INTEGER CHECK (requests > 0),  -- a minute; NULL where nothing is known
      tokens INTEGER CHECK (tokens > 0),      -- a minute; NULL where nothing is known
      learned_at INTEGER NOT NULL,
      PRIMARY KEY (provider, address, model),
      CHECK (requests IS NOT NULL OR tokens IS NOT NULL)
    ) STRICT, WITHOUT ROWID;
    ALTER TABLE run ADD COLUMN held_by TEXT
      CHECK (held_by IN ('concurrency', 'requests', 'tokens', 'budget', 'provider'));
    ALTER TABLE run ADD COLUMN held_at INTEGER CHECK (held_by IS NULL OR held_at IS NOT NULL);
    """

  /// Of all that the placed text was made of: while that is the same, it need not be made again to be compared. NULL where
  /// it is not known, and for what a person wrote.
  private static let itemDigests = """
    ALTER TABLE draft ADD COLUMN digest BLOB CHECK (length(digest) = 32);
    """

  /// Replies lie in the order in which they were asked for, one behind the other; of several to one question the last counts.
  /// `QuestionIndex` says why there is no index of their fingerprints.
  private static let replies = """
    CREATE TABLE reply_new (
      attempt INTEGER PRIMARY KEY REFERENCES received(attempt),
      fingerprint BLOB NOT NULL CHECK (length(fingerprint) = 32),
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
    ) STRICT;
    INSERT INTO reply_new SELECT attempt, fingerprint, finish, input, cached_input, output, reasoning, cost, provider, api,
      model, model_reported, arrived_at FROM reply ORDER BY attempt;
    DROP TABLE reply;
    ALTER TABLE reply_new RENAME TO reply;
    """

  /// SQLite keeps no checksums: bytes that a disk lost or mixed up would be read as if a model had written them. So each
  /// text says which question it answers and proves that it is whole, even where nothing else can be read any more. Both
  /// stand before the text, so that they are on its first page.
  private static let digests = """
    CREATE TABLE received_new (
      attempt INTEGER PRIMARY KEY REFERENCES attempt(id),
      fingerprint BLOB NOT NULL CHECK (length(fingerprint) = 32),  -- as in attempt
      digest BLOB CHECK (length(digest) = 32),                     -- SHA-256 of the fingerprint and the text
      text BLOB,                             -- the reply's, in UTF-8 (GRDB cuts TEXT at U+0000); NULL where none came
      body BLOB CHECK (length(body) > 0),    -- of the response, as it arrived; NULL where it was empty or was dropped
      CHECK (text IS NOT NULL OR body IS NOT NULL),
      CHECK ((text IS NULL) = (digest IS NULL))
    ) STRICT;
    INSERT INTO received_new (attempt, fingerprint, digest, text, body)
      SELECT attempt, fingerprint, \(ReplyDigest.name)(fingerprint, text), text, body
      FROM received JOIN attempt ON attempt.id = received.attempt;
    DROP TABLE received;
    ALTER TABLE received_new RENAME TO received;
    """
}
