package import JobModel

/// What requests will probably take, from low to high.
package struct Forecast: Sendable {
  package var low = Usage()
  /// nil where nothing bounds the replies and no earlier one says how long they are.
  package var high: Usage? = Usage()
  /// nil where the model's price is unknown.
  package var lowCost: Money?
  /// nil where the price or a bound is unknown.
  package var highCost: Money?

  package var tokens: (low: Int, high: Int?) { (low.tokens, high?.tokens) }

  /// The middle; the lowest where nothing bounds it.
  package var middle: Usage {
    guard let high else { return low }
    return Usage(input: (low.input + high.input) / 2, output: (low.output + high.output) / 2)
  }

  /// Of two jobs: both together.
  static func + (a: Forecast, b: Forecast) -> Forecast {
    func sum<Amount>(_ one: Amount?, _ other: Amount?, _ plus: (Amount, Amount) -> Amount) -> Amount? {
      one.flatMap { one in other.map { plus(one, $0) } }
    }
    return Forecast(
      low: a.low + b.low, high: sum(a.high, b.high, +), lowCost: sum(a.lowCost, b.lowCost, +),
      highCost: sum(a.highCost, b.highCost, +))
  }

  /// - Parameter tiers: those that the requests ask for.
  mutating func price(_ price: Price?, requests: Int, in tiers: Set<ServiceTier>) {
    guard let price else { return (lowCost, highCost) = (nil, nil) }
    lowCost = tiers.map { price.cost(low, of: requests, in: $0) }.min()
    highCost =
      price.isFree ? .zero : high.flatMap { high in tiers.map { price.cost(high, of: requests, in: $0) }.max() }
  }
}

extension Usage {
  /// Input and output together.
  package var tokens: Int { input + output }
}

extension Price {
  /// What so many requests of about the same size cost: a price may depend on the size of one.
  fileprivate func cost(_ usage: Usage, of requests: Int, in tier: ServiceTier) -> Money {
    guard requests > 1 else { return cost(usage, in: tier) }
    let each = Usage(
      input: usage.input / requests, cachedInput: usage.cachedInput / requests, output: usage.output / requests,
      reasoning: usage.reasoning / requests)
    let others = requests - 1
    let last = Usage(
      input: usage.input - each.input * others, cachedInput: usage.cachedInput - each.cachedInput * others,
      output: usage.output - each.output * others, reasoning: usage.reasoning - each.reasoning * others)
    let (sum, overflow) = cost(each, in: tier).picoDollars.multipliedReportingOverflow(by: others)
    return Money(picoDollars: overflow ? .max : sum) + cost(last, in: tier)
  }
}
