CREATE TABLE accepted (
  path TEXT NOT NULL PRIMARY KEY CHECK (path <> ''),
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  text BLOB NOT NULL,                    -- the whole file
  accepted_at INTEGER NOT NULL,
  ours BLOB CHECK (length(ours) = 32)    -- what galley had placed there; NULL where it had not
) STRICT, WITHOUT ROWID;

CREATE TABLE "attempt" (
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

CREATE INDEX attempt_failed ON attempt(fingerprint) WHERE outcome <> 'open' AND outcome <> 'reply';

CREATE INDEX attempt_open ON attempt(run) WHERE outcome = 'open';

CREATE TABLE "draft" (
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

CREATE INDEX draft_job ON draft(job);

CREATE TABLE item (
  job TEXT NOT NULL CHECK (job <> ''),
  key TEXT NOT NULL,
  sample INTEGER NOT NULL CHECK (sample >= 1),
  asked_at INTEGER NOT NULL,
  conversation BLOB NOT NULL CHECK (length(conversation) % 32 = 0), earlier_asked_at INTEGER, earlier BLOB CHECK (length(earlier) % 32 = 0),
  PRIMARY KEY (job, key, sample)
) STRICT, WITHOUT ROWID;

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

CREATE TABLE "received" (
  attempt INTEGER PRIMARY KEY REFERENCES attempt(id),
  fingerprint BLOB NOT NULL CHECK (length(fingerprint) = 32),  -- as in attempt
  digest BLOB CHECK (length(digest) = 32),                     -- SHA-256 of the fingerprint and the text
  text BLOB,                             -- the reply's, in UTF-8 (GRDB cuts TEXT at U+0000); NULL where none came
  body BLOB CHECK (length(body) > 0),    -- of the response, as it arrived; NULL where it was empty or was dropped
  CHECK (text IS NOT NULL OR body IS NOT NULL),
  CHECK ((text IS NULL) = (digest IS NULL))
) STRICT;

CREATE TABLE "reply" (
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

CREATE TABLE run (
  id INTEGER PRIMARY KEY,
  jobs TEXT NOT NULL,                    -- names, with commas between
  pid INTEGER NOT NULL,
  started_at INTEGER NOT NULL,
  outcome TEXT NOT NULL DEFAULT 'open' CHECK (outcome IN ('open', 'died', 'ended')),
  ended_at INTEGER,
  exit INTEGER,
  stopped TEXT CHECK (stopped IN ('budget', 'deadline', 'limit', 'signal', 'provider', 'disk', 'lock')),
  summary TEXT CHECK (summary <> ''), held_by TEXT
  CHECK (held_by IN ('concurrency', 'requests', 'tokens', 'budget', 'provider')), held_at INTEGER CHECK (held_by IS NULL OR held_at IS NOT NULL),      -- JSON
  CHECK ((outcome = 'ended') = (ended_at IS NOT NULL)),
  CHECK ((outcome = 'ended') = (exit IS NOT NULL)),
  CHECK ((outcome = 'ended') = (summary IS NOT NULL)),
  CHECK (outcome = 'ended' OR stopped IS NULL)
) STRICT;
