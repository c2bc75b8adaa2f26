/// A limit of so many a minute: a bucket that is refilled continuously and may run into debt.
///
/// Whoever finds it at 0 or above may start, takes all that it needs at once, and the next one waits until that is paid
/// back. So large requests do not starve, nothing is left over that is too small for the next one, and any span of time
/// `t` sees at most what is refilled in `t` and in `catchUp`, and one request.
///
/// It begins at 0: a cold start is no burst. The arithmetic is in whole nanoseconds of refill, so it does not drift.
struct Bucket: Sendable {
  /// How much refill is kept when nobody asks: enough to make good for a timer that wakes late, and no burst.
  static let catchUp = Duration.milliseconds(100)

  private static let minute = 60_000_000_000
  /// More than any request has; as many minutes still fit into an `Int` of nanoseconds.
  private static let most = Int.max / minute

  let perMinute: Int
  /// What was there at `asOf`, as the nanoseconds that it takes to be refilled; below 0 it is owed.
  private var level = 0
  private var asOf: Instant?

  init(perMinute: Int) { self.perMinute = perMinute }

  /// When the next one may start: now, or later.
  func earliestStart(_ now: Instant) -> Instant {
    let level = level(now)
    return level >= 0 ? now : now.advanced(by: .nanoseconds(-level))
  }

  mutating func take(_ count: Int, at now: Instant) { set(level(now) - time(of: count), now) }

  /// Gives back what was taken and not used; less than nothing takes what was used and not taken.
  mutating func giveBack(_ count: Int, at now: Instant) { set(level(now) + time(of: count), now) }

  /// What refill adds is capped, what is given back never: it was paid for.
  private func level(_ now: Instant) -> Int {
    let cap = Self.catchUp.nanoseconds
    guard let asOf, level < cap else { return level }
    return min(cap, level + max((now - asOf).nanoseconds, 0))
  }

  private mutating func set(_ level: Int, _ now: Instant) {
    self.level = level
    asOf = max(now, asOf ?? now)
  }

  /// The same at another speed: what is owed stays owed.
  func refilled(perMinute other: Int) -> Bucket {
    var bucket = Bucket(perMinute: other)
    bucket.level = Int(Double(level) * Double(perMinute) / Double(other))
    bucket.asOf = asOf
    return bucket
  }

  private func time(of count: Int) -> Int {
    let whole = min(max(count, -Self.most), Self.most) * Self.minute
    // Rounded up: never faster than the limit.
    return whole / perMinute + (whole % perMinute > 0 ? 1 : 0)
  }
}
