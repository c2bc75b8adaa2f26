import Foundation
import GRDB
package import JobModel

/// A person's text that stands for a draft from now on.
package struct AcceptedDraft: Sendable {
  /// Under `output/`.
  package let path: String
  package let item: ItemID
  /// The whole file.
  package let text: [UInt8]
  /// The file as it lies there: its hash is that of `text`.
  package let placed: DraftFact.Placed

  package init(path: String, item: ItemID, text: [UInt8], placed: DraftFact.Placed) {
    self.path = path
    self.item = item
    self.text = text
    self.placed = placed
  }
}

extension Ledger {
  /// Puts on record that the text at a path is the draft, whoever wrote it, and keeps the text. From then on the file counts
  /// as placed with it. An earlier acceptance of the path is replaced.
  package func accept(_ draft: AcceptedDraft) async throws(LedgerError) {
    let path = self.path
    try await writer.commit(.fresh) { db in
      let (hash, stamp, at) = (draft.placed.hash, draft.placed.stamp, draft.placed.at.milliseconds)
      // `ours` stays what galley had placed, through any number of acceptances.
      try execute(
        db,
        """
        INSERT INTO accepted (path, hash, text, accepted_at, ours)
        VALUES (?1, ?2, ?3, ?4, (SELECT placed_hash FROM draft WHERE path = ?1))
        ON CONFLICT (path) DO UPDATE SET hash = excluded.hash, text = excluded.text, accepted_at = excluded.accepted_at
        """, draft.path, hash, Data(draft.text), at)
      try execute(
        db,
        """
        INSERT INTO draft
          (path, kind, job, key, sample, placed_hash, size, inode, modified_ns, changed_ns, placed_at, is_accepted)
        VALUES (?, 'item', ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)
        ON CONFLICT (path) DO UPDATE SET kind = excluded.kind, job = excluded.job, key = excluded.key,
          sample = excluded.sample, placed_hash = excluded.placed_hash, size = excluded.size, inode = excluded.inode,
          modified_ns = excluded.modified_ns, changed_ns = excluded.changed_ns, placed_at = excluded.placed_at,
          is_accepted = 1, digest = NULL, intent_old = NULL, intent_new = NULL, intent_at = NULL
        """,
        draft.path, draft.item.job, try draft.item.column(path), draft.item.sample, hash, stamp.size,
        Int(bitPattern: UInt(stamp.inode)), stamp.modified, stamp.changed, at)
    }
  }

  /// Ends an acceptance: the path counts again as what galley placed there, or as never placed. So the accepted text, if it
  /// lies there, is a person's file, and nothing overwrites it. Without an acceptance nothing changes.
  package func endAcceptance(path name: String) async throws(LedgerError) {
    try await writer.commit(.fresh) { db in
      // The stamp was the accepted file's: as one that proves nothing (`FileStamp.isSettled`), the next look reads the file.
      try execute(
        db,
        """
        UPDATE draft SET placed_hash = accepted.ours, changed_ns = 0, is_accepted = 0,
          intent_old = NULL, intent_new = NULL, intent_at = NULL
        FROM accepted WHERE draft.path = ?1 AND accepted.path = ?1 AND accepted.ours IS NOT NULL
        """, name)
      try execute(
        db, "DELETE FROM draft WHERE path IN (SELECT path FROM accepted WHERE path = ? AND ours IS NULL)", name)
      try execute(db, "DELETE FROM accepted WHERE path = ?", name)
    }
  }
}
