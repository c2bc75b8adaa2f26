/// Leaves a provider alone for as long as it asked: one answer speaks for all requests that wait for it.
final class ProviderPauses: Sendable {
  private struct Pause {
    let provider: String
    let duration: Duration
  }

  private let admission: Admission
  private let pauses: AsyncStream<Pause>
  private let begin: AsyncStream<Pause>.Continuation

  init(_ admission: Admission) {
    self.admission = admission
    (pauses, begin) = AsyncStream.makeStream()
  }

  /// From now on no request to the provider starts; of several pauses the last to end counts.
  ///
  /// - Returns: whether the provider was left alone already.
  func hold(_ provider: String, for duration: Duration) -> Bool {
    let wasHeld = admission.hold(provider)
    begin.yield(Pause(provider: provider, duration: duration))
    return wasHeld
  }

  /// Ends each pause in its time; returns after `end`.
  func keep(_ clock: any Clock<Duration>) async {
    await withDiscardingTaskGroup { group in
      for await pause in pauses {
        group.addTask {
          try? await clock.sleep(for: pause.duration)
          self.admission.release(pause.provider)
        }
      }
      group.cancelAll()
    }
  }

  /// Nobody waits any more.
  func end() { begin.finish() }
}
