import JobModel
import Testing

@testable import Scheduling

private func fingerprint(_ number: UInt8) -> Fingerprint { Fingerprint(bytes: Array(repeating: number, count: 32)) }

@MainActor
@Suite("Equal questions in flight share one request", .timeLimit(.minutes(1)))
struct QuestionsInFlightTests {
  private struct Broken: Error {}

  @Test("who comes second waits until the first has ended, and then looks again")
  func shared() async throws {
    let questions = QuestionsInFlight()
    let door = Door()
    let first = Task { @MainActor in
      await questions.claim(fingerprint(1)) { () async -> String in
        await door.pass()
        return "asked"
      }
    }
    await door.untilCame(1)
    var answered = 0
    var asked = 0
    var others: [Task<String?, Never>] = []
    for _ in 0..<5 {
      others.append(
        Task { @MainActor in
          asked += 1
          let answer = await questions.claim(fingerprint(1)) { () async -> String in "asked again" }
          answered += 1
          return answer
        })
    }
    while asked < 5 { await Task.yield() }
    #expect(answered == 0)
    await door.open()
    #expect(await first.value == "asked")
    for other in others { #expect(await other.value == nil) }
    #expect(await questions.claim(fingerprint(1)) { () async -> String in "free again" } == "free again")
  }

  @Test("other questions are not held up")
  func others() async throws {
    let questions = QuestionsInFlight()
    let answer = await questions.claim(fingerprint(1)) { () async -> Int? in
      await questions.claim(fingerprint(2)) { () async -> Int in 2 }
    }
    #expect(answer == .some(2))
  }

  @Test("a question that ended in an error can be asked again, and those who waited are let go")
  func failed() async throws {
    let questions = QuestionsInFlight()
    let door = Door()
    let first = Task { @MainActor in
      try await questions.claim(fingerprint(1)) { () async throws(Broken) -> Int in
        await door.pass()
        throw Broken()
      }
    }
    await door.untilCame(1)
    var hasAsked = false
    let second = Task { @MainActor in
      hasAsked = true
      return await questions.claim(fingerprint(1)) { () async -> Int in 2 }
    }
    while !hasAsked { await Task.yield() }
    await door.open()
    await #expect(throws: Broken.self) { try await first.value }
    #expect(await second.value == nil)
    #expect(await questions.claim(fingerprint(1)) { () async -> Int in 3 } == 3)
  }
}
