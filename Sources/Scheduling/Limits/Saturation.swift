/// Learns a rate by keeping a provider a little more than busy: of all that it refuses, what it lets through is what flows
/// in. For refusals that cost nothing but themselves.
struct Saturation: Sendable {
  /// What a release says.
  enum Finding: Sendable {
    /// Go on at this rate: a little faster than what flows in. That is known roughly, or not at all.
    case more(Double, rough: Double?)
    /// So much flows in.
    case known(Double)
    /// It lets less through the more it is asked: it keeps no more than one request, so what flows in while it refuses is
    /// lost. At this rate it let all through.
    case wasteful(Double)
  }

  /// So much faster than what flows in: one request in ten is refused.
  private static let pressure = 1.12
  /// As many let through, and moments known as well as this, make an estimate good to 1 in 100.
  private static let enough = 80
  private static let mostError = 0.015
  /// A rate at which eight times what the provider keeps was let through is proven.
  private static let proof = 8

  /// The most that was let through in a row.
  private var longest: Int
  /// A rate at which it was proven to let all through; 0 where there is none.
  private var proven = 0.0

  /// - Parameter longest: was let through in a row before.
  init(longest: Int = 0) { self.longest = longest }

  /// A run begins.
  mutating func refused(_ sending: LearnedPace.Sending, _ sendings: Sendings, burst: Int) {
    let enough = Self.proof * max(burst, 1)
    guard sendings.streak(before: sending.number) >= enough else { return }
    proven = sendings.flow(ofLast: enough, before: sending.number, until: sending.at)
  }

  /// The provider lets through again.
  ///
  /// - Returns: nil where nothing can be said yet.
  mutating func released(_ sendings: Sendings) -> Finding? {
    guard let estimate = sendings.estimate else { return nil }
    let last = sendings.releases.suffix(2).map(\.accepted)
    longest = max(longest, last[1] - last[0])
    if estimate.rate * (1 + estimate.error) < 0.9 * proven { return .wasteful(proven) }
    if estimate.count >= Self.enough, estimate.error < Self.mostError { return .known(estimate.rate) }
    let isRough = 4 * estimate.count >= Self.enough && estimate.error < 3 * Self.mostError
    return .more(
      Self.pressure * (1 + min(estimate.error, 0.3)) * estimate.rate, rough: isRough ? estimate.rate : nil)
  }

  /// Whether more was let through in a row than ever: then more flows in than was thought.
  func isTooSlow(_ sendings: Sendings, rate: Double) -> Bool {
    // What flows in while a refusal is under way is there for the next row, and takes long to be used up at this pressure.
    let kept = 1.5 * sendings.delay * rate / (Self.pressure - 1)
    let most = 1.25 * Double(longest) + kept + 8
    return sendings.run == nil && Double(sendings.streak(before: sendings.count + 1)) > most
  }
}
