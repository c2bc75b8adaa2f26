/// A moment on the clock that never goes back, to the nanosecond.
///
/// The library's own is not frozen: the compiler does not know how large one is, so all that holds one is copied by functions that
/// ask for its type while the program runs. For requests, whose limits are full of moments, that was a fifteenth of the time.
package struct Instant: InstantProtocol, Sendable {
  /// Since the first moment that was asked for.
  private let nanoseconds: Int

  private static let first = ContinuousClock.now

  package static var now: Instant { Instant(nanoseconds: (ContinuousClock.now - first).nanoseconds) }

  /// The last one that there is where the sum does not fit.
  package func advanced(by duration: Duration) -> Instant {
    let (sum, overflow) = nanoseconds.addingReportingOverflow(duration.nanoseconds)
    return Instant(nanoseconds: overflow ? (duration < .zero ? .min : .max) : sum)
  }

  package func duration(to other: Instant) -> Duration {
    .nanoseconds(other.nanoseconds.subtractingReportingOverflow(nanoseconds).partialValue)
  }

  package static func < (a: Instant, b: Instant) -> Bool { a.nanoseconds < b.nanoseconds }
  package static func + (instant: Instant, duration: Duration) -> Instant { instant.advanced(by: duration) }
  package static func += (instant: inout Instant, duration: Duration) { instant = instant + duration }
  package static func - (instant: Instant, duration: Duration) -> Instant { instant.advanced(by: .zero - duration) }
  package static func - (a: Instant, b: Instant) -> Duration { b.duration(to: a) }
}

extension Duration {
  /// Whole nanoseconds, at most as many as fit.
  var nanoseconds: Int {
    let (seconds, attoseconds) = components
    let (whole, tooMany) = Int(seconds).multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, overflow) = whole.addingReportingOverflow(Int(attoseconds / 1_000_000_000))
    return tooMany || overflow ? (seconds < 0 ? .min : .max) : sum
  }
}
