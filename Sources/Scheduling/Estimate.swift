package import JobModel
package import Values

extension PlanReport {
  /// Requests, and what they may cost.
  package struct Estimate: Sendable {
    package var requests = 0
    /// The most that the replies can be, in tokens; nil where nothing bounds one of them.
    package var outputMax: Int? = 0
    package var forecast = Forecast()
    /// nil where a price is unknown, or nothing bounds a reply or what a template prints of one.
    package var worst: Money?
    /// The place in a template where nothing bounds how much of a reply is printed, and what the rest may cost; nil where
    /// there is none.
    package var unbounded: (at: Diagnostic, least: Money)?
  }
}

extension PlanReport.Estimate {
  /// No request: costs nothing, whatever the price.
  static let nothing = PlanReport.Estimate(forecast: Forecast(lowCost: .zero, highCost: .zero), worst: .zero)

  /// - Parameter file: the job's.
  init(_ demand: Demand, _ forecast: Forecast, file: String) {
    (requests, outputMax) = (demand.requests, demand.outputMax)
    self.forecast = forecast
    if let most = demand.worst {
      if let error = most.unbounded {
        unbounded = (Diagnostic(error, jobFile: file), most.cost)
      } else {
        worst = most.cost
      }
    }
    // What costs nothing needs no bound.
    if worst == nil, forecast.highCost == .zero { worst = .zero }
    // The forecast knows the worst case from a sample alone.
    if let worst { self.forecast.highCost = forecast.highCost.map { min($0, worst) } }
  }

  /// Of two jobs: both together.
  static func + (a: Self, b: Self) -> Self {
    var sum = a
    sum.requests += b.requests
    sum.outputMax = a.outputMax.flatMap { most in b.outputMax.map { most + $0 } }
    sum.forecast = a.forecast + b.forecast
    sum.worst = a.worst.flatMap { most in b.worst.map { most + $0 } }
    return sum
  }

  /// As `tokens` of a document.
  package var tokensJSON: Value {
    let (low, high) = forecast.tokens
    return .map([
      "input": .integer(forecast.middle.input), "output_max": outputMax.map { .integer($0) } ?? .none,
      "low": .integer(low), "high": high.map { .integer($0) } ?? .none,
    ])
  }

  /// As `cost_usd` of a document.
  package var costJSON: Value {
    .map([
      "low": forecast.lowCost.map(\.json) ?? .none, "high": forecast.highCost.map(\.json) ?? .none,
      "worst": worst.map(\.json) ?? .none,
    ])
  }
}
