/// How long a rate has been right: refusals while it is kept.
struct Peace: Sendable {
  private static let requests = 300
  private static let time = Duration.seconds(60)

  private var last: Int?
  private var refusals = 0

  /// - Returns: how many requests after the refusal before it.
  mutating func refused(_ sending: LearnedPace.Sending) -> Int {
    defer { last = sending.number }
    refusals += 1
    return last.map { sending.number - $0 } ?? .max
  }

  /// Whether it was for so long that the limit may have been raised; longer after each refusal.
  ///
  /// - Parameter streak: requests that were let through in a row.
  func isLong(_ streak: Int, since start: Instant, _ now: Instant) -> Bool {
    streak > Self.requests << min(refusals, 10) && now - start > Self.time
  }
}
