import Foundation
import GRDB
package import JobModel
import Values

extension LedgerReader {
  /// All that judging the items of a job needs, as of one moment.
  package func facts(job: String) async throws(LedgerError) -> JobFacts {
    let path = self.path
    return try await read { db in
      let items = try Self.items(of: job, db)
      return JobFacts(
        items: items, drafts: try Self.drafts(of: job, db, path), replies: try Self.replies(to: items, db))
    }
  }

  /// What is known of one item; nil if it was never asked.
  package func item(_ id: ItemID) async throws(LedgerError) -> ItemFact? {
    try await read { db in
      let sql = "SELECT asked_at, conversation FROM item WHERE job = ? AND key = ? AND sample = ?"
      let row = try Row.fetchOne(db.cachedStatement(sql: sql), arguments: [id.job, id.key, id.sample])
      return try row.map { try ItemFact(askedAt: $0.moment(0), pieces: $0.pieces(1)) }
    }
  }

  /// What was on record of an item before what is now; nil if nothing was.
  package func earlier(_ id: ItemID) async throws(LedgerError) -> ItemFact? {
    try await read { db in
      let sql = """
        SELECT earlier_asked_at, earlier FROM item WHERE job = ? AND key = ? AND sample = ? AND earlier IS NOT NULL
        """
      let row = try Row.fetchOne(db.cachedStatement(sql: sql), arguments: [id.job, id.key, id.sample])
      return try row.map { try ItemFact(askedAt: $0.moment(0), pieces: $0.pieces(1)) }
    }
  }

  /// The items of all jobs that have a key, by job and sample.
  package func items(key: String) async throws(LedgerError) -> [ItemID] {
    try await read { db in
      try Row.fetchAll(db, sql: "SELECT job, sample FROM item WHERE key = ? ORDER BY job, sample", arguments: [key])
        .map { ItemID(job: $0[0], key: key, sample: $0[1]) }
    }
  }

  /// What is known of the file at a path under `output/`; nil if galley never meant to place one there.
  package func draft(path name: String) async throws(LedgerError) -> DraftFact? {
    let path = self.path
    return try await read { db in
      try Row.fetchOne(db.cachedStatement(sql: Self.draftColumns + "path = ?"), arguments: [name])
        .map { try Self.draft($0, path) }
    }
  }

  private static func items(of job: String, _ db: Database) throws -> [ItemKey: ItemFact] {
    let sql = "SELECT key, sample, asked_at, conversation FROM item WHERE job = ?"
    let rows = try Row.fetchCursor(db.cachedStatement(sql: sql), arguments: [job])
    var items: [ItemKey: ItemFact] = [:]
    while let row = try rows.next() {
      items[ItemKey(key: row[0], sample: row[1])] = try ItemFact(askedAt: row.moment(2), pieces: row.pieces(3))
    }
    return items
  }

  /// The replies to the questions of some items.
  private static func replies(to items: [ItemKey: ItemFact], _ db: Database) throws -> [Words256: JobFacts.Reply] {
    if items.isEmpty { return [:] }
    var asked = Set<Words256>(minimumCapacity: items.count)
    for item in items.values { asked.formUnion(item.conversationWords) }
    // All in one go: to look for each would take three times as long. Of several to one question the last one counts.
    let sql = "SELECT fingerprint, attempt, finish = 'length' FROM reply ORDER BY attempt"
    let rows = try Row.fetchCursor(db.cachedStatement(sql: sql))
    var replies = [Words256: JobFacts.Reply](minimumCapacity: asked.count)
    while let row = try rows.next() {
      guard let fingerprint = try row.pieces(0).first, asked.contains(fingerprint) else { continue }
      replies[fingerprint] = JobFacts.Reply(attempt: AttemptID(row[1]), isCut: row[2])
    }
    return replies
  }

