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
      for item in items { try Self.write(item.fact, of: item.id, db, path) }
    }
  }

  static func write(_ fact: ItemFact, of id: ItemID, _ db: Database, _ path: String) throws {
    var conversation = Data(capacity: 32 * fact.conversationWords.count)
    for piece in fact.conversationWords { conversation.append(contentsOf: piece.bytes) }
    try execute(
      db,
      """
      INSERT INTO item (job, key, sample, asked_at, conversation) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (job, key, sample) DO UPDATE SET asked_at = excluded.asked_at, conversation = excluded.conversation
      """,
      [id.job, try id.column(path), id.sample, fact.askedAt.secondsSinceEpoch, conversation])
  }
}
