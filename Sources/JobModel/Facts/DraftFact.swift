/// Whose a file under `output/` is.
package enum FileOwner: Hashable, Sendable {
  case item(ItemID)
  /// The new version beside a draft that a person changed: `NAME.new.md`.
  case successor(ItemID)
  /// The file that `collect` makes of a whole job.
  case collection(job: String)

  package var job: String {
    switch self {
    case .item(let id), .successor(let id): id.job
    case .collection(let job): job
    }
  }
}

/// What is known of one file that galley placed or was about to place.
package struct DraftFact: Hashable, Sendable {
  package let owner: FileOwner
  /// There from before the file is replaced until its placing is recorded: what a crash in between left is told by it.
  package let intent: Intent?
  /// nil until the file was placed for the first time, or accepted.
  package let placed: Placed?
  /// A person's text that was taken for the draft; `placed` has its hash, too.
  package let accepted: Accepted?

  package init(owner: FileOwner, intent: Intent?, placed: Placed?, accepted: Accepted? = nil) {
    self.owner = owner
    self.intent = intent
    self.placed = placed
    self.accepted = accepted
  }

  /// What galley itself placed there last; nil where it never did, or that is not known.
  package var ours: ContentHash? { if let accepted { accepted.ours } else { placed?.hash } }

  /// A file was meant to go from one content to another.
  package struct Intent: Hashable, Sendable {
    /// nil where no file was expected.
    package let old: ContentHash?
    package let new: ContentHash
    package let at: WallTime

    package init(old: ContentHash?, new: ContentHash, at: WallTime) {
      self.old = old
      self.new = new
      self.at = at
    }
  }

  /// A text that `galley accept` took as the truth, until `galley restore`.
  package struct Accepted: Hashable, Sendable {
    package let hash: ContentHash
    package let at: WallTime
    /// What galley had placed there before; nil where it had not.
    package let ours: ContentHash?

    package init(hash: ContentHash, at: WallTime, ours: ContentHash?) {
      self.hash = hash
      self.at = at
      self.ours = ours
    }
  }

  /// A file's last placing by galley.
  package struct Placed: Hashable, Sendable {
    package let hash: ContentHash
    package let stamp: FileStamp
    package let at: WallTime
    /// Of all that the text was made of; nil where that is not known, or a person wrote it.
    package let digest: Words256?

    package init(hash: ContentHash, stamp: FileStamp, at: WallTime, digest: Words256? = nil) {
      self.hash = hash
      self.stamp = stamp
      self.at = at
      self.digest = digest
    }
  }
}

/// What `stat` says of a file: equal stamps, and older than the clock's tick, spare reading it again.
package struct FileStamp: Hashable, Sendable {
  /// Bytes.
  package let size: Int
  package let inode: UInt64
  /// Nanoseconds since 1970 of the last change of its content.
  package let modified: Int
  /// Nanoseconds since 1970 of the last change of its inode.
  package let changed: Int

  package init(size: Int, inode: UInt64, modified: Int, changed: Int) {
    self.size = size
    self.inode = inode
    self.modified = modified
    self.changed = changed
  }
}
