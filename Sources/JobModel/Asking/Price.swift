/// What a model's tokens cost.
package struct Price: Hashable, Sendable {
  /// Pico-dollars for one token, which is micro-dollars for a million.
  package struct Rates: Hashable, Sendable {
    package let input: Int
    /// For input that the provider had in its cache.
    package let cachedInput: Int
    /// For input that it puts there; some take more for that than for input.
    package let cacheWrite: Int
    package let output: Int
    package let reasoning: Int

    package init(input: Int, cachedInput: Int, cacheWrite: Int, output: Int, reasoning: Int) {
      self.input = input
      self.cachedInput = cachedInput
      self.cacheWrite = cacheWrite
      self.output = output
      self.reasoning = reasoning
    }
  }

  /// Rates that hold for a whole request with more than so many tokens of input.
  package struct Step: Hashable, Sendable {
    package let above: Int
    package let rates: Rates

    package init(above: Int, rates: Rates) {
      self.above = above
      self.rates = rates
    }
  }

  /// By tier, in the order of their bounds; the first one is above nothing.
  private let steps: [ServiceTier: [Step]]
  /// The most tokens that the model answers with; nil where that is unknown.
  package let longestReply: Int?

  /// - Parameter steps: of each tier that has rates of its own, the one above nothing among them.
  /// - Precondition: the standard tier has.
  package init(steps: [ServiceTier: [Step]], longestReply: Int? = nil) {
    precondition(steps[.standard]?.contains { $0.above <= 0 } == true)
    self.steps = steps.mapValues { $0.sorted { $0.above < $1.above } }
    self.longestReply = longestReply
  }

  /// The same in each tier, whatever the length.
  package init(input: Int, cachedInput: Int, output: Int, longestReply: Int? = nil) {
    let rates = Rates(
      input: input, cachedInput: cachedInput, cacheWrite: input, output: output, reasoning: output)
    self.init(
      steps: Dictionary(uniqueKeysWithValues: ServiceTier.allCases.map { ($0, [Step(above: 0, rates: rates)]) }),
      longestReply: longestReply)
  }

  /// The same rates, of a model that answers with so many tokens at most.
  package func withLongestReply(_ tokens: Int?) -> Price { Price(steps: steps, longestReply: tokens) }

  /// Whether the tier has rates of its own. One that has none is taken to cost what the standard one does.
  package func knows(_ tier: ServiceTier) -> Bool { steps[tier] != nil }

  /// Whether nothing costs anything, in any tier.
  package var isFree: Bool {
    let nothing = Rates(input: 0, cachedInput: 0, cacheWrite: 0, output: 0, reasoning: 0)
    return steps.values.allSatisfy { $0.allSatisfy { $0.rates == nothing } }
  }

  /// The rates of a tier, those for longer requests behind those for shorter ones; empty where it has none of its own.
  package func steps(of tier: ServiceTier) -> [Step] { steps[tier] ?? [] }

  /// - Parameter input: the request's tokens, which decide where long ones cost more.
  package func rates(_ tier: ServiceTier, input: Int) -> Rates {
    let steps = steps[tier] ?? steps[.standard] ?? []
    // The initializer has seen that the first is there and above nothing.
    return (steps.last { input > $0.above } ?? steps[0]).rates
  }

  /// What usage costs in the tier that it reports, or in the standard one.
  package func cost(_ usage: Usage) -> Money {
    cost(usage, in: usage.serviceTier.flatMap { ServiceTier(word: $0) } ?? .standard)
  }

  /// What a request cost: in the tier that the provider reports to have worked in, or else in the dearest of those that
  /// it may have.
  package func cost(_ usage: Usage, of settings: Settings) -> Money {
    if let tier = usage.serviceTier.flatMap({ ServiceTier(word: $0) }) { return cost(usage, in: tier) }
    return tiers(of: settings).map { cost(usage, in: $0) }.reduce(.zero, max)
  }

  package func cost(_ usage: Usage, in tier: ServiceTier) -> Money {
    let rates = rates(tier, input: usage.input)
    let cached = min(max(usage.cachedInput, 0), usage.input)
    let fresh = usage.input - cached
    // Who takes more for filling the cache, and does not say how much was, may have filled it with everything.
    let written = min(max(usage.cacheWritten ?? (rates.cacheWrite > rates.input ? fresh : 0), 0), fresh)
    let reasoning = min(max(usage.reasoning, 0), usage.output)
    return Money(tokens: fresh - written, at: rates.input) + Money(tokens: written, at: rates.cacheWrite)
      + Money(tokens: cached, at: rates.cachedInput) + Money(tokens: reasoning, at: rates.reasoning)
      + Money(tokens: usage.output - reasoning, at: rates.output)
  }

  /// Reads USD for a million tokens; nil for anything but a number with at most six decimals.
  package static func picoDollarsPerToken(_ text: String) -> Int? {
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let digits = parts.allSatisfy { $0.utf8.allSatisfy { (48...57).contains($0) } }
    guard digits, let dollars = Int(parts[0].isEmpty ? "0" : parts[0]), dollars <= 1_000_000 else { return nil }
    let decimals = parts.count == 2 ? String(parts[1]) : ""
    guard !(parts[0].isEmpty && decimals.isEmpty), decimals.utf8.count <= 6 else { return nil }
    let millionths = Int(decimals + String(repeating: "0", count: 6 - decimals.utf8.count)) ?? 0
    return dollars * 1_000_000 + millionths
  }
}

extension Money {
  /// The largest amount that fits where the product does not.
  init(tokens: Int, at picoDollars: Int) {
    let (product, overflow) = tokens.multipliedReportingOverflow(by: picoDollars)
    self.init(picoDollars: overflow ? .max : product)
  }
}
