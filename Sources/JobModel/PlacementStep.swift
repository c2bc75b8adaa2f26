/// What has to be done so that a path holds what it should.
package enum PlacementStep: Hashable, Sendable {
  /// Nothing lies there.
  case create
  /// An earlier version of ours lies there, or an empty file that a crash left.
  case replace(ContentHash)
  case alreadyRight
  /// The right file lies there, but a crash came before that was recorded.
  case markPlaced
  /// A person's file lies there: left alone. `newVersion`: there is something to put beside it that it does not know.
  case personsFile(newVersion: Bool)

  /// - Parameters:
  ///   - wanted: what should lie there.
  ///   - state: what lies there.
  ///   - fact: what the ledger says of the path; nil where galley never wrote it.
  ///   - isSuccessor: whether the path is `NAME.new.md`. A person who has taken over a new version removes it, and does not want
  ///     it back with every run.
  package init(wanted: ContentHash, state: FileState, fact: DraftFact?, isSuccessor: Bool = false) {
    let isRecorded = fact?.placed?.hash == wanted && fact?.intent == nil
    if state.hash == wanted {
      self = isRecorded ? .alreadyRight : .markPlaced
      return
    }
    switch state {
    case .missing:
      self = isSuccessor && isRecorded ? .alreadyRight : .create
    case .empty where fact != nil:
      self = .replace(.ofNothing)
    case .regular(let hash, _) where fact?.isOurs(hash) == true:
      self = .replace(hash)
    case .empty, .regular, .other:
      self = .personsFile(newVersion: fact?.placed?.hash != wanted)
    }
  }
}
