import Testing

@testable import Scheduling

@Suite("--limit")
struct AskLimitTests {
  @Test("so many may be asked for, and it is said that there were more")
  func counts() {
    var limit = AskLimit(2)
    var taken = (0..<2).map { _ in limit.take() }
    #expect(!limit.reached, "nobody was turned away yet")
    taken.append(limit.take())
    #expect(taken == [true, true, false])
    #expect(limit.reached)
  }

  @Test("without a limit nobody is turned away, with 0 everybody")
  func edges() {
    var unlimited = AskLimit(nil)
    let taken = (0..<1000).map { _ in unlimited.take() }
    #expect(!taken.contains(false))
    var none = AskLimit(0)
    let first = none.take()
    #expect(!first)
  }
}
