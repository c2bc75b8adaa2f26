import Drafting
import JobModel
import Ledger

/// The ledger as placing files needs it.
struct LedgerBook: DraftBook {
  let ledger: Ledger
  let wall: @Sendable () -> WallTime

  func facts(of paths: [DraftPath]) async throws -> [DraftFact?] {
    try await ledger.reader.drafts(paths: paths.map(\.text))
  }

  func knows(_ hash: ContentHash) async throws -> Bool { try await ledger.reader.knows(hash) }

  func intend(_ placings: [IntendedPlacing]) async throws {
    let now = wall()
    try await ledger.intend(
      placings.map {
        DraftIntent(path: $0.path.text, owner: $0.owner, intent: DraftFact.Intent(old: $0.old, new: $0.new, at: now))
      })
  }

  func record(_ placings: [FinishedPlacing]) async throws {
    let now = wall()
    try await ledger.placed(
      placings.map {
        PlacedDraft(
          path: $0.path.text,
          placed: DraftFact.Placed(hash: $0.hash, stamp: $0.stamp, at: now, digest: $0.digest))
      })
  }
}

extension Placer {
  /// A placer for a state that was just opened, once what runs that died amid placing have left is put right: before anything
  /// is looked at.
  ///
  /// - Parameter unnamed: drafts of a batch that may wait for their names as open files.
  static func afterRecovery(
    of ledger: Ledger, output: OutputFolder, unnamed: Int = Placer.largestBatch,
    wall: @escaping @Sendable () -> WallTime
  ) async throws -> Placer {
    let placer = Placer(output: output, book: LedgerBook(ledger: ledger, wall: wall), unnamed: unnamed)
    try await placer.recover(ledger.reader.unsettledDrafts().compactMap { DraftPath(recorded: $0) })
    return placer
  }
}
