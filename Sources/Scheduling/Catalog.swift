package import JobModel
import OrderedCollections
package import Values

/// The models that one may ask, with what they cost.
package struct Catalog: Sendable {
  package struct Entry: Sendable {
    /// nil: galley.yaml's price holds at any provider.
    package let provider: String?
    package let model: String
    /// nil where it is unknown.
    package let price: Price?
    /// Tokens of input; nil where that is unknown.
    package let context: Int?
    package let retires: Moment?
    /// Whether that day is past.
    package let isRetired: Bool
    /// Whether the price stands in galley.yaml.
    package let isOwn: Bool
  }

  package let entries: [Entry]
  package let table: PriceTable

  /// All that the table knows and galley.yaml adds.
  package init(_ settings: GalleyFile, now: Moment, table: PriceTable = .builtIn) {
    self.table = table
    entries =
      settings.prices.sorted { $0.key < $1.key }.map {
        Entry(provider: nil, model: $0.key, price: $0.value, context: nil, retires: nil, isRetired: false, isOwn: true)
      }
      + table.models.map {
        Entry(
          provider: $0.vendor, model: $0.name, price: $0.price, context: $0.context, retires: $0.retires,
          isRetired: $0.isRetired(at: now), isOwn: false)
      }
  }

  /// What a provider offers.
  ///
  /// - Parameter listed: the models that it lists itself; nil where it was not to be had: then those of the table.
  package init(
    of provider: ProviderSettings, listed: [String]?, _ settings: GalleyFile, now: Moment, table: PriceTable = .builtIn
  ) {
    self.table = table
    let known = table.models.filter { $0.vendor == provider.vendor }
    let names =
      listed ?? (known.map(\.name) + settings.prices.keys.filter { name in !known.contains { $0.name == name } })
    entries = names.sorted().map { name in
      let model = known.first { $0.name == name }
      return Entry(
        provider: provider.name, model: name, price: settings.price(of: name, at: provider, in: table),
        context: model?.context, retires: model?.retires, isRetired: model?.isRetired(at: now) ?? false,
        isOwn: settings.prices[name] != nil)
    }
  }

  package var json: Value {
    .map([
      "date": .string(table.date), "source": .string(table.source), "models": .list(entries.map(\.json)),
    ])
  }
}

extension Catalog.Entry {
  /// The usual rates for short requests; nil where the price is unknown.
  package var rates: Price.Rates? { price?.rates(.standard, input: 0) }

  fileprivate var json: Value {
    .map([
      "provider": provider.map { .string($0) } ?? .none, "model": .string(model),
      "usd_per_million": price.map(\.json) ?? .none,
      "priced_by": price == nil ? .none : .string(isOwn ? "galley.yaml" : "table"),
      "context": context.map { .integer($0) } ?? .none,
      "max_output": price?.longestReply.map { .integer($0) } ?? .none,
      "retires": retires.map { .string($0.text) } ?? .none, "retired": .bool(isRetired),
    ])
  }
}

extension Price {
  /// The rates of each tier, and of long requests.
  fileprivate var json: Value {
    var tiers = ValueMap()
    for tier in ServiceTier.allCases where knows(tier) {
      tiers[MapKey(tier.rawValue)] = .list(
        steps(of: tier).map { step in
          .map([
            "above_tokens": .integer(step.above), "input": Self.perMillion(step.rates.input),
            "cached_input": Self.perMillion(step.rates.cachedInput),
            "cache_write": Self.perMillion(step.rates.cacheWrite),
            "output": Self.perMillion(step.rates.output), "reasoning": Self.perMillion(step.rates.reasoning),
          ])
        })
    }
    return .map(tiers)
  }

  private static func perMillion(_ rate: Int) -> Value { Money(picoDollars: rate).perMillion.json }
}

extension Money {
  /// Of a rate for one token.
  package var perMillion: Money {
    let (product, overflow) = picoDollars.multipliedReportingOverflow(by: 1_000_000)
    return Money(picoDollars: overflow ? .max : product)
  }
}
