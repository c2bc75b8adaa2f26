package import JobModel
import OrderedCollections
package import Values
import Workspace

/// What became of one job's items in a run.
package struct JobSummary: Sendable {
  package var job: String
  package var items = 0
  package var created = 0
  package var kept = 0
  package var rewritten = 0
  package var edited = 0
  package var review = 0
  package var failed = 0
  package var pending = 0
  package var stale = 0

  package init(job: String, items: Int = 0) {
    self.job = job
    self.items = items
  }
}

/// A run's totals: what `run --json` prints.
package struct RunSummary: Sendable {
  package var jobs: [JobSummary] = []
  /// Requests that were sent, retries among them.
  package var requests = 0
  package var retries = 0
  package var tokens = Usage()
  /// nil where a price is unknown.
  package var cost: Money?
  package var seconds: Double = 0
  /// Of the items whose conversations came to their end; nil where none did.
  package var forecast: ForecastOutcome?
  package var stopped: StopReason?
  /// Collected files that could not be made or placed.
  package var collectionsFailed = 0
  /// Why it stopped, for people.
  package var error: String?
  /// Whether the provider refused, rather than being out of service: both stop with `provider`.
  package var refused = false

  package init() {}

  /// Of a run that could not begin although its jobs are right; nil for failures that are no run's.
  package init?(_ failure: RunFailure, of preparation: Preparation) {
    switch failure {
    case .locked(let message): (stopped, error) = (.lock, message)
    case .interrupted(let message): (stopped, error) = (.signal, message)
    case .cannotWrite(let message): (stopped, error) = (.disk, message)
    case .provider(let message): (stopped, error) = (.provider, message)
    case .wrong, .usage, .configuration: return nil
    }
    jobs = zip(preparation.jobs, preparation.counts).map { loaded, items in
      var summary = JobSummary(job: loaded.job.name, items: items)
      summary.pending = items
      return summary
    }
    cost = .zero
  }

  /// Adds another stage's totals; the first reason to stop stands.
  mutating func add(_ other: RunSummary) {
    jobs += other.jobs
    requests += other.requests
    retries += other.retries
    collectionsFailed += other.collectionsFailed
    tokens = tokens + other.tokens
    cost = cost.flatMap { sum in other.cost.map { sum + $0 } }
    forecast = other.forecast.map { part in forecast.map { $0 + part } ?? part } ?? forecast
    guard stopped == nil else { return }
    (stopped, error, refused) = (other.stopped, other.error, other.refused)
  }

  /// What is put on record of it.
  func fact(at time: WallTime) -> RunFact.End {
    RunFact.End(at: time, exit: Int(exitCode), stopped: stopped, summary: (try? JSON.text(json)) ?? "{}")
  }

  /// The document of CONTRACT, keys in its order.
  package var json: Value {
    let jobs = self.jobs.map { job -> Value in
      .map([
        "job": .string(job.job), "items": .integer(job.items), "created": .integer(job.created),
        "kept": .integer(job.kept),
        "rewritten": .integer(job.rewritten), "edited": .integer(job.edited), "review": .integer(job.review),
        "failed": .integer(job.failed), "pending": .integer(job.pending), "stale": .integer(job.stale),
      ])
    }
    var map = ValueMap()
    map[MapKey("jobs")] = .list(jobs)
    map[MapKey("requests")] = .integer(requests)
    map[MapKey("retries")] = .integer(retries)
    map[MapKey("tokens")] = .map([
      "input": .integer(tokens.input), "cached_input": .integer(tokens.cachedInput), "output": .integer(tokens.output),
      "reasoning": .integer(tokens.reasoning),
    ])
    map[MapKey("cost_usd")] = cost.map(\.json) ?? Value.none
    map[MapKey("seconds")] = .float((seconds * 1000).rounded() / 1000)
    map[MapKey("forecast")] = forecast.map(\.json) ?? Value.none
    map[MapKey("stopped")] = stopped.map { Value.string($0.rawValue) } ?? Value.none
    if let error {
      // As every command says what went wrong.
      map[MapKey("error")] = .map([
        "exit": .integer(Int(exitCode)), "message": .string(error), "diagnostics": .list([]),
      ])
    }
    return .map(map)
  }
}

extension Money {
  /// A JSON number of US dollars, exact.
  package var json: Value { .source(text: dollars, meaning: .float(Double(picoDollars) / 1e12)) }

  /// US dollars as a decimal without superfluous zeros: `0`, `0.0125`.
  package var dollars: String {
    let (whole, rest) = (abs(picoDollars)).quotientAndRemainder(dividingBy: 1_000_000_000_000)
    var decimals = String(rest)
    decimals = String(repeating: "0", count: 12 - decimals.utf8.count) + decimals
    while decimals.hasSuffix("0") { decimals.removeLast() }
    return (picoDollars < 0 ? "-" : "") + "\(whole)" + (decimals.isEmpty ? "" : ".\(decimals)")
  }

  /// For people: cents from a dollar on, four decimals below, and never 0 for what costs something.
  package var shown: String { shown(roundingUp: true) }

  /// As `shown`, rounded down: what is left of a budget is never said to be more.
  package var shownAtLeast: String { shown(roundingUp: false) }

  private func shown(roundingUp: Bool) -> String {
    if picoDollars == 0 { return "$0" }
    // In whole numbers: as a `Double`, 1.10 is a little more than 110 cents, and would be rounded up to 111.
    let (digits, scale) =
      switch picoDollars {
      case 1_000_000_000_000...: (2, 100)
      case 100_000_000...: (4, 10_000)
      default: (6, 1_000_000)
      }
    let unit = 1_000_000_000_000 / scale
    let units = roundingUp ? max((picoDollars - 1) / unit + 1, 1) : picoDollars / unit
    let (whole, rest) = units.quotientAndRemainder(dividingBy: scale)
    let decimals = String(rest)
    return "$\(whole)." + String(repeating: "0", count: digits - decimals.utf8.count) + decimals
  }
}
