import JobModel
import Testing

@testable import Scheduling

@Suite("A provider that is out of service")
struct ProviderHealthTests {
  private let start = Instant.now

  private func at(_ seconds: Int) -> Instant { start + .seconds(seconds) }

  private static let down = Result<Reply, Failure>.failure(failure(.transient, code: "http_500"))
  private static let answer = Result<Reply, Failure>.success(Reply(text: "a", finish: .stop, usage: nil, model: nil))

  /// One request after another; whether the provider is out after each.
  private func after(_ results: [Result<Reply, Failure>]) -> [Bool] {
    let health = ProviderHealth()
    return results.enumerated().map { place, result in
      health.isOut(after: result, began: at(2 * place), now: at(2 * place + 1))
    }
  }

  @Test("eight failures in a row, and not seven")
  func eight() {
    #expect(after(Array(repeating: Self.down, count: 9)) == Array(repeating: false, count: 7) + [true, true])
  }

  @Test(
    "an answer of any kind begins a new row: a refused item was answered",
    arguments: [answer, .failure(failure(.item, code: "content_filter")), .failure(failure(.model))])
  func reset(_ answer: Result<Reply, Failure>) {
    let seven = Array(repeating: Self.down, count: 7)
    #expect(after(seven + [answer] + seven).allSatisfy { !$0 })
    #expect(after(seven + [answer] + seven + [Self.down]).last == true)
  }

  @Test(
    "a rate limit is no failure of the service, and no sign of health either", arguments: ["rate_limited", "cancelled"])
  func rateLimit(_ code: String) {
    let limited = Result<Reply, Failure>.failure(failure(.transient, code: code))
    #expect(after(Array(repeating: limited, count: 50)).allSatisfy { !$0 })
    let seven = Array(repeating: Self.down, count: 7)
    #expect(after(seven + [limited, limited, Self.down]).last == true)
  }

  @Test("requests that were in flight together fail together, and that is one failure")
  func together() {
    let health = ProviderHealth()
    // Sixteen at a time: seven such bursts are seven failures.
    for burst in 0..<7 {
      for place in 0..<16 {
        let known = at(100 * burst + 50) + .milliseconds(place)
        #expect(!health.isOut(after: Self.down, began: at(100 * burst) + .milliseconds(place), now: known))
      }
    }
    #expect(health.isOut(after: Self.down, began: at(700), now: at(750)))
    #expect(health.isOut(after: Self.down, began: at(701), now: at(751)))
  }

  @Test("an answer among those in flight together resets, the failures that come in after it begin a new row")
  func answerAmong() {
    let health = ProviderHealth()
    for second in 0..<7 { #expect(!health.isOut(after: Self.down, began: at(2 * second), now: at(2 * second + 1))) }
    #expect(!health.isOut(after: Self.answer, began: at(20), now: at(30)))
    #expect(!health.isOut(after: Self.down, began: at(20), now: at(31)))
  }
}
