package import JobModel

/// The pace of requests to one provider and model whose limit nobody has declared: learned from what it answers.
///
/// It says nothing until something is known: a limit in a response's headers, a refusal (429), or what an earlier run
/// has learned. From then on requests start one after the other at an even pace. A value: every time is handed in.
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

  /// - Parameter remembered: what an earlier run has learned.
  package init(remembered: LearnedLimit? = nil) {
    rate = remembered?.requestsPerMinute.map { Double($0) / 60 }
    tokensPerMinute = remembered?.tokensPerMinute
  }

  /// What headers have said, or an earlier run has learned; a bucket of it is to be kept as if it were declared.
  package private(set) var tokensPerMinute: Int?
  /// No request starts before: the provider asked for it, or refuses everything at present.
  package private(set) var pausedUntil: Instant?
  /// Requests a second; nil while nothing is known.
  private var rate: Double?
  private var nextStart: Instant?
  private var sendings = 0

  /// What to remember for the next run.
  package var learned: LearnedLimit {
    LearnedLimit(requestsPerMinute: rate.map { Int(($0 * 60).rounded(.down)) }, tokensPerMinute: tokensPerMinute)
  }

  /// When the next request may start; nil where it may at once.
  package func earliestStart(_ now: Instant) -> Instant? {
    let start = max(nextStart ?? now, pausedUntil ?? now)
    return start > now ? start : nil
  }

  /// A request starts.
  package mutating func sent(_ now: Instant) -> Sending {
    sendings += 1
    if let rate { nextStart = max(nextStart ?? now, now).advanced(by: .seconds(1 / rate)) }
    return Sending(number: sendings, at: now)
  }

  /// A request has ended.
  ///
  /// - Parameter report: what the response's headers say.
  package mutating func answered(_ answer: Answer, to sending: Sending, report: LimitReport?, now: Instant) {
    if case .limited(let wait?) = answer { pausedUntil = max(pausedUntil ?? now, now.advanced(by: wait)) }
  }
}
