import Foundation
import GRDB
package import JobModel

/// A file that is about to be placed.
package struct DraftIntent: Sendable {
  /// Under `output/`.
  package let path: String
  package let owner: FileOwner
  package let intent: DraftFact.Intent

  package init(path: String, owner: FileOwner, intent: DraftFact.Intent) {
    self.path = path
    self.owner = owner
    self.intent = intent
  }
}

/// A file that has been placed and synced, its folder too.
package struct PlacedDraft: Sendable {
  /// Under `output/`.
  package let path: String
  package let placed: DraftFact.Placed

  package init(path: String, placed: DraftFact.Placed) {
    self.path = path
    self.placed = placed
  }
}

extension Ledger {
  /// Puts on record that files are about to be placed: before the first of them is touched. A path that had another
  /// owner goes over to the new one.
  package func intend(_ drafts: [DraftIntent]) async throws(LedgerError) {
    let path = self.path
    try await writer.commit(.fresh) { db in
      for draft in drafts {
        let (kind, job, item) = draft.owner.columns
        try execute(
          db,
          """
          INSERT INTO draft (path, kind, job, key, sample, intent_old, intent_new, intent_at)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?)
          ON CONFLICT (path) DO UPDATE SET kind = excluded.kind, job = excluded.job, key = excluded.key,
            sample = excluded.sample, intent_old = excluded.intent_old, intent_new = excluded.intent_new,
            intent_at = excluded.intent_at
          """,
          draft.path, kind, job, try item?.column(path), item?.sample, draft.intent.old, draft.intent.new,
          draft.intent.at.milliseconds)
      }
    }
  }

  /// Puts on record that files lie at their paths, durably: ends their intents. Also for a file that was placed
  /// before, has the same bytes and only another stamp. Refused for content that was never meant to be there.
  package func placed(_ drafts: [PlacedDraft]) async throws(LedgerError) {
    let path = self.path
    try await writer.commit(.owed) { db in
      for draft in drafts {
        let (hash, stamp) = (draft.placed.hash, draft.placed.stamp)
        try executeOnce(
          db,
          """
          UPDATE draft SET placed_hash = ?, size = ?, inode = ?, modified_ns = ?, changed_ns = ?, placed_at = ?,
            digest = ?, intent_old = NULL, intent_new = NULL, intent_at = NULL
          WHERE path = ? AND (intent_new = ? OR (intent_new IS NULL AND placed_hash = ?))
          """,
          hash, stamp.size, Int(bitPattern: UInt(stamp.inode)), stamp.modified, stamp.changed,
          draft.placed.at.milliseconds, draft.placed.digest?.data, draft.path, hash, hash,
          otherwise: "\(draft.path) was placed without intent", path: path)
      }
    }
  }
}

extension FileOwner {
  var columns: (kind: String, job: String, item: ItemID?) {
    switch self {
    case .item(let id): ("item", id.job, id)
    case .successor(let id): ("successor", id.job, id)
    case .collection(let job): ("collection", job, nil)
    }
  }
}
