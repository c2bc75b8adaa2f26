/// What was let through before a provider refused for the first time: all that it had kept, and what flowed in meanwhile.
struct Opening: Sendable {
  /// What was let through longer ago is no part of it.
  private static let longest = Duration.seconds(60)

  /// Requests: as many at most the provider keeps.
  private(set) var accepted = 0
  /// From the first request to the first refusal.
  private(set) var seconds = 0.0
  /// Whether it is not yet known how much of what was under way was refused.
  private(set) var isOpen: Bool
  private var first: Instant?
  /// What was let through before it.
  private var before = 0
  /// Where the last second before the refusal began, and what had been let through by then.
  private var lastSecond: (at: Instant, accepted: Int)?

  /// None.
  init() { isOpen = false }

  /// - Parameter refused: the first one.
  init(_ sendings: Sendings, refused: LearnedPace.Sending) {
    let first = sendings.first(since: refused.at.advanced(by: .zero - Self.longest))
    (self.first, before) = (first?.at, first?.accepted ?? 0)
    seconds = first.map { (refused.at - $0.at) / .seconds(1) } ?? 0
    lastSecond = sendings.first(since: refused.at.advanced(by: .seconds(-1)))
    isOpen = true
    count(sendings)
  }

  /// Refusals of what was under way come one after the other.
  mutating func count(_ sendings: Sendings) {
    accepted = max(sendings.accepted(before: sendings.count + 1) - before, 1)
  }

  /// All is counted that was under way.
  mutating func close() { isOpen = false }

  /// The provider has let through again.
  mutating func close(_ release: Sendings.Release) {
    accepted = max(release.accepted - before, 1)
    close()
  }

  /// Requests a second that may come after a first refusal, to find out when it ends.
  var flow: Double { Double(accepted) / max(seconds, 0.25) }

  /// So few requests say nothing: a provider that is short for everybody refuses the first one as well.
  private static let tooFew = 8

  /// The most that flowed in until the provider let through again. So much it lets through at most, unless what was sent
  /// was less.
  func flow(until release: Sendings.Release) -> Double {
    let whole = Double(accepted) / max((release.at - (first ?? release.at)) / .seconds(1), 0.01)
    let least = accepted < Self.tooFew ? max(whole, 1) : whole
    guard let lastSecond, release.at > lastSecond.at else { return least }
    let last = Double(release.accepted - lastSecond.accepted) / max((release.at - lastSecond.at) / .seconds(1), 0.01)
    return max(least, last)
  }
}
