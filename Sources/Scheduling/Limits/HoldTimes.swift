import JobModel

/// How long what held a run back, since it was last asked.
///
/// Why not what holds it back at the moment of asking: each answer lets the next one go, and for an instant nobody waits.
struct HoldTimes: Sendable {
  /// What the first in line waits for now; nil where nobody waits.
  private(set) var current: HoldBack?
  private var since: Instant
  private var times: [HoldBack?: Duration] = [:]

  init(from start: Instant) { since = start }

  mutating func set(_ hold: HoldBack?, at now: Instant) {
    guard hold != current else { return }
    pass(now)
    current = hold
  }

  /// What held it back longest, nil where that is nothing; counts anew from now on.
  mutating func take(at now: Instant) -> HoldBack? {
    pass(now)
    defer { times = [:] }
    // In favour of what holds it back now, where no time has passed.
    let now = times[current, default: .zero]
    return times.first { $0.value > now && $0.value == times.values.max() }?.key ?? current
  }

  private mutating func pass(_ now: Instant) {
    times[current, default: .zero] += max(now - since, .zero)
    since = max(now, since)
  }
}
