import JobModel
import Synchronization

/// Equal questions in flight share one request: who comes second waits for the first to end, and looks again.
final class QuestionsInFlight: Sendable {
  private let waiting = Mutex<[Fingerprint: [CheckedContinuation<Void, Never>]]>([:])

  /// Whether somebody asks this question now.
  func isAsked(_ fingerprint: Fingerprint) -> Bool { waiting.withLock { $0[fingerprint] != nil } }

  /// What `body` gives if nobody asks this question now; else waits until that one has ended, and gives nil.
  func claim<Answer, Failure: Error>(
    _ fingerprint: Fingerprint, _ body: () async throws(Failure) -> Answer
  ) async throws(Failure) -> Answer? {
    let mine = waiting.withLock { waiting in
      if waiting[fingerprint] != nil { return false }
      waiting[fingerprint] = []
      return true
    }
    guard mine else {
      await wait(for: fingerprint)
      return nil
    }
    defer { release(fingerprint) }
    return try await body()
  }

  private func wait(for fingerprint: Fingerprint) async {
    await withCheckedContinuation { continuation in
      let ended = waiting.withLock { waiting in
        if waiting[fingerprint] == nil { return true }
        waiting[fingerprint]?.append(continuation)
        return false
      }
      if ended { continuation.resume() }
    }
  }

  private func release(_ fingerprint: Fingerprint) {
    let others = waiting.withLock { $0.removeValue(forKey: fingerprint) } ?? []
    for other in others { other.resume() }
  }
}