  private static let draftColumns = """
    SELECT path, kind, job, key, sample, intent_old, intent_new, intent_at,
      placed_hash, size, inode, modified_ns, changed_ns, placed_at, accepted.hash, accepted_at, ours, draft.digest
    FROM draft LEFT JOIN accepted USING (path) WHERE\u{20}
    """

  private static func drafts(of job: String, _ db: Database, _ path: String) throws -> [Text: DraftFact] {
    let rows = try Row.fetchCursor(db.cachedStatement(sql: draftColumns + "job = ?"), arguments: [job])
    var drafts: [Text: DraftFact] = [:]
    while let row = try rows.next() { drafts[Text(row[0])] = try draft(row, path) }
    return drafts
  }

  private static func draft(_ row: Row, _ path: String) throws -> DraftFact {
    let owner: FileOwner
    switch row[1] as String {
    case "item": owner = .item(ItemID(job: row[2], key: row[3], sample: row[4]))
    case "successor": owner = .successor(ItemID(job: row[2], key: row[3], sample: row[4]))
    case "collection": owner = .collection(job: row[2])
    default: throw LedgerError.newer(path: path)
    }
    let old = try row.hash(5)
    let intent = try row.hash(6).map { DraftFact.Intent(old: old, new: $0, at: row.time(7)) }
    let placed = try row.hash(8).map { hash in
      let stamp = FileStamp(
        size: row[9], inode: UInt64(UInt(bitPattern: row[10] as Int)), modified: row[11], changed: row[12])
      return DraftFact.Placed(hash: hash, stamp: stamp, at: row.time(13), digest: try row.pieces(17).first)
    }
    let accepted = try row.hash(14).map { hash in
      DraftFact.Accepted(hash: hash, at: row.time(15), ours: try row.hash(16))
    }
    return DraftFact(owner: owner, intent: intent, placed: placed, accepted: accepted)
  }
}

extension Row {
  func moment(_ column: Int) -> Moment { Moment(secondsSinceEpoch: self[column], precision: .second) }
}

extension LedgerReader {
  /// What is known of the files at some paths under `output/`, in their order.
  package func drafts(paths names: [String]) async throws(LedgerError) -> [DraftFact?] {
    let path = self.path
    return try await read { db in
      let statement = try db.cachedStatement(sql: Self.draftColumns + "path = ?")
      return try names.map { try Row.fetchOne(statement, arguments: [$0]).map { try Self.draft($0, path) } }
    }
  }

  /// Whether any file was placed, or was about to be, with this content: so says the last that is on record of each path.
  package func knows(_ hash: ContentHash) async throws(LedgerError) -> Bool {
    try await read { db in
      let sql = "SELECT EXISTS (SELECT 1 FROM draft WHERE intent_new = ?1 OR placed_hash = ?1 OR intent_old = ?1)"
      return try Bool.fetchOne(db, sql: sql, arguments: [hash.data]) ?? false
    }
  }

  /// Paths of files that were about to be placed when their run ended: an earlier run died, or could not finish.
  package func unsettledDrafts() async throws(LedgerError) -> [String] {
    try await read { db in try String.fetchAll(db, sql: "SELECT path FROM draft WHERE intent_new IS NOT NULL") }
  }

  /// The text that was accepted for a path; nil where none was.
  ///
  /// - Throws: `LedgerError.damaged` for a text that is not as it was stored: it must not take the place of the file.
  package func acceptedText(path name: String) async throws(LedgerError) -> [UInt8]? {
    let path = self.path
    return try await read { db in
      let statement = try db.cachedStatement(sql: "SELECT text, hash FROM accepted WHERE path = ?")
      guard let row = try Row.fetchOne(statement, arguments: [name]) else { return nil }
      let text: Data = row[0]
      guard AcceptedText.isWhole(text, row[1]) else {
        throw LedgerError.damaged(path: path, detail: "an accepted text is not as it was stored")
      }
      return [UInt8](text)
    }
  }
}
