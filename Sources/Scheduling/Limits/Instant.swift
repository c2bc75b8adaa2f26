/// A moment on the clock that never goes back.
typealias Instant = ContinuousClock.Instant

extension Duration {
  /// Whole nanoseconds, at most as many as fit.
  var nanoseconds: Int {
    let (seconds, attoseconds) = components
    let (whole, tooMany) = Int(seconds).multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, overflow) = whole.addingReportingOverflow(Int(attoseconds / 1_000_000_000))
    return tooMany || overflow ? (seconds < 0 ? .min : .max) : sum
  }
}
