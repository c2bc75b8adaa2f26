import Synchronization

/// A clock on which no time passes: every wait is put on record, and ends at once or when its task is cancelled.
package final class HandClock: Clock, Sendable {
  package struct Instant: InstantProtocol {
    package let offset: Duration
    package func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
    package func duration(to other: Instant) -> Duration { other.offset - offset }
    package static func < (a: Instant, b: Instant) -> Bool { a.offset < b.offset }
  }

  private let record = Mutex<[Duration]>([])
  private let ends: @Sendable (Duration) -> Bool

  /// - Parameter ends: the waits that end at once.
  package init(ends: @escaping @Sendable (Duration) -> Bool) { self.ends = ends }

  /// One on which every wait lasts until its task is cancelled.
  package static var still: HandClock { HandClock { _ in false } }

  /// All that were begun, in their order.
  package var waits: [Duration] { record.withLock { $0 } }
  package var now: Instant { Instant(offset: .zero) }
  package var minimumResolution: Duration { .nanoseconds(1) }

  package func sleep(until deadline: Instant, tolerance: Duration?) async throws {
    record.withLock { $0.append(deadline.offset) }
    try Task.checkCancellation()
    if ends(deadline.offset) { return }
    await untilCancelled()
    throw CancellationError()
  }
}

/// Returns when the task is cancelled.
package func untilCancelled() async {
  let (stream, continuation) = AsyncStream<Never>.makeStream()
  for await _ in stream {}
  continuation.finish()
}
