package import Ledger

/// The workspace's lock for a run, at once or after a wait.
package struct LockWait: Sendable {
  let longest: Duration?
  let clock: any Clock<Duration>
  let untilStopped: @Sendable () async -> Void
  let say: @Sendable (String) -> Void

  /// - Parameters:
  ///   - longest: how long to wait for who has the lock; nil: not at all.
  ///   - untilStopped: returns when a signal ends the wait.
  ///   - say: takes the one word that there is a wait, and for whom.
  package init(
    _ longest: Duration?, clock: any Clock<Duration>, untilStopped: @escaping @Sendable () async -> Void,
    say: @escaping @Sendable (String) -> Void
  ) {
    self.longest = longest
    self.clock = clock
    self.untilStopped = untilStopped
    self.say = say
  }

  /// - Parameter state: the workspace's `output/.galley`.
  package func acquire(_ state: String) async throws(LockError) -> WorkspaceLock {
    guard let longest, longest > .zero else { return try WorkspaceLock.acquire(state) }
    return try await WorkspaceLock.acquire(
      state, waiting: { say("\($0.holder); waiting for it") },
      until: {
        await withTaskGroup { group in
          group.addTask { try? await clock.sleep(for: longest) }
          group.addTask { await untilStopped() }
          await group.next()
          group.cancelAll()
        }
      })
  }
}
