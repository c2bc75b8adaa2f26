import Foundation

/// Learns a rate from below, where each refusal costs more than itself: a pause that is longer than needed, or what flows
/// in while the provider refuses. After each refusal it goes on below, and rises until the next one.
struct Creep: Sendable {
  /// Why refusals cost more than themselves.
  enum Cost: Sendable {
    /// The provider asks for a pause in whole seconds.
    case pause
    /// It keeps no more than one request.
    case waste
  }

  /// So long a pause is, in seconds.
  private static let pause = 1.0
  /// So much of a rate that was found is used.
  private static let below = 0.985
  /// So much faster than what flows in, where a pause costs nothing since the provider keeps all of it.
  private static let pressure = 1.2
  /// So many requests a pause must be worth.
  private static let worth = 1.5

  /// Requests a second.
  private(set) var rate: Double
  /// What was found so far; nil before.
  private(set) var known: Double?
  private let cost: Cost
  private var pauses = Pauses()
  /// Refusals so far after enough requests to say something.
  private var refusals = 0
  /// At first, the factor for each request at most.
  private var haste = 1.3
  /// Then, requests a second more in each second, and as far as that.
  private var growth = 0.0
  private var ceiling = Double.infinity
  /// Going on so long without a refusal disproves what was found, in seconds.
  private var trial: Double?
  private var isDisproved = false
  /// The first refusal since when nothing was disproved, and what had been let through until then.
  private var base: (at: Instant, accepted: Int)?

  /// From nothing but an opening.
  init(after opening: Opening) {
    cost = .pause
    rate = Self.first(after: opening)
  }

  /// From a rate at which all was let through.
  init(from proven: Double) {
    cost = .waste
    (rate, known) = (0.98 * proven, 0.97 * proven)
    (refusals, ceiling, growth) = (1, proven, 0.005 * proven)
  }

  /// The opening was smaller than it seemed: more of what was under way has been refused.
  mutating func correct(_ opening: Opening) { if refusals == 0 { rate = Self.first(after: opening) } }

  private static func first(after opening: Opening) -> Double {
    max(Double(opening.accepted) / (min(opening.seconds, 1) + 0.4), 2)
  }

  /// Whether nothing is known but the opening.
  var isBeginning: Bool { refusals == 0 }

  /// Time passes in which nothing is refused.
  ///
  /// - Parameters:
  ///   - most: no faster than that.
  ///   - streak: requests that were let through in a row, since so many seconds.
  mutating func grow(by seconds: Double, to most: Double, streak: Int, since length: Double, burst: Int) {
    if isBeginning {
      rate = min(rate * min(pow(6, seconds), haste), max(most, rate))
      return
    }
    if let trial, length > trial { (self.trial, isDisproved, known, growth) = (nil, true, nil, 0.04 * rate) }
    rate = min(rate + growth * seconds, max(ceiling, rate))
    if trial == nil, growth < 0.02 * rate, streak > 2 * burst + 40 { known = 0.99 * rate }
  }

  /// The first refusal after a row.
  ///
  /// - Returns: what flows in, where that is sure now.
  mutating func refused(_ sending: LearnedPace.Sending, _ sendings: Sendings, _ opening: Opening) -> Double? {
    let ages = sendings.ages(before: sending)
    guard ages.count >= 4 else {
      haste = 1.1
      rate *= cost == .waste ? 0.96 : 0.5
      return nil
    }
    let before = pauses.latest
    let wasTrial = trial != nil
    if isDisproved { (pauses, base, isDisproved) = (Pauses(), nil, false) }
    let accepted = sendings.accepted(before: sending.number)
    let base = base ?? (sending.at, accepted)
    (self.base, trial, ceiling) = (base, nil, .infinity)
    refusals += 1
    pauses.add(ages)
    let latest = pauses.latest
    let agreement = pauses.agreement(keeping: Double(opening.accepted))
    if let agreement, agreement.isSure, agreement.rate < 1.02 * latest {
      if agreement.kept < 0.5 * agreement.rate * Self.pause {
        (rate, ceiling) = (Self.below * agreement.rate, agreement.rate)
        (known, growth) = (rate, 0.003 * rate)
      } else {
        // The pause costs little or nothing. A window looks like this as well, but stands what no such bucket would.
        let flowed = accepted - base.accepted
        if wasTrial, flowed >= 100 { return Double(flowed) / max((sending.at - base.at) / .seconds(1), 0.01) }
        (rate, growth) = (Self.pressure * agreement.rate, 0)
        trial = 1.5 * agreement.kept / ((Self.pressure - 1) * agreement.rate) + 1
      }
    } else {
      stepBack(latest: latest, before: before, agreement, opening)
    }
    return nil
  }

  /// Nothing is sure yet.
  private mutating func stepBack(latest: Double, before: Double, _ agreement: Pauses.Agreement?, _ opening: Opening) {
    // What it keeps lies between all that was let through at first, and that less what flowed in meanwhile.
    let burst = Double(opening.accepted)
    let kept = max((burst + max(burst - latest * min(opening.seconds, 1), 0)) / 2, 1)
    let isNear = (0.8 * before..<1.1 * before).contains(latest)
    let lower = isNear ? 0.94 * latest : (pauses.latest(withPause: Self.pause) * latest).squareRoot()
    rate = min(max(0.97 * pauses.least(keeping: kept), lower), rate)
    if let agreement, agreement.isLikely, agreement.rate > 0.5 * latest { rate = min(rate, agreement.rate) }
    known = known.map { min($0, 0.96 * latest) }
    growth = (refusals > 2 ? 0.01 : 0.04) * rate
  }

  /// Whether requests are so slow that a pause of a second is none.
  var isPauseCheap: Bool { cost == .pause && rate * Self.pause < Self.worth }
}
