package import JobModel

/// The pace of requests to one model of a provider whose limit nobody has declared: learned from what it answers.
///
/// It says nothing until something is known: a limit in a response's headers, a refusal (429), or what an earlier run has
/// learned. From then on requests start one after the other, evenly. A minute's quota is no leave to send it at once: OpenAI
/// may enforce "60,000 requests/minute … as 1,000 requests/second" (community.openai.com/t/611241). A value: every time is
/// handed in.
///
/// From the first refusal on it keeps the provider a little more than busy (`Saturation`) until it knows what flows in, or,
/// where refusals cost more than themselves, rises to it from below (`Creep`). Then it settles a hair below.
package struct LearnedPace: Sendable {
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
    case unknown, saturating, creeping, settled
  }

  /// What headers have said, or an earlier run has learned: a bucket of it is to be kept as if it were declared.
  package private(set) var tokensPerMinute: Int?
  /// No request starts before: the provider asked for it.
  package private(set) var pausedUntil: Instant?

  private var phase = Phase.unknown
  /// Requests a second; 0 while nothing is known.
  private var rate = 0.0
  /// Of requests that headers name.
  private var stated: Double?
  /// The rate that was found; nil before.
  private var known: Double?
  private var nextStart: Instant?
  private var grownAt: Instant?

  private var sendings = Sendings()
  private var opening = Opening()
  private var saturation = Saturation()
  private var creep = Creep(after: Opening())
  private var peace = Peace()

  /// - Parameter remembered: what an earlier run has learned.
  package init(remembered: LearnedLimit? = nil) {
    tokensPerMinute = remembered?.tokensPerMinute
    if let limit = remembered?.requestsPerMinute { settle(at: Double(limit) / 60) }
  }

  /// What to remember for the next run: nothing before a first estimate.
  package var learned: LearnedLimit {
    LearnedLimit(
      requestsPerMinute: known.map { max(Int(($0 * 60).rounded()), 1) }, tokensPerMinute: tokensPerMinute)
  }

  /// Whether there is something to remember of requests.
  var isKnown: Bool { known != nil }

  /// When the next request may start; nil where it may at once.
  package func earliestStart(_ now: Instant) -> Instant? {
    let start = max(nextStart ?? now, pausedUntil ?? now)
    return start > now ? start : nil
  }

  /// A request starts.
  package mutating func sent(_ now: Instant) -> Sending {
    let sending = sendings.sent(now)
    guard phase != .unknown else { return sending }
    grow(now)
    // While it refuses: not before it is known whether this one is refused as well.
    let start = sendings.run == nil ? now : now.advanced(by: .seconds(1.5 * sendings.delay))
    // What a timer is late is made good; an idle time is no credit.
    let due = nextStart ?? now
    nextStart = max((now - due < Self.catchUp ? due : now).advanced(by: .seconds(interval)), start)
    if sendings.release(interval: interval, now: now) { released(now) }
    return sending
  }

  /// A request has ended. The next may start earlier or later from now on.
  ///
  /// - Parameter report: what the response's headers say.
  package mutating func answered(_ answer: Answer, to sending: Sending, report: LimitReport?, now: Instant) {
    if let report { take(report, now) }
    switch answer {
    case .accepted: if sendings.release(sending, interval: interval, now: now) { released(now) }
    case .limited(let wait): refused(sending, wait, now)
    case .other: break
    }
  }

  private static let catchUp = Duration.milliseconds(50)

  /// Seconds from one request to the next.
  private var interval: Double { 1 / max(rate, Self.slowest) }

  private mutating func settle(at rate: Double) {
    phase = .settled
    (self.rate, known) = (rate, rate)
    sendings.forget()
  }

  // MARK: Headers

  /// A hair below what is stated: who sends at the very limit is refused for arriving a millisecond early.
  private static let margin = 0.99

  private mutating func take(_ report: LimitReport, _ now: Instant) {
    if let tokens = report.tokens.perMinute { tokensPerMinute = tokens }
    guard let limit = report.requests.perMinute else { return }
    let stated = Double(limit) / 60 * Self.margin
    guard stated != self.stated else { return }
    self.stated = stated
    settle(at: stated)
    nextStart = now.advanced(by: .seconds(interval))
  }

  // MARK: Growth

  /// Time passes.
  private mutating func grow(_ now: Instant) {
    let seconds = min(max((now - (grownAt ?? now)) / .seconds(1), 0), 0.5)
    grownAt = now
    let streak = sendings.streak(before: sendings.count + 1)
    let start = sendings.time(of: sendings.count + 1 - streak) ?? now
    // Not much faster than requests really come: what holds them up may be something else.
    let flow = sendings.flow(ofLast: min(streak, 16), before: sendings.count + 1, until: now)
    switch phase {
    case .unknown: break
    case .saturating:
      guard saturation.isTooSlow(sendings, rate: rate) else { return }
      sendings.forget()
      rate = min(rate * (1 + 0.7 * seconds), max(rate, 1.5 * flow))
    case .creeping:
      creep.grow(
        by: seconds, to: streak < 4 ? .infinity : 3 * flow, streak: streak, since: (now - start) / .seconds(1),
        burst: opening.accepted)
      (rate, known) = (creep.rate, creep.known)
    case .settled:
      if let stated { rate = min(rate + 0.02 * stated * seconds, max(stated, rate)) }
      // Limits are raised, too.
      if stated == nil, peace.isLong(streak, since: start, now) { rate *= 1.00002 }
    }
  }

  // MARK: Releases

  /// So much of what was found to flow in is used.
  private static let below = 0.988

  /// The provider lets through again.
  private mutating func released(_ now: Instant) {
    guard phase == .saturating, let last = sendings.releases.last else { return }
    if opening.isOpen {
      opening.close(last)
      rate = opening.flow(until: last)
      saturation = Saturation(longest: opening.accepted)
      nextStart = now.advanced(by: .seconds(interval))
      return
    }
    switch saturation.released(sendings) {
    case nil: break
    case .more(let rate, let rough):
      self.rate = max(rate, 0.3 * self.rate)
      if let rough { known = Self.below * rough }
    case .known(let flow):
      settle(at: Self.below * flow)
      // What was sent too fast until now is made good.
      nextStart = now.advanced(by: .seconds(3 * interval))
    case .wasteful(let proven):
      phase = .creeping
      creep = Creep(from: proven)
      rate = creep.rate
      nextStart = now.advanced(by: .seconds(1.5 * interval))
    }
  }

  // MARK: Refusals

  /// Requests a second at the least, and seconds between two where all are refused, at the most.
  private static let slowest = 0.01
  private static let longestInterval = 30.0

  private mutating func refused(_ sending: Sending, _ wait: Duration?, _ now: Instant) {
    let resumes = wait.map { now.advanced(by: $0) }
    if let resumes { pausedUntil = max(pausedUntil ?? resumes, resumes) }
    grownAt = max(pausedUntil ?? now, now)
    // Whole seconds are rounded up.
    let isWhole = wait.map { $0.components.attoseconds == 0 } ?? false
    let resumption = resumes.map { Sendings.Resumption(at: $0, early: isWhole ? 1 : 0) }
    let isFirst = sendings.refuse(sending, resumes: resumption, now: now)
    // A longer pause is a window's, and a second is little of it.
    let costs = wait == .seconds(1)
    if phase == .creeping, isWhole, wait ?? .zero > .seconds(1), creep.isBeginning { phase = .saturating }
    if isFirst { beginRun(sending, costs: costs) }
    guard let run = sendings.run else { return }
    if phase != .settled, opening.isOpen {
      opening.count(sendings)
      if phase == .creeping {
        creep.correct(opening)
        rate = creep.rate
      }
    }
    nextStart = max(nextStart ?? now, run.last.at.advanced(by: .seconds(probing(run))), pausedUntil ?? now)
  }

  /// Seconds until it is tried again. At first as often as ever, so that the moment becomes known; when it lasts longer than
  /// it should by what is known, in proportion to how long it has lasted: a window of a minute is used up, or the provider is
  /// short for everybody.
  private func probing(_ run: Sendings.Run) -> Double {
    let since = sendings.releases.last.map { (run.first.at - $0.at) / .seconds(1) } ?? 0
    let shortest = max(interval, phase == .saturating && opening.isOpen ? opening.seconds / 32 : 0)
    return min(max(shortest, (run.seconds - 0.17 * since) / 4), Self.longestInterval)
  }

  /// One refusal slows all, once: those that were under way then belong to its run.
  private mutating func beginRun(_ sending: Sending, costs: Bool) {
    switch phase {
    case .unknown:
      opening = Opening(sendings, refused: sending)
      phase = costs ? .creeping : .saturating
      creep = Creep(after: opening)
      rate = costs ? creep.rate : opening.flow
      nextStart = sending.at
    case .saturating: saturation.refused(sending, sendings, burst: opening.accepted)
    case .creeping:
      opening.close()
      if let flow = creep.refused(sending, sendings, opening) { return settle(at: Self.below * flow) }
      (rate, known) = (creep.rate, creep.known)
      if creep.isPauseCheap { (phase, saturation) = (.saturating, Saturation()) }
    case .settled: stepBack(sending, costs: costs)
    }
  }

  /// Refused at a rate that was right until now. Once is chance.
  private mutating func stepBack(_ sending: Sending, costs: Bool) {
    let distance = peace.refused(sending)
    if let stated {
      // Others use it as well, or a window of it is used up: either passes.
      rate = max(0.95 * rate, stated / 2)
      return
    }
    if distance < 100 || costs {
      rate *= 0.985
      known = rate
    }
    if distance < 20 { (phase, saturation) = (.saturating, Saturation()) }
  }
}
