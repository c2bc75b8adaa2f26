/// How many requests may be in flight where nobody says: `concurrency: auto`.
///
/// Begins with a few and doubles with each round of answers as long as that brings more of them in the same time, or none of
/// them takes longer. Then it feels its way: an eighth more for each round in which all places were taken, a quarter less
/// when answers take much longer than they did, or fail. Where all goes easily, it doubles again: that it stopped was
/// chance, and latencies of models are full of that.
struct AutoWindow: Sendable {
  static let first = 4
  /// Where no limit is known: more than most servers of one's own work on at once.
  static let most = 256
  /// Where the pace is known, and places are no more than what it takes to keep it up: 10,000 requests a minute that take
  /// 6 s each.
  static let mostPaced = 1000

  /// Less than this times the throughput of the round before is no growth.
  private static let growth = 1.2
  /// Less than this times the latency of the quickest round is no queue.
  private static let ease = 1.3
  /// More than this times it is a queue at the provider.
  private static let patience = 2.0
  /// Rounds without a queue after which it doubles again.
  private static let calm = 3
  /// One answer in so many may fail for reasons of its own.
  private static let mayFail = 10

  private(set) var places: Int
  private let most: Int
  private let isPaced: Bool
  private var isDoubling: Bool
  private var easyRounds = 0
  private var round = Round()
  private var throughput = 0.0
  /// Seconds; the mean of the round with the least.
  private var quickest = Double.infinity
  /// The mean of the round after which a quarter was taken back for its queue; nil where that was not so.
  private var queued: Double?

  /// The answers that have come since the number of places was last thought over.
  private struct Round: Sendable {
    var began: Instant?
    var answers = 0
    var failures = 0
    /// Answers to requests that were sent in it: others say what it was with another number of places.
    var own = 0
    /// Seconds, of its own answers together.
    var latency = 0.0
    var wasFull = false
  }

  /// - Parameter isPaced: the provider's limit is known, so its pace is, and there is nothing to begin slowly with.
  init(isPaced: Bool = false) {
    self.isPaced = isPaced
    most = isPaced ? Self.mostPaced : Self.most
    places = isPaced ? most : Self.first
    isDoubling = !isPaced
  }

  /// The provider's limit has become known: from now on the pace is what holds requests back.
  mutating func open() { if !isPaced { self = AutoWindow(isPaced: true) } }

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
    if began >= round.began ?? began {
      round.own += 1
      round.latency += (now - began) / .seconds(1)
    }
    if !isGood { round.failures += 1 }
    guard round.answers >= places, 2 * round.own >= places else { return }
    think(now)
    round = Round(began: now)
  }

  private mutating func think(_ now: Instant) {
    let seconds = max((now - (round.began ?? now)) / .seconds(1), 1e-9)
    let latency = round.latency / Double(round.own)
    let isMore = Double(round.answers - round.failures) / seconds > Self.growth * throughput
    throughput = Double(round.answers - round.failures) / seconds
    // With fewer in flight they took as long: so it was no queue, and longer answers are what is asked for now.
    if let queued, latency > 0.9 * queued { quickest = latency }
    queued = nil
    let isEasy = latency < Self.ease * quickest
    quickest = min(quickest, latency)
    if round.failures * Self.mayFail > round.answers {
      shrink()
    } else if !isDoubling, latency > Self.patience * quickest {
      queued = latency
      shrink()
    } else if round.wasFull {
      grow(isMore: isMore, isEasy: isEasy)
    }
  }

  private mutating func shrink() { (places, isDoubling, easyRounds) = (max(places * 3 / 4, 1), false, 0) }

  private mutating func grow(isMore: Bool, isEasy: Bool) {
    if isDoubling, !isMore, !isEasy { return shrink() }
    easyRounds = isEasy ? easyRounds + 1 : 0
    isDoubling = isDoubling || easyRounds >= Self.calm
    places = min(isDoubling ? places * 2 : places + max(places / 8, 1), most)
    // At the most there is nothing left to double.
    if places == most { isDoubling = false }
  }
}
