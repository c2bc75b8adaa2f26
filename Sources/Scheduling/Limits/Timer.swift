/// The clock by which a run waits, handed in so that tests can hold it.
struct Timer: Sendable {
  let now: @Sendable () -> Instant
  /// - Throws: `CancellationError`
  let sleep: @Sendable (Duration) async throws -> Void

  init(_ clock: any Clock<Duration>) { self = clock.timer() }

  fileprivate init(now: @escaping @Sendable () -> Instant, sleep: @escaping @Sendable (Duration) async throws -> Void) {
    self.now = now
    self.sleep = sleep
  }
}

extension Clock<Duration> {
  /// Its times, as those of the clock that all limits count by.
  fileprivate func timer() -> Timer {
    let sleep: @Sendable (Duration) async throws -> Void = { try await self.sleep(for: $0) }
    // It is that clock itself: asked directly, it answers ten times as fast.
    if self is ContinuousClock { return Timer(now: { Scheduling.Instant.now }, sleep: sleep) }
    let (began, start) = (now, Scheduling.Instant.now)
    return Timer(now: { start + began.duration(to: self.now) }, sleep: sleep)
  }
}
