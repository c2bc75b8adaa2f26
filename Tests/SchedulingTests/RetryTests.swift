import Testing

@testable import JobModel
@testable import Scheduling

@Suite("When a request is asked again")
struct RetryTests {
  private static let contract = Retry(attempts: 6, base: .milliseconds(500), cap: .seconds(60))

  @Test(
    "the waits are base, 2 × base, 4 × base … up to cap, half of each fixed and half random",
    arguments: [
      (1, 250, 375, 500), (2, 500, 750, 1000), (3, 1000, 1500, 2000), (4, 2000, 3000, 4000),
      (7, 16_000, 24_000, 32_000),
      (8, 30_000, 45_000, 60_000), (9, 30_000, 45_000, 60_000), (100, 30_000, 45_000, 60_000),
    ])
  func wait(_ attempt: Int, _ least: Int, _ middle: Int, _ most: Int) {
    #expect(Self.contract.wait(after: attempt, fraction: 0) == .milliseconds(least))
    #expect(Self.contract.wait(after: attempt, fraction: 0.5) == .milliseconds(middle))
    #expect(Self.contract.wait(after: attempt, fraction: 1) == .milliseconds(most))
  }

  @Test(
    "no wait overflows, however long the base and however many the attempts",
    arguments: [1, 2, 41, 42, 63, 64, 65, 1000])
  func overflow(_ attempt: Int) {
    let day = Duration.seconds(366 * 86_400)
    let most = Retry(attempts: 100, base: day, cap: day).wait(after: attempt, fraction: 1)
    #expect(most > day - .milliseconds(1) && most < day + .milliseconds(1))
    #expect(Retry(attempts: 100, base: .zero, cap: .zero).wait(after: attempt, fraction: 1) == .zero)
  }

  @Test("what is likely to pass is asked again, until the attempts are used up")
  func attempts() {
    let retry = Retry(attempts: 3, base: .seconds(1), cap: .seconds(8))
    #expect(retry.next(after: failure(.transient), attempt: 1, fraction: 0) == .again(after: .milliseconds(500)))
    #expect(retry.next(after: failure(.transient), attempt: 2, fraction: 0) == .again(after: .seconds(1)))
    #expect(retry.next(after: failure(.transient), attempt: 3, fraction: 0) == .giveUp)
    #expect(
      Retry(attempts: 1, base: .zero, cap: .zero).next(after: failure(.transient), attempt: 1, fraction: 0) == .giveUp)
  }

  @Test(
    "a retry-after is the least wait, above the cap too",
    arguments: [(0, 750), (100, 750), (750, 750), (20_000, 20_000), (3_600_000, 3_600_000)])
  func retryAfter(_ asked: Int, _ wait: Int) {
    let failure = failure(.transient, retryAfter: .milliseconds(asked))
    #expect(Self.contract.next(after: failure, attempt: 2, fraction: 0.5) == .again(after: .milliseconds(wait)))
  }

  @Test("a retry-after does not add an attempt")
  func retryAfterAtTheEnd() {
    #expect(Self.contract.next(after: failure(.transient, retryAfter: .seconds(1)), attempt: 6, fraction: 0) == .giveUp)
  }

  @Test(
    "what asking again does not help is never asked again",
    arguments: [
      (Failure.Scope.item, NextStep.giveUp), (.model, .stopJob), (.refused, .stopRun(.provider)),
      (.unavailable, .stopRun(.provider)),
    ])
  func final(_ scope: Failure.Scope, _ step: NextStep) {
    #expect(Self.contract.next(after: failure(scope, retryAfter: .seconds(1)), attempt: 1, fraction: 0) == step)
  }
}
