import Foundation
import Testing

@testable import Ledger

@Suite("Waiting for the lock", .timeLimit(.minutes(1)))
struct LockWaitTests {
  @Test("who waits is told whom for, once, and has the lock when the other lets go")
  func had() async throws {
    let scene = try Scene()
    let first = try WorkspaceLock.acquire(scene.directory)
    var told: [LockError] = []
    let second = try await WorkspaceLock.acquire(
      scene.directory,
      waiting: {
        told.append($0)
        first.release()
      }, until: untilCancelled)
    #expect(told.map(\.holder).first?.contains("(pid \(getpid()) on ") == true)
    #expect(told.count == 1)
    #expect(throws: LockError.self) { try WorkspaceLock.acquire(scene.directory) }
    second.release()
    _ = try WorkspaceLock.acquire(scene.directory)
  }

  @Test("a lock that is free is had at once, with no word of a wait")
  func free() async throws {
    let scene = try Scene()
    _ = try await WorkspaceLock.acquire(
      scene.directory, waiting: { Issue.record("it waits for \($0)") }, until: untilCancelled)
  }

  @Test("a wait that is given up says who has the lock, and leaves nothing behind that takes it later")
  func givenUp() async throws {
    let scene = try Scene()
    let first = try WorkspaceLock.acquire(scene.directory)
    for _ in 0..<3 {
      let refusal = await #expect(throws: LockError.self) {
        try await WorkspaceLock.acquire(scene.directory, waiting: { _ in }, until: {})
      }
      #expect(refusal?.description.contains("pid \(getpid())") == true)
    }
    first.release()
    // The threads of the three that gave up get it in turn, and let go of it.
    let last = try await WorkspaceLock.acquire(scene.directory, waiting: { _ in }, until: untilCancelled)
    last.release()
  }

  @Test("a task that is cancelled waits no longer")
  func cancelled() async throws {
    let scene = try Scene()
    let first = try WorkspaceLock.acquire(scene.directory)
    let (waits, begun) = AsyncStream<Void>.makeStream()
    let waiting = Task {
      try await WorkspaceLock.acquire(
        scene.directory, waiting: { _ in begun.finish() }, until: untilCancelled)
    }
    for await _ in waits {}
    waiting.cancel()
    await #expect(throws: LockError.self) { try await waiting.value }
    first.release()
  }

  @Test("a lock whose folder was deleted while it was waited for is not taken: another run may have made a new one")
  func deleted() async throws {
    let scene = try Scene()
    let first = try WorkspaceLock.acquire(scene.directory)
    let refusal = await #expect(throws: LockError.self) {
      try await WorkspaceLock.acquire(
        scene.directory,
        waiting: { _ in
          unlink(scene.directory + "/lock")
          first.release()
        }, until: untilCancelled)
    }
    guard case .unwritable? = refusal else { return #expect(Bool(false), "\(String(describing: refusal))") }
  }
}

/// Returns when the task is cancelled.
@Sendable private func untilCancelled() async {
  let (stream, continuation) = AsyncStream<Never>.makeStream()
  for await _ in stream {}
  continuation.finish()
}
