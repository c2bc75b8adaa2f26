import Drafting
import JobModel
import Ledger
import OrderedCollections
package import Values

/// `galley restore`: what galley wrote is at a draft's path again; what a person wrote lies beside it.
package struct Restoration: Sendable {
  /// What was done.
  package struct Report: Sendable {
    /// With `output/` in front.
    package let path: String
    /// Whether anything had to be done.
    package let changed: Bool
    /// Where the person's text lies now; nil where there was none.
    package let kept: String?
    /// What lies there now is not what galley had placed: job or replies have changed since.
    package let isNewer: Bool

    /// What `restore --json` prints.
    package var json: Value {
      .map([
        "path": .string(path), "changed": .bool(changed), "kept": kept.map { .string($0) } ?? .none,
        "newer": .bool(isNewer),
      ])
    }
  }

  let preparation: Preparation
  let time: RunTime

  package init(_ preparation: Preparation, time: RunTime) {
    self.preparation = preparation
    self.time = time
  }

  /// - Parameter name: a key, or the path of a draft or of a collected file.
  /// - Throws: `RunFailure`; 64 where galley has nothing to put there or what lies there is no file: nothing has changed.
  package func restore(_ name: String) async throws -> Report {
    let found = try await DraftSubject.find(name, in: preparation, now: time.moment)
    // What cannot be restored is told without waiting for anybody.
    _ = try source(for: found)
    return try await HeldStage.during(found.view.stage, time: time) { held in
      let subject = try await found.again(in: held.view, preparation: preparation, now: time.moment)
      guard let file = try source(for: subject) else { return .unchanged(subject) }
      if subject.fact?.accepted != nil {
        // Where its file was deleted it lies in the state alone, which gives it up here.
        if [nil, .ofNothing].contains(subject.state.hash), let theirs = subject.item?.wanted {
          let draft = Draft(path: subject.path, owner: subject.owner, file: theirs)
          try check(try await held.placer.place(draft), of: subject, kept: nil)
        }
        // From here on the accepted text is a person's file, which nothing overwrites, wherever this ends.
        try await held.ledger.endAcceptance(path: subject.path.text)
      }
      if let item = subject.item, let conversation = item.conversation {
        let fact = ItemFact(askedAt: item.asked, conversation: conversation)
        try await held.ledger.record([(item.item.id, fact)])
      }
      let (kept, result) = try await held.placer.restore(
        Draft(path: subject.path, owner: subject.owner, file: file))
      try check(result, of: subject, kept: kept)
      return Report(
        path: subject.shown, changed: true, kept: kept.map(subject.shown),
        isNewer: subject.fact?.ours.map { $0 != file.hash } ?? false)
    }
  }

  /// Refuses to go on where a text did not get its path.
  private func check(_ result: PlacementResult, of subject: DraftSubject, kept: DraftPath?) throws {
    switch result {
    case .placed, .alreadyRight: break
    case .failed(let error): throw error
    case .edited:
      throw RunFailure.usage(
        "\(subject.shown) was written to at this moment and was left alone"
          + (kept.map { "; what lay there before is \(subject.shown($0))" } ?? ""))
    }
  }

  /// What is to be put at the path; nil where all is as galley wrote it.
  private func source(for subject: DraftSubject) throws(RunFailure) -> DraftFile? {
    if subject.state == .other { throw .noRegularFile(subject.shown) }
    if let refusal = subject.refusalOfOthers { throw refusal }
    if subject.isAsPlaced, subject.fact?.accepted == nil { return nil }
    if let made = subject.made { return made }
    let reason = subject.fault ?? "the state has no reply for it"
    throw .usage("galley has nothing to put at \(subject.shown): \(reason)")
  }
}

extension Restoration.Report {
  fileprivate static func unchanged(_ subject: DraftSubject) -> Self {
    Self(path: subject.shown, changed: false, kept: nil, isNewer: false)
  }
}
