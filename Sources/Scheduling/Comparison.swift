import Drafting
package import JobModel
import OrderedCollections
package import Values

/// `galley diff`: a draft as galley wrote it, as it lies there, and as galley would write it now.
package struct Comparison: Sendable {
  /// A text and what it is, for the head of a diff.
  package struct Version: Sendable {
    package let label: String
    package let text: String
    let hash: ContentHash
  }

  /// With `output/` in front.
  package let path: String
  package let state: ItemState
  /// What galley wrote. Where that is not known any more (the job has changed), what it makes of the same replies today.
  package let ours: Version?
  /// What lies at the path, where galley did not write it.
  package let theirs: Version?
  /// A version of galley's that is newer than `ours`.
  package let new: Version?

  /// What is to be shown: what a person changed, and what the newer version would change.
  package var pairs: [(old: Version, new: Version)] {
    var pairs: [(old: Version, new: Version)] = []
    if let ours, let theirs { pairs.append((ours, theirs)) }
    if let new, let current = theirs ?? ours { pairs.append((current, new)) }
    return pairs.filter { $0.old.hash != $0.new.hash }
  }

  /// Whether a text differs from another by its line ends alone: as after a checkout with git's `core.autocrlf`.
  package static func differInLineEnds(_ a: Version, _ b: Version) -> Bool {
    func plain(_ text: String) -> [UInt8] { text.utf8.filter { $0 != UInt8(ascii: "\r") } }
    return plain(a.text) == plain(b.text)
  }

  /// What `diff --json` prints.
  package var json: Value {
    .map([
      "path": .string(path), "state": .string(state.rawValue), "ours": ours.map { .string($0.text) } ?? .none,
      "theirs": theirs.map { .string($0.text) } ?? .none, "new": new.map { .string($0.text) } ?? .none,
    ])
  }

  /// Looks at the draft that a name means: takes no lock, writes nothing.
  ///
  /// - Parameter name: a key, or the path of a draft or of a collected file.
  /// - Throws: `RunFailure`.
  package static func of(_ name: String, in preparation: Preparation, now: Moment) async throws -> Comparison {
    do {
      return try versions(of: try await DraftSubject.find(name, in: preparation, now: now))
    } catch let error as PlacementError {
      throw RunFailure(ofStage: error)
    }
  }

  private static func versions(of subject: DraftSubject) throws -> Comparison {
    if subject.state == .other { throw RunFailure.noRegularFile(subject.shown) }
    let isAccepted = subject.fact?.accepted?.hash == subject.state.hash && subject.state.hash != nil
    let onDisk = try version(at: subject.path, of: subject, label: isAccepted ? "accepted" : "on the disk")
    let beside = try version(at: subject.path.successor, of: subject, label: "the newer version")
    let made = subject.made.map { file in
      let isAsPlaced = file.hash == subject.fact?.ours
      return Version(
        label: "\(subject.shown) (galley\(isAsPlaced ? "" : ", as of today"))", text: text(file.bytes), hash: file.hash)
    }
    // As long as the file is galley's own it says best what galley wrote.
    let isOurs = subject.isAsPlaced
    let ours = isOurs ? onDisk : made
    let newest = beside ?? (isOurs ? made : nil)
    return Comparison(
      path: subject.shown, state: subject.itemState, ours: ours, theirs: isOurs ? nil : onDisk,
      new: newest.flatMap { $0.hash == ours?.hash ? nil : $0 })
  }

  /// nil where no file lies there.
  private static func version(at path: DraftPath, of subject: DraftSubject, label: String) throws -> Version? {
    guard let (state, bytes) = try subject.view.disk?.contents(at: path, limit: Acceptance.largest),
      let hash = state.hash
    else { return nil }
    return Version(label: "\(subject.shown(path)) (\(label))", text: text(bytes), hash: hash)
  }

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
