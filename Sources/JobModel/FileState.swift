/// What lies at a path under `output/`.
package enum FileState: Hashable, Sendable {
  case missing
  /// A file of no bytes.
  case empty(FileStamp)
  case regular(ContentHash, FileStamp)
  /// A symbolic link, a folder, a device, or a file that may not be read: nothing that galley would have written.
  case other

  /// nil where there is no file.
  package var hash: ContentHash? {
    switch self {
    case .missing, .other: nil
    case .empty: .ofNothing
    case .regular(let hash, _): hash
    }
  }

  package var stamp: FileStamp? {
    switch self {
    case .missing, .other: nil
    case .empty(let stamp), .regular(_, let stamp): stamp
    }
  }
}

extension FileStamp {
  /// Whether the stamp can spare reading the file. One that was taken within a tick of the clock that stamps files cannot: a
  /// change in the same tick would leave no trace. Such a stamp is kept with `changed` 0, which no file has.
  package var isSettled: Bool { changed != 0 }

  /// The same stamp as one that proves nothing.
  package var unsettled: FileStamp { FileStamp(size: size, inode: inode, modified: modified, changed: 0) }
}

extension DraftFact.Placed {
  /// The same placing with the stamp of today, to be put on record; nil where that would spare no reading.
  package func restamped(by state: FileState) -> DraftFact.Placed? {
    guard state.hash == hash, let now = state.stamp, now.isSettled, now != stamp else { return nil }
    return DraftFact.Placed(hash: hash, stamp: now, at: at, digest: digest)
  }

  /// The same placing, now that it is known what its text is made of.
  package func with(digest: Words256) -> DraftFact.Placed {
    DraftFact.Placed(hash: hash, stamp: stamp, at: at, digest: digest)
  }
}

extension ContentHash {
  /// SHA-256 of no bytes (FIPS 180-4).
  package static let ofNothing = ContentHash(bytes: [
    0xE3, 0xB0, 0xC4, 0x42, 0x98, 0xFC, 0x1C, 0x14, 0x9A, 0xFB, 0xF4, 0xC8, 0x99, 0x6F, 0xB9, 0x24,
    0x27, 0xAE, 0x41, 0xE4, 0x64, 0x9B, 0x93, 0x4C, 0xA4, 0x95, 0x99, 0x1B, 0x78, 0x52, 0xB8, 0x55,
  ])
}

extension Presence {
  /// What lies on the disk, seen with what the ledger says of it.
  package init(_ state: FileState, fact: DraftFact?) {
    guard let fact else {
      self = state == .missing ? .absent : .foreign
      return
    }
    let lost: Presence = fact.placed == nil ? .absent : .gone
    switch state {
    case .missing: self = lost
    case .empty where !fact.isOurs(.ofNothing): self = lost
    case .empty: self = .ours
    case .regular(let hash, _): self = fact.isOurs(hash) ? .ours : .edited
    case .other: self = .edited
    }
  }
}

extension DraftFact {
  /// Whether galley placed this content or was about to, or had found it there when it began to: after a crash any of them
  /// may lie on the disk.
  package func isOurs(_ hash: ContentHash) -> Bool {
    hash == placed?.hash || hash == intent?.new || hash == intent?.old
  }
}
