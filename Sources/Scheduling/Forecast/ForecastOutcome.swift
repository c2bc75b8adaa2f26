package import JobModel
import OrderedCollections
package import Values

/// What a run was forecast to take, and what it took.
package struct ForecastOutcome: Hashable, Sendable {
  package struct Figures<Amount: Hashable & Sendable>: Hashable, Sendable {
    package var low: Amount
    /// nil where nothing bounded it.
    package var high: Amount?
    /// nil where a reply's usage was not reported.
    package var was: Amount?
  }

  /// Input and output.
  package var tokens: Figures<Int>
  /// nil where the price of a model is unknown.
  package var cost: Figures<Money>?

  init(_ forecast: Forecast, tokens: Int?, cost: Money?) {
    let (low, high) = forecast.tokens
    self.tokens = Figures(low: low, high: high, was: tokens)
    self.cost = forecast.lowCost.map { Figures(low: $0, high: forecast.highCost, was: cost) }
  }

  /// Of two jobs: both together.
  static func + (a: ForecastOutcome, b: ForecastOutcome) -> ForecastOutcome {
    var sum = a
    sum.tokens.add(b.tokens, +)
    sum.cost = b.cost.flatMap { cost in
      var sum = a.cost
      sum?.add(cost, +)
      return sum
    }
    return sum
  }

  /// `$4.10–$6.20, was $4.87`; in tokens where there is no price, or nothing is taken.
  package var text: String {
    guard let cost, cost.was != .zero || cost.high ?? .zero != .zero else { return tokens.text { "\($0)" } + " tokens" }
    return cost.text(\.shown)
  }
}

extension ForecastOutcome.Figures {
  fileprivate mutating func add(_ other: Self, _ plus: (Amount, Amount) -> Amount) {
    low = plus(low, other.low)
    high = high.flatMap { sum in other.high.map { plus(sum, $0) } }
    was = was.flatMap { sum in other.was.map { plus(sum, $0) } }
  }

  fileprivate func text(_ shown: (Amount) -> String) -> String {
    let range = high.map { low == $0 ? shown(low) : "\(shown(low))–\(shown($0))" } ?? "from \(shown(low))"
    return "\(range), was \(was.map(shown) ?? "unknown")"
  }

  fileprivate func json(_ value: (Amount) -> Value) -> Value {
    .map(["low": value(low), "high": high.map(value) ?? .none, "was": was.map(value) ?? .none])
  }
}

// As a run leaves it in its document.
extension ForecastOutcome {
  /// As `forecast` of the document.
  package var json: Value {
    .map(["tokens": tokens.json { .integer($0) }, "cost_usd": cost?.json(\.json) ?? .none])
  }

  /// nil where the document, or its `forecast`, is none.
  package init?(summary: String) {
    guard let document = try? JSON.parse(Array(summary.utf8)), let forecast = document["forecast"],
      let tokens = Figures(
        forecast["tokens"], amount: { if case .integer(let count) = $0.meaning { count } else { nil } })
    else { return nil }
    self.tokens = tokens
    cost = Figures(forecast["cost_usd"]) { $0.sourceText.flatMap { Money(dollars: $0) } }
  }
}

extension ForecastOutcome.Figures {
  fileprivate init?(_ json: Value?, amount: (Value) -> Amount?) {
    guard let low = json?["low"].flatMap(amount) else { return nil }
    self.init(low: low, high: json?["high"].flatMap(amount), was: json?["was"].flatMap(amount))
  }
}

extension Value {
  fileprivate subscript(name: String) -> Value? { if case .map(let map) = self { map[MapKey(name)] } else { nil } }

  /// A number's characters.
  fileprivate var sourceText: String? {
    switch self {
    case .source(let text, _): text
    case .integer(let number): "\(number)"
    default: nil
    }
  }
}
