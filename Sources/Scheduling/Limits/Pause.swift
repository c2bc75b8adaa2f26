/// How long a provider is left alone, since it asked for that: one answer speaks for all requests.
struct Pause: Sendable {
  /// nil where it never asked.
  private(set) var until: Instant?
  private var known: Instant?
  private var length = Duration.zero

  /// - Parameters:
  ///   - length: what the answer asks for.
  ///   - began: when its request was sent. One that was under way when the pause became known says nothing new, unless it
  ///     asks for more.
  /// - Returns: whether the provider was not left alone before, and is now.
  mutating func extend(by length: Duration, began: Instant, now: Instant) -> Bool {
    if let known, began < known, length <= self.length { return false }
    let (before, end) = (until ?? now, now + length)
    guard end > before else { return false }
    (until, known, self.length) = (end, now, length)
    return before <= now
  }
}
