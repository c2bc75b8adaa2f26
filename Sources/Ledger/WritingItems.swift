import Foundation
import GRDB
package import JobModel
import Values

extension Ledger {
  /// Puts on record what items were asked and when: for those whose replies are all known already, or that are asked
  /// anew. (`reserve` records the item that it is for.) What is given takes the place of what was on record.
  package func record(_ items: [(id: ItemID, fact: ItemFact)]) async throws(LedgerError) {
    let path = self.path
    try await writer.commit(.fresh) { db in
      for item in items { try Self.write(item.fact, of: item.id, db, questions, path) }
    }
  }

  static func write(
    _ fact: ItemFact, of id: ItemID, _ db: Database, _ questions: QuestionIndex, _ path: String
  ) throws {
    var conversation = Data(capacity: 32 * fact.conversationWords.count)
    for piece in fact.conversationWords { conversation.append(contentsOf: piece.bytes) }
    let (key, askedAt) = (try id.column(path), fact.askedAt.secondsSinceEpoch)
    try execute(
      db,
      """
      INSERT INTO item (job, key, sample, asked_at, conversation) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (job, key, sample) DO NOTHING
      """,
      id.job, key, id.sample, askedAt, conversation)
    if db.changesCount == 1 { return }
    try keepEarlier(than: conversation, of: id, key, db, questions)
    try execute(
      db, "UPDATE item SET asked_at = ?, conversation = ? WHERE job = ? AND key = ? AND sample = ?",
      askedAt, conversation, id.job, key, id.sample)
  }

  /// Keeps a conversation that is answered when another one takes its place: until that is answered too, the draft is made
  /// of the one before.
  private static func keepEarlier(
    than next: Data, of id: ItemID, _ key: String, _ db: Database, _ questions: QuestionIndex
  ) throws {
    let recorded = "SELECT conversation FROM item WHERE job = ? AND key = ? AND sample = ?"
    guard let row = try Row.fetchOne(statement(db, recorded, id.job, key, id.sample)) else { return }
    let last: Data = row[0]
    if last.isEmpty || next.starts(with: last) { return }
    for piece in try row.pieces(0) where try questions.reply(to: Fingerprint(piece), db) == nil { return }
    let keep = """
      UPDATE item SET earlier = conversation, earlier_asked_at = asked_at WHERE job = ? AND key = ? AND sample = ?
      """
    try execute(db, keep, id.job, key, id.sample)
  }
}
