import Drafting
import JobModel
import Ledger
import OrderedCollections
package import Values

/// `galley accept`: what lies at a draft's path is the draft from now on.
package struct Acceptance: Sendable {
  /// What was done.
  package struct Report: Sendable {
    /// With `output/` in front.
    package let path: String
    /// A newer version of galley's own beside it that nobody has changed: it is not needed any more.
    package let newVersion: String?

    /// What `accept --json` prints.
    package var json: Value {
      .map([
        "path": .string(path), "state": .string(ItemState.done.rawValue),
        "new_version": newVersion.map { .string($0) } ?? .none,
      ])
    }
  }

  /// The most bytes that a draft can have; those that a model writes have some ten thousand.
  static let largest = 32 << 20

  let preparation: Preparation
  let time: RunTime

  package init(_ preparation: Preparation, time: RunTime) {
    self.preparation = preparation
    self.time = time
  }

  /// - Parameter name: a key, or a draft's path.
  /// - Throws: `RunFailure`, and nothing has changed: 64 where there is nothing that can be accepted.
  package func accept(_ name: String) async throws -> Report {
    let found = try await DraftSubject.find(name, in: preparation, now: time.moment)
    // Before anything is made: a mistaken name leaves no state behind.
    try check(found)
    return try await HeldStage.during(found.view.stage, time: time) { held in
      let subject = try await found.again(in: held.view, preparation: preparation, now: time.moment)
      let item = try check(subject)
      let (state, bytes) = try held.disk.contents(at: subject.path, limit: Self.largest)
      guard let hash = state.hash, let stamp = state.stamp else { throw RunFailure.noFile(subject.shown) }
      let id = item.item.id
      // Its path may be made of `today`: that stays the moment at which it was accepted.
      let fact = ItemFact(askedAt: item.asked, conversation: item.conversation ?? item.walk.fingerprints)
      if try await held.ledger.reader.item(id) == nil { try await held.ledger.record([(id, fact)]) }
      try await held.ledger.accept(
        AcceptedDraft(
          path: subject.path.text, item: id, text: bytes,
          placed: DraftFact.Placed(hash: hash, stamp: stamp, at: time.wall())))
      return Report(path: subject.shown, newVersion: try await newVersion(beside: subject, held))
    }
  }

  @discardableResult
  private func check(_ subject: DraftSubject) throws(RunFailure) -> InspectedItem {
    guard let item = subject.item else {
      throw .usage(
        "\(subject.shown) is a collected file, made anew of all items: it cannot be accepted. galley leaves your text alone; "
          + "give 'collect.path' another name to have both")
    }
    if let refusal = subject.refusalOfOthers { throw refusal }
    switch subject.state {
    case .missing: throw .noFile(subject.shown)
    case .other: throw .noRegularFile(subject.shown)
    case .empty, .regular: return item
    }
  }

  private func newVersion(beside subject: DraftSubject, _ held: HeldStage) async throws -> String? {
    let path = subject.path.successor
    guard let placed = try await held.ledger.reader.draft(path: path.text)?.placed,
      try held.disk.look(at: path, recorded: placed).hash == placed.hash
    else { return nil }
    return subject.shown(path)
  }
}

extension RunFailure {
  static func noFile(_ path: String) -> RunFailure { .usage("there is no file at \(path)") }

  static func noRegularFile(_ path: String) -> RunFailure {
    .usage("\(path) is a symbolic link, a folder, or may not be read: it was left alone; put a file there")
  }
}
