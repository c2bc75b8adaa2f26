import Testing

@testable import Providers

@Suite("Requests that wait for their connection")
struct StartLimitTests {
  @Test("no more of them wait at once than a server has room for, and the next goes when one is connected")
  func waits() async {
    let limit = StartLimit(2)
    #expect(await limit.enter())
    #expect(await limit.enter())
    async let third = limit.enter()
    limit.leave()
    #expect(await third)
  }

  @Test("who is stopped meanwhile waits no more, and leaves the place to the next")
  func cancellation() async {
    let limit = StartLimit(1)
    #expect(await limit.enter())
    let stopped = Task { await limit.enter() }
    stopped.cancel()
    #expect(await !stopped.value)
    limit.leave()
    #expect(await limit.enter())
  }
}
