import Foundation
import GRDB
import JobModel
import Testing
import Values

@testable import Ledger

private let good = "x'" + String(repeating: "ab", count: 32) + "'"

/// Rows that may not be, whoever writes them.
private let badRows: [String] = [
  // a fingerprint of the wrong length
  "UPDATE attempt SET fingerprint = x'ab'",
  "UPDATE reply SET fingerprint = x'ab'",
  "UPDATE item SET conversation = x'ab'",
  // an end without an outcome, an outcome without an end
  "UPDATE attempt SET ended_at = NULL",
  "UPDATE attempt SET outcome = 'open'",
  "UPDATE attempt SET maybe_billed = NULL",
  // a class of failure that is none, a failure without a reason, a reason without a failure
  "UPDATE attempt SET outcome = 'annoyed'",
  "UPDATE attempt SET outcome = 'item'",
  "UPDATE attempt SET code = 'x', message = 'y'",
  // a reply that cost nothing for sure, money that flows back, money that is no integer
  "UPDATE attempt SET maybe_billed = 0",
  "UPDATE attempt SET cost = -1",
  "UPDATE attempt SET cost = 0.5",
  "UPDATE attempt SET sample = 0",
  // facts about things that are not there
  "UPDATE attempt SET run = 99",
  "UPDATE reply SET attempt = 99",
  "DELETE FROM received",
  "INSERT INTO received (attempt, fingerprint, body) VALUES (99, \(good), x'ab')",
  // a text without its digest, a digest without its text
  "UPDATE received SET digest = NULL",
  "UPDATE received SET text = NULL",
  "UPDATE received SET text = NULL, body = NULL",
  // half of a usage, an unknown finish
  "UPDATE reply SET output = NULL",
  "UPDATE reply SET finish = 'tired'",
  // half of a run's end
  "UPDATE run SET ended_at = 5",
  "UPDATE run SET outcome = 'ended', ended_at = 5, exit = 0",
  "UPDATE run SET stopped = 'budget'",
  // held back by nothing that is known, at no time
  "UPDATE run SET held_by = 'weather', held_at = 1",
  "UPDATE run SET held_by = 'requests'",
  // a limit of nothing, or of nobody
  "INSERT INTO learned_limit (provider, address, model, learned_at) VALUES ('a', '', 'm', 1)",
  "INSERT INTO learned_limit (provider, address, model, requests, learned_at) VALUES ('a', '', 'm', 0, 1)",
  "INSERT INTO learned_limit (provider, address, model, tokens, learned_at) VALUES ('', '', 'm', 5, 1)",
  // a draft without intent and placing, with half of either, owned by nobody
  "INSERT INTO draft (path, kind, job, key, sample) VALUES ('a', 'item', 'j', 'k', 1)",
  "INSERT INTO draft (path, kind, job, key, sample, intent_new) VALUES ('a', 'item', 'j', 'k', 1, \(good))",
  "INSERT INTO draft (path, kind, job, intent_new, intent_at) VALUES ('a', 'item', 'j', \(good), 1)",
  "INSERT INTO draft (path, kind, job, key, sample, placed_hash) VALUES ('a', 'item', 'j', 'k', 1, \(good))",
  // an acceptance without its text, of nothing, of something else than a hash
  "INSERT INTO accepted (path, hash, accepted_at) VALUES ('a', \(good), 1)",
  "INSERT INTO accepted (path, hash, text, accepted_at) VALUES ('', \(good), x'', 1)",
  "INSERT INTO accepted (path, hash, text, accepted_at) VALUES ('a', x'ab', x'', 1)",
  "INSERT INTO accepted (path, hash, text, accepted_at, ours) VALUES ('a', \(good), x'', 1, x'ab')",
]

@Test("the schema refuses rows that may not be", arguments: badRows)
func badRow(sql: String) async throws {
  let scene = try Scene()
  let ledger = try scene.openLedger()
  try await ledger.store("Basil.", number: 1, run: ledger.beginRun())
  try await ledger.record([
    (item("basil"), ItemFact(askedAt: .init(secondsSinceEpoch: 1, precision: .second), conversation: []))
  ])
  let error = await #expect(throws: DatabaseError.self) {
    try await ledger.database.write { db in try db.execute(sql: sql) }
  }
  #expect(error?.resultCode == .SQLITE_CONSTRAINT)
}

@Test("the tables are as they were released: a change of them is a new migration, never an edit of an old one")
func tablesAreAsReleased() throws {
  let scene = try Scene()
  let ledger = try scene.openLedger()
  let tables = try ledger.database.read { db in
    try String.fetchAll(
      db, sql: "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'grdb_%' ORDER BY name")
  }
  let file = try #require(Bundle.module.url(forResource: "Fixtures/tables", withExtension: "sql"))
  #expect(tables.joined(separator: ";\n\n") + ";\n" == (try String(contentsOf: file, encoding: .utf8)))
}
