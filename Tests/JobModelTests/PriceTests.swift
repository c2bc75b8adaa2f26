import JobModel
import OrderedCollections
import Testing
import Values

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

  @Test("no amount and no count of tokens ends the program: sums stop at the largest that fits")
  func saturates() {
    let price = Price(input: .max, cachedInput: 1, output: .max)
    #expect(price.cost(Usage(input: 2, output: .max)) == Money(picoDollars: .max))
    #expect(price.worstCase(of: question(["a"], maxTokens: .max)) == Money(picoDollars: .max))
  }

  private func question(_ texts: [String], maxTokens: Int?, extra: ValueMap = [:]) -> Question {
    Question(
      api: .chat, model: "m", messages: texts.map { Message(role: .user, text: $0) },
      settings: Settings(maxTokens: maxTokens, extra: extra), sample: 1)
  }

  @Test("the worst case takes every byte for a token, and all of max_tokens")
  func worstCase() throws {
    let price = Price(input: 3, cachedInput: 1, output: 5)
    // 5 bytes and 3, eight more for each message, 128 for the request; é and the herb are two and four bytes.
    #expect(
      price.worstCase(of: question(["basil", "abc"], maxTokens: 100))
        == Money(picoDollars: (5 + 3 + 16 + 128) * 3 + 500))
    #expect(price.worstCase(of: question(["é🌿"], maxTokens: 1)) == Money(picoDollars: (6 + 8 + 128) * 3 + 5))
  }

  @Test("without max_tokens the model's longest reply bounds the cost, and without that nothing does")
  func unbounded() {
    let price = Price(input: 1, cachedInput: 1, output: 1)
    #expect(price.worstCase(of: question(["a"], maxTokens: nil)) == nil)
    let known = price.withLongestReply(1000)
    #expect(known.worstCase(of: question(["a"], maxTokens: nil)) == Money(picoDollars: 137 + 1000))
    #expect(known.worstCase(of: question(["a"], maxTokens: 10)) == Money(picoDollars: 137 + 10))
    // It goes into the body over whatever galley sets.
    let hidden = question(["a"], maxTokens: 10, extra: [MapKey("max_completion_tokens"): .integer(5000)])
    #expect(known.worstCase(of: hidden) == nil)
  }

  /// Rates that tell all apart.
  private let tiered = Price(steps: [
    .standard: [
      Price.Step(
        above: 1000, rates: Price.Rates(input: 20, cachedInput: 2, cacheWrite: 20, output: 200, reasoning: 300)),
      Price.Step(above: 0, rates: Price.Rates(input: 10, cachedInput: 1, cacheWrite: 10, output: 100, reasoning: 150)),
    ],
    .flex: [
      Price.Step(above: 0, rates: Price.Rates(input: 5, cachedInput: 1, cacheWrite: 5, output: 50, reasoning: 75))
    ],
    .priority: [
      Price.Step(above: 0, rates: Price.Rates(input: 40, cachedInput: 4, cacheWrite: 50, output: 400, reasoning: 600))
    ],
  ])

  @Test("reasoning costs its own price, and a long request its own in whole")
  func steps() {
    #expect(
      tiered.cost(Usage(input: 1000, cachedInput: 100, output: 10, reasoning: 4)).picoDollars == 9_100 + 600 + 600)
    #expect(tiered.cost(Usage(input: 1001, output: 10)).picoDollars == 20_020 + 2000)
  }

  @Test("what fills a cache costs what that costs, and all that may have where the provider does not say")
  func cacheWrites() {
    func cost(_ written: Int?) -> Int {
      tiered.cost(
        Usage(input: 100, cachedInput: 20, cacheWritten: written, serviceTier: "priority")
      ).picoDollars
    }
    #expect(cost(30) == 50 * 40 + 30 * 50 + 20 * 4)
    #expect(cost(0) == 80 * 40 + 20 * 4)
    #expect(cost(nil) == 80 * 50 + 20 * 4)
    #expect(tiered.cost(Usage(input: 100)).picoDollars == 1000)
  }

  @Test(
    "the reported tier is paid; unreported, the dearest of those that the request may have been worked on in",
    arguments: [
      ("flex", "flex", 5), ("flex", "default", 10), ("flex", nil, 10), ("priority", "priority", 40),
      ("priority", "default", 10), ("priority", nil, 40), (nil, nil, 40), (nil, "flex", 5), (nil, "priority", 40),
      // Another's word for a tier: as if none was reported.
      ("priority", "turbo", 40), ("auto", nil, 40), ("default", nil, 10), ("batch", "batch", 10),
    ] as [(String?, String?, Int)])
  func tier(_ asked: String?, _ reported: String?, _ picoDollars: Int) {
    let settings = Settings(extra: asked.map { [MapKey("service_tier"): .string($0)] } ?? [:])
    #expect(
      tiered.cost(Usage(input: 1, cacheWritten: 0, serviceTier: reported), of: settings).picoDollars == picoDollars)
  }

  @Test(
    "money is held for the dearer of the usual tier and the one that is asked for, and for the dearest of all where that is the provider's choice",
    arguments: [
      ("flex", 10, 150), ("default", 10, 150), ("priority", 50, 600), ("auto", 50, 600), (nil, 50, 600),
    ] as [(String?, Int, Int)])
  func heldTier(_ tier: String?, _ input: Int, _ output: Int) {
    let question = question(["a"], maxTokens: 1, extra: tier.map { [MapKey("service_tier"): .string($0)] } ?? [:])
    #expect(tiered.worstCase(of: question)?.picoDollars == question.inputTokenBound * input + output)
  }

  @Test("a tier that costs less in long requests is bounded by its short ones")
  func cheaperSteps() {
    func rates(_ all: Int) -> Price.Rates {
      Price.Rates(input: all, cachedInput: all, cacheWrite: all, output: all, reasoning: all)
    }
    let price = Price(steps: [
      .standard: [Price.Step(above: 0, rates: rates(10)), Price.Step(above: 150, rates: rates(1))]
    ])
    let long = question([String(repeating: "a", count: 30)], maxTokens: 1)
    // Its 166 bytes may be 150 tokens.
    #expect(price.worstCase(of: long) == Money(picoDollars: 151 * 10))
  }
}
