import JobModel
import Testing

@Suite("Money is exact")
struct PriceTests {
  @Test(
    "a price is read to the micro-dollar",
    arguments: [
      ("0.25", 250_000), ("2.00", 2_000_000), ("0.025", 25_000), ("0", 0), ("15", 15_000_000), (".5", 500_000),
      ("3.", 3_000_000), ("0.000001", 1), ("1000000", 1_000_000_000_000),
    ])
  func read(_ text: String, _ picoDollars: Int) {
    #expect(Price.picoDollarsPerToken(text) == picoDollars)
  }

  @Test(
    "anything else is no price: better none than a wrong one",
    arguments: ["", ".", "0.0000001", "-1", "+1", "1e3", "1,5", "$2", "1.2.3", "1000001", "0x10", "٣", "free", " 1"])
  func refused(_ text: String) {
    #expect(Price.picoDollarsPerToken(text) == nil)
  }

  @Test(
    "usage costs its tokens, cached ones at their own price, and nothing is rounded",
    arguments: [
      (Usage(input: 1), 250_000), (Usage(output: 1), 2_000_000), (Usage(input: 10, cachedInput: 4), 1_600_000),
      (Usage(input: 10, cachedInput: 10), 250_000), (Usage(output: 100, reasoning: 90), 200_000_000),
      // A provider that counts more cached than there were pays for no input below zero.
      (Usage(input: 3, cachedInput: 9), 75_000), (Usage(), 0),
    ])
  func cost(_ usage: Usage, _ picoDollars: Int) {
    let price = Price(input: 250_000, cachedInput: 25_000, output: 2_000_000)
    #expect(price.cost(usage) == Money(picoDollars: picoDollars))
  }

  @Test("ten million replies add up to the pico-dollar")
  func sum() {
    let one = Price(input: 1, cachedInput: 1, output: 1).cost(Usage(input: 1, output: 2))
    #expect((0..<1000).reduce(Money.zero) { sum, _ in sum + one } == Money(picoDollars: 3000))
  }

  private func question(_ texts: [String], maxTokens: Int?) -> Question {
    Question(
      api: .chat, model: "m", messages: texts.map { Message(role: .user, text: $0) },
      settings: Settings(maxTokens: maxTokens), sample: 1)
  }

  @Test("the worst case takes every byte for a token, and all of max_tokens")
  func worstCase() throws {
    let price = Price(input: 3, cachedInput: 1, output: 5)
    // 5 bytes and 3, eight more for each message; é and the herb are two and four bytes.
    #expect(
      price.worstCase(of: question(["basil", "abc"], maxTokens: 100)) == Money(picoDollars: (5 + 3 + 16) * 3 + 500))
    #expect(price.worstCase(of: question(["é🌿"], maxTokens: 1)) == Money(picoDollars: (6 + 8) * 3 + 5))
  }

  @Test("without max_tokens nothing bounds the cost, so there is no worst case")
  func unbounded() {
    #expect(Price(input: 1, cachedInput: 1, output: 1).worstCase(of: question(["a"], maxTokens: nil)) == nil)
  }

  @Test("the estimate is never above the bound", arguments: ["", "a", "abcd", "Write an article about basil.", "羅勒🌿"])
  func estimate(_ text: String) {
    let question = question([text, "b"], maxTokens: 1)
    #expect(question.inputTokenEstimate <= question.inputTokenBound)
    #expect(question.inputTokenEstimate > 0)
  }
}
