import JobModel

/// Why the first in line cannot go.
struct Obstacle: Sendable {
  let what: HoldBack
  /// When it may be gone; nil: when somebody leaves.
  let until: Instant?

  /// Of two the one that lasts longer; who must leave may take for ever. A provider that wants to be left alone is named
  /// as long as it does, whatever else there is.
  static func later(_ a: Obstacle?, _ b: Obstacle?) -> Obstacle? {
    guard let a else { return b }
    guard let b else { return a }
    let what = a.what == .provider || b.what == .provider ? HoldBack.provider : nil
    guard let first = a.until, let second = b.until else {
      return Obstacle(what: what ?? (a.until == nil ? a.what : b.what), until: nil)
    }
    return Obstacle(what: what ?? (first >= second ? a.what : b.what), until: max(first, second))
  }
}

extension Bucket {
  func obstacle(_ what: HoldBack, _ now: Instant) -> Obstacle? {
    let start = earliestStart(now)
    return start > now ? Obstacle(what: what, until: start) : nil
  }
}

/// The limits of a job, of a provider or of the whole run, and what counts against them.
struct Meter: Sendable {
  let places: Int
  private(set) var inFlight = 0
  private var requests: Bucket?
  private var tokens: Bucket?

  init(places: Int = .max, requestsPerMinute: Int? = nil, tokensPerMinute: Int? = nil) {
    self.places = places
    requests = requestsPerMinute.map { Bucket(perMinute: $0) }
    tokens = tokensPerMinute.map { Bucket(perMinute: $0) }
  }

  init(_ limits: RateLimits) {
    self.init(
      places: limits.concurrency?.fixed ?? .max, requestsPerMinute: limits.requestsPerMinute,
      tokensPerMinute: limits.tokensPerMinute)
  }

  func obstacle(_ now: Instant) -> Obstacle? {
    if inFlight >= places { return Obstacle(what: .concurrency, until: nil) }
    return Obstacle.later(requests?.obstacle(.requests, now), tokens?.obstacle(.tokens, now))
  }

  mutating func enter(tokens count: Int, at now: Instant) {
    inFlight += 1
    requests?.take(1, at: now)
    tokens?.take(count, at: now)
  }

  /// - Parameters:
  ///   - wasSent: the request went out; else it never was.
  ///   - unused: tokens that were counted and not used.
  mutating func leave(wasSent: Bool, unused: Int, at now: Instant) {
    inFlight -= 1
    if !wasSent { requests?.giveBack(1, at: now) }
    tokens?.giveBack(unused, at: now)
  }
}

extension RateLimits {
  /// Whether it is known how fast requests may come.
  var isPaced: Bool { requestsPerMinute != nil || tokensPerMinute != nil }
}
