import Drafting
import Synchronization

/// How many items of a job are alive at once.
///
/// Those that are asked: as many as there are places, and as many again that wait for one, pause, or have just been answered.
/// Besides them those that are being placed, so that no request waits for the syncs of what came before it.
struct FanOut: Sendable {
  /// Requests of the job that may be in flight.
  let places: Int

  /// Enough for one batch to gather while the disk has another, and for all that is asked for to arrive at once.
  private var mostPlacing: Int { max(2 * Placer.largestBatch, places) }

  /// Whether the next item has to wait until one ends.
  ///
  /// - Parameters:
  ///   - alive: items alive, those that are being placed among them.
  ///   - placing: those whose drafts wait for the disk or are on their way there.
  func isFull(alive: Int, placing: Int) -> Bool { alive - placing >= places * 2 || placing >= mostPlacing }
}

/// How many items are at some place of their way.
final class ItemCount: Sendable {
  private let number = Atomic(0)

  var count: Int { number.load(ordering: .relaxed) }

  func add(_ change: Int) { number.add(change, ordering: .relaxed) }
}
