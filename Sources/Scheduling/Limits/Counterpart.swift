import JobModel

/// A provider as its limits see it: what was declared, what it asked for, and how much it takes gladly.
struct Counterpart: Sendable {
  private var meter: Meter
  private var pause = Pause()
  /// Of the jobs that leave the number of requests in flight to galley; nil where the provider says it.
  private(set) var window: AutoWindow?
  private var inWindow = 0

  /// - Parameter isPaced: an earlier run has learned its limit, or all jobs declare one.
  init(_ limits: RateLimits = RateLimits(), isPaced: Bool = false) {
    meter = Meter(limits)
    window = limits.concurrency?.fixed == nil ? AutoWindow(isPaced: isPaced || limits.isPaced) : nil
  }

  /// Until when nobody asks it.
  func pausedUntil(_ now: Instant) -> Instant? { pause.until.flatMap { $0 > now ? $0 : nil } }

  /// - Parameter isAuto: the request's job says no number of requests in flight.
  func obstacle(isAuto: Bool, _ now: Instant) -> Obstacle? {
    if let until = pausedUntil(now) { return Obstacle(what: .provider, until: until) }
    if isAuto, let window, inWindow >= window.places { return Obstacle(what: .concurrency, until: nil) }
    return meter.obstacle(now)
  }

  mutating func enter(isAuto: Bool, tokens: Int, at now: Instant) {
    meter.enter(tokens: tokens, at: now)
    guard isAuto else { return }
    inWindow += 1
    window?.sent(inFlight: inWindow, now: now)
  }

  mutating func leave(isAuto: Bool, _ permit: Permit, _ settlement: Settlement?, unused: Int, at now: Instant) {
    meter.leave(wasSent: settlement != nil, unused: unused, at: now)
    guard isAuto else { return }
    inWindow -= 1
    guard let settlement else { return }
    // A refusal says that requests come too fast, which the learned pace answers for: not that there are too many at once.
    if permit.sending != nil, case .limited = settlement.answer { return }
    window?.answered(isGood: !settlement.isTrouble, began: permit.began, now: now)
  }

  /// Its limit was learned.
  mutating func openWindow() { window?.open() }

  /// - Returns: whether it is left alone from now on, and was not before.
  mutating func rest(for length: Duration, began: Instant, now: Instant) -> Bool {
    pause.extend(by: length, began: began, now: now)
  }
}

/// What was learned of one model at a provider that declares no limit.
struct Paced: Sendable {
  private(set) var pace: LearnedPace
  private var tokens: Bucket?

  init(_ pace: LearnedPace = LearnedPace()) {
    self.pace = pace
    tokens = pace.tokensPerMinute.map { Bucket(perMinute: $0) }
  }

  func obstacle(_ now: Instant) -> Obstacle? {
    let start = pace.earliestStart(now).flatMap { $0 > now ? Obstacle(what: .requests, until: $0) : nil }
    return Obstacle.later(start, tokens?.obstacle(.tokens, now))
  }

  mutating func enter(tokens count: Int, at now: Instant) -> LearnedPace.Sending {
    tokens?.take(count, at: now)
    return pace.sent(now)
  }

  mutating func leave(_ sending: LearnedPace.Sending, _ settlement: Settlement?, unused: Int, at now: Instant) {
    // A bucket that was learned meanwhile begins anew: it is not given what another one was taken.
    tokens?.giveBack(unused, at: now)
    pace.answered(settlement?.answer ?? .other, to: sending, report: settlement?.report, now: now)
    guard let limit = pace.tokensPerMinute, limit != tokens?.perMinute else { return }
    tokens = tokens?.refilled(perMinute: limit) ?? Bucket(perMinute: limit)
  }
}
