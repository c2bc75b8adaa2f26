package import JobModel

/// The pace of requests to one model of a provider whose limit nobody has declared: learned from what it answers.
///
/// It says nothing until something is known: a limit in a response's headers, a refusal (429), or what an earlier run has
/// learned. From then on requests start one after the other, evenly. A minute's quota is no leave to send it at once: OpenAI
/// may enforce "60,000 requests/minute … as 1,000 requests/second" (community.openai.com/t/611241). A value: every time is
/// handed in.
package struct LearnedPace: Sendable {
  package typealias Instant = ContinuousClock.Instant

  /// How a request ended, as far as the pace is concerned.
  package enum Answer: Hashable, Sendable {
    case accepted
    /// 429, with the wait that the provider asks for.
    case limited(retryAfter: Duration?)
    /// Anything else: says nothing about limits.
    case other
  }

  /// A request that was sent: hand it back with its answer.
  package struct Sending: Hashable, Sendable {
    let number: Int
    let at: Instant
  }

  private enum Phase {
    case unknown
    /// Refused more often than not: down to a rate of which most is let through.
    case searching
    /// Up from an estimate until it is refused: it may have been too low.
    case probing
    /// At a rate that is refused now and then: what is let through is counted.
    case measuring
    case settled
  }

  /// What headers have said, or an earlier run has learned: a bucket of it is to be kept as if it were declared.
  package private(set) var tokensPerMinute: Int?
  /// No request starts before: the provider asked for it, or refuses everything at present.
  package private(set) var pausedUntil: Instant?

  private var phase = Phase.unknown
  /// Requests a second; 0 while nothing is known.
  private var rate = 0.0
  /// Of requests that headers name.
  private var stated: Double?
  /// How fast the rate grows, and how far, in requests a second.
  private var growth = 0.0
  private var highest = 0.0
  private var grownAt: Instant?

  private var sendings = 0
  private var nextStart: Instant?
  /// Requests before this one were sent at an earlier rate: what becomes of them changes nothing any more.
  private var judgedFrom = 1
  private var lastRefused: Instant?
  /// The last refusal, or the beginning.
  private var quietSince: Instant?

  private var opening = Opening()
  private var span: RefusedSpan?
  /// Refusals in a row that changed the rate, with nothing let through between them.
  private var vain = 0
  /// What flows in, as last measured.
  private var measured: Double?
  /// Estimates after pauses, so far.
  private var estimates = 0

  /// - Parameter remembered: what an earlier run has learned.
  package init(remembered: LearnedLimit? = nil) {
    tokensPerMinute = remembered?.tokensPerMinute
    if let limit = remembered?.requestsPerMinute { settle(at: Double(limit) / 60, growing: 0, to: Double(limit) / 60) }
  }

  /// What to remember for the next run: nothing before a first estimate.
  package var learned: LearnedLimit {
    let known = phase == .settled ? rate : measured.map { Self.below * $0 }
    return LearnedLimit(
      requestsPerMinute: known.map { max(Int(($0 * 60).rounded(.down)), 1) }, tokensPerMinute: tokensPerMinute)
  }

  /// When the next request may start; nil where it may at once.
  package func earliestStart(_ now: Instant) -> Instant? {
    let start = max(nextStart ?? now, pausedUntil ?? now)
    return start > now ? start : nil
  }

  /// A request starts.
  package mutating func sent(_ now: Instant) -> Sending {
    sendings += 1
    quietSince = quietSince ?? now
    if phase == .unknown {
      opening.sent(now)
    } else {
      nextStart = max((nextStart ?? now).advanced(by: .seconds(1 / rate)), now)
    }
    return Sending(number: sendings, at: now)
  }

  /// A request has ended. The next may start earlier or later from now on.
  ///
  /// - Parameter report: what the response's headers say.
  package mutating func answered(_ answer: Answer, to sending: Sending, report: LimitReport?, now: Instant) {
    if let report { take(report) }
    switch answer {
    case .accepted: if sending.number >= judgedFrom { grow(now) }
    case .limited(let wait): refused(sending, wait, now)
    case .other: break
    }
  }

  private mutating func settle(at rate: Double, growing: Double, to highest: Double) {
    phase = .settled
    (self.rate, growth, self.highest) = (rate, growing, max(highest, rate))
    (span, vain) = (nil, 0)
  }

  // MARK: Headers

  /// A hair below what is stated: who sends at the very limit is refused for arriving a millisecond early.
  private static let margin = 0.99

  private mutating func take(_ report: LimitReport) {
    if let tokens = report.tokens.perMinute { tokensPerMinute = tokens }
    guard let limit = report.requests.perMinute else { return }
    let stated = Double(limit) / 60 * Self.margin
    guard stated != self.stated else { return }
    self.stated = stated
    settle(at: stated, growing: 0, to: stated)
  }

  // MARK: Growth

  /// Beyond where it was refused once it grows slowly, and only after a while of peace: limits are raised, too.
  private static let peace = Duration.seconds(60)

  private mutating func grow(_ now: Instant) {
    guard phase != .unknown else { return }
    let seconds = min((now - (grownAt ?? now)) / .seconds(1), 1)
    grownAt = now
    switch phase {
    case .searching: rate *= 1 + 0.7 * seconds
    case .settled where rate < highest, .probing: rate = min(rate + growth * seconds, highest)
    case .settled:
      if let quietSince, now - quietSince > Self.peace { rate *= 1 + 0.002 * seconds }
    case .unknown, .measuring: break
    }
    if let stated { rate = min(rate, stated) }
  }

  // MARK: Refusals

  /// Waits shorter than this let nothing overflow that matters.
  private static let shortest = Duration.milliseconds(100)
  /// Requests of one rate before it is judged, where refusals cost nothing but themselves.
  private static let trial = 8
  /// As many let through make an estimate good to 1 in 60.
  private static let enough = 60.0
  /// So much of an estimate is used.
  private static let below = 0.985
  /// Multiplicative decrease, as NVIDIA's DataDesigner has it (github.com/NVIDIA-NeMo/DataDesigner).
  private static let decrease = 0.75

  private mutating func refused(_ sending: Sending, _ wait: Duration?, _ now: Instant) {
    let resuming = wait.map { now.advanced(by: $0) }
    if let resuming { pausedUntil = max(pausedUntil ?? resuming, resuming) }
    opening.refuse(sending.number)
    span?.refuse(sending.number, before: judgedFrom, resuming: resuming)
    // One refusal slows all, once: those that were under way then have nothing to add.
    guard sending.number >= judgedFrom else { return }
    judgedFrom = sendings + 1
    let goesOn = max(pausedUntil ?? now, now)
    let pauses = (wait ?? .zero) > Self.shortest
    switch phase {
    case .unknown: slowDown(sending, goesOn: goesOn, pauses: pauses, now)
    default: judge(sending, goesOn: goesOn, pauses: pauses, now)
    }
    (lastRefused, quietSince, grownAt) = (sending.at, now, now)
    nextStart = now.advanced(by: .seconds(1 / rate))
  }

  /// Requests a second after a first refusal, however little was let through before it: the wait of a first retry.
  private static let slowest = 4.0

  /// The first refusal of all.
  private mutating func slowDown(_ sending: Sending, goesOn: Instant, pauses: Bool, _ now: Instant) {
    phase = .searching
    if pauses {
      rate = max(1.5 * opening.accepted / (opening.seconds + (goesOn - now) / .seconds(1)), 0.5)
      span = RefusedSpan(sending, resuming: goesOn)
    } else {
      rate = max(Self.decrease * opening.accepted / max(opening.seconds(until: now), 0.5), Self.slowest)
    }
  }

  private mutating func judge(_ sending: Sending, goesOn: Instant, pauses: Bool, _ now: Instant) {
    switch phase {
    case .searching, .measuring:
      guard let span else { return beginSpan(sending, goesOn) }
      let accepted = span.accepted(before: sending)
      if pauses {
        afterPause(accepted, span, sending, goesOn)
      } else if accepted >= Self.enough {
        measure(accepted / span.seconds(to: sending))
      } else if accepted < 1 {
        if phase == .measuring { beginSpan(sending, goesOn) }
        inVain(now)
      } else {
        if phase == .searching { approach((accepted + 1) / span.seconds(to: sending)) }
        vain = 0
        judgedFrom += Self.trial
      }
    case .probing where !pauses:
      phase = .measuring
      beginSpan(sending, goesOn)
    default:
      guard phase == .settled, pauses, stated == nil, let span else {
        return stepBack(sending, goesOn: goesOn, pauses: pauses, now)
      }
      afterPause(span.accepted(before: sending), span, sending, goesOn)
    }
  }

  /// A little more than what flows in, so that the next refusal comes soon and says how much that was.
  private mutating func approach(_ flow: Double) { rate = min(1.3 * rate, max(Self.decrease * rate, 1.25 * flow)) }

  /// An estimate is too low where the provider stood idle meanwhile, as a fixed window does. So it is made again at a rate
  /// that is refused, until two agree.
  private mutating func measure(_ estimate: Double) {
    let agrees = measured.map { abs(estimate / $0 - 1) < 0.1 } ?? false
    measured = estimate
    if agrees {
      settle(at: Self.below * estimate, growing: 0.001 * estimate, to: 0.995 * estimate)
    } else {
      settle(at: Self.below * estimate, growing: 0.3 * estimate, to: 4 * estimate)
      phase = .probing
    }
  }

  /// Counts from this refusal on.
  private mutating func beginSpan(_ sending: Sending, _ goesOn: Instant) {
    span = RefusedSpan(sending, resuming: goesOn)
    if phase == .searching { rate *= Self.decrease }
    judgedFrom += Self.trial
  }

  /// Nothing at all is let through: a fixed window is used up, or the provider is short for everybody.
  ///
  /// While a rate is searched for, the span goes on: between the first refusals of two windows just what a window grants was
  /// let through. A measurement begins where a window ends: nothing of the next one is lost.
  private mutating func inVain(_ now: Instant) {
    vain += 1
    guard vain > 1 else { return }
    let end = now.advanced(by: .milliseconds(125 << min(vain - 2, 8)))
    pausedUntil = max(pausedUntil ?? end, end)
  }

  /// Each refusal costs a pause, in which more may flow in than the provider keeps: that much was let through at once.
  private mutating func afterPause(_ accepted: Double, _ span: RefusedSpan, _ sending: Sending, _ goesOn: Instant) {
    let active = span.activeSeconds(to: sending)
    // The same burst was let through before the first refusal: accepted = burst + rate × time, twice.
    let beyondBurst =
      active > 1.5 * opening.seconds ? (accepted - opening.accepted) / (active - opening.seconds) : 0
    let estimate = max(beyondBurst, accepted / span.seconds(to: sending))
    let before = rate
    estimates += 1
    rate = min(0.97 * before, max(Self.below * estimate, 0.5 * before))
    highest = max(accepted >= Self.enough ? estimate : 0.985 * before, rate)
    growth = rate * 0.4 / Double(1 << min(estimates, 20))
    if accepted >= 10 { phase = .settled }
    self.span = RefusedSpan(sending, resuming: goesOn)
  }

  /// Refused at a rate that was right until now.
  private mutating func stepBack(_ sending: Sending, goesOn: Instant, pauses: Bool, _ now: Instant) {
    let isAgain = lastRefused.map { sending.at - $0 < .seconds(2) + (goesOn - now) } ?? false
    let before = rate
    phase = .settled
    rate *= isAgain ? 0.9 : 0.97
    (highest, growth) = (0.98 * before, 0.01 * before)
    if let stated {
      // Others use it as well, or a window of it is used up: either passes.
      rate = max(rate, stated / 2)
      (highest, growth) = (stated, (stated - rate) / 5)
    }
    span = pauses ? RefusedSpan(sending, resuming: goesOn) : nil
  }
}
