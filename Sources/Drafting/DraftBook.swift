package import JobModel

/// What placing a file needs of the state: the facts about paths, and their being put on record in time.
package protocol DraftBook: Sendable {
  /// What is known of each path; nil where galley never wrote it.
  func facts(of paths: [DraftPath]) async throws -> [DraftFact?]

  /// Whether any file was ever placed, or meant to be, with this content.
  func knows(_ hash: ContentHash) async throws -> Bool

  /// Commits what is about to be placed. Nothing is written to any of these paths before this returns.
  func intend(_ placings: [IntendedPlacing]) async throws

  /// Commits what lies at its path, on the disk. The intents of these paths are settled by it.
  func record(_ placings: [FinishedPlacing]) async throws
}

/// A file that is about to go from one content to another.
package struct IntendedPlacing: Hashable, Sendable {
  package let path: DraftPath
  package let owner: FileOwner
  /// nil where no file is expected.
  package let old: ContentHash?
  package let new: ContentHash
}

/// A file that lies at its path with this content.
package struct FinishedPlacing: Hashable, Sendable {
  package let path: DraftPath
  package let owner: FileOwner
  package let hash: ContentHash
  /// Not always settled: kept as it is, it makes the next look read the file once.
  package let stamp: FileStamp
  /// Of all that it was made of; nil where nobody said.
  package let digest: Words256?

  package init(path: DraftPath, owner: FileOwner, hash: ContentHash, stamp: FileStamp, digest: Words256? = nil) {
    self.path = path
    self.owner = owner
    self.hash = hash
    self.stamp = stamp
    self.digest = digest
  }
}
