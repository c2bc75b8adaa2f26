/// How many requests may be in flight where nobody says: `concurrency: auto`.
///
/// Begins with a few and doubles with each round of answers as long as that brings more of them in the same time. Then it
/// feels its way: one more place for each round, a quarter less when answers take much longer than they did or fail.
struct AutoWindow: Sendable {
  static let first = 4
  static let most = 256

  /// Less than this times the throughput of the round before is no growth.
  private static let growth = 1.2
  /// More than this times the latency of the quickest round is a queue at the provider.
  private static let patience = 2.0

  private(set) var places: Int
  private var isDoubling: Bool
  private var round = Round()
  private var throughput = 0.0
  private var quickest = Double.infinity

  /// The answers that have come since the number of places was last thought over.
  private struct Round: Sendable {
    var began: Instant?
    var answers = 0
    var failures = 0
    /// Seconds.
    var latency = 0.0
    var wasFull = false
  }

  /// - Parameter isPaced: the provider's limit is known, so its pace is, and there is nothing to begin slowly with.
  init(isPaced: Bool = false) {
    places = isPaced ? Self.most : Self.first
    isDoubling = !isPaced
  }

  /// A request starts.
  ///
  /// - Parameter inFlight: requests, this one among them.
  mutating func sent(inFlight: Int, now: Instant) {
    if round.answers == 0, inFlight == 1 || round.began == nil { round.began = now }
    if inFlight >= places { round.wasFull = true }
  }

  /// An answer has come.
  ///
  /// - Parameters:
  ///   - isGood: not a failure that says that the provider has too much to do.
  ///   - began: when its request started.
  mutating func answered(isGood: Bool, began: Instant, now: Instant) {
    round.answers += 1
    round.latency += (now - began) / .seconds(1)
    if !isGood { round.failures += 1 }
    // What was sent before the number of places changed says nothing of what it is now.
    guard round.answers >= places else { return }
    think(now)
    round = Round(began: now)
  }

  private mutating func think(_ now: Instant) {
    let seconds = max((now - (round.began ?? now)) / .seconds(1), 1e-9)
    let (before, latency) = (throughput, round.latency / Double(round.answers))
    throughput = Double(round.answers - round.failures) / seconds
    quickest = min(quickest, latency)
    if round.failures > 0 || latency > Self.patience * quickest && !isDoubling {
      (places, isDoubling) = (max(places * 3 / 4, 1), false)
    } else if !round.wasFull {
      // More places would not have been taken.
    } else if !isDoubling {
      places = min(places + 1, Self.most)
    } else if places == Self.most {
      isDoubling = false
    } else if throughput > Self.growth * before {
      places = min(places * 2, Self.most)
    } else {
      (places, isDoubling) = (max(places * 3 / 4, 1), false)
    }
  }
}
