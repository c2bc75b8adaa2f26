import YAML

/// Reads `limits`, of a job and of a provider.
struct LimitsDecoder {
  let log: DiagnosticLog

  static let rateKeys = ["concurrency", "requests_per_minute", "tokens_per_minute"]

  func job(_ top: Section) -> Limits {
    let section = top.section(
      "limits", keys: Self.rateKeys + ["budget", "deadline", "timeout"], waiting: ["stall"])
    return Limits(
      rate: rate(section), budget: budget(section), deadline: section.positiveDuration("deadline"),
      timeout: section.positiveDuration("timeout") ?? .seconds(600), tokensPlace: tokensPlace(section))
  }

  func provider(_ top: Section) -> (limits: RateLimits, tokensPlace: SourcePlace?) {
    let section = top.section("limits", keys: Self.rateKeys, waiting: ["budget", "deadline", "timeout", "stall"])
    return (rate(section), tokensPlace(section))
  }

  private func tokensPlace(_ section: Section) -> SourcePlace? {
    section.node("tokens_per_minute").map { SourcePlace($0) }
  }

  private func rate(_ section: Section) -> RateLimits {
    var concurrency: Concurrency?
    if section.node("concurrency")?.scalarText == "auto" {
      concurrency = .auto
    } else if let count = section.integer("concurrency", in: 1...10_000) {
      concurrency = .fixed(count)
    }
    return RateLimits(
      concurrency: concurrency,
      requestsPerMinute: section.integer("requests_per_minute", in: 1...1_000_000_000),
      tokensPerMinute: section.integer("tokens_per_minute", in: 1...1_000_000_000_000))
  }

  /// `5.00`, or `{run: 5, day: 10, month: 100}`.
  private func budget(_ section: Section) -> Budget? {
    guard let source = section.node("budget") else { return nil }
    let isShared = section.own("budget") == nil
    guard source.entries != nil else {
      return section.money("budget").map { Budget(run: $0, day: nil, month: nil, source: source, isShared: isShared) }
    }
    let spans = Section("budget", source, keys: ["run", "day", "month"], log: log)
    if spans.presentKeys.isEmpty { return section.wrong(source, "budget", "USD, or a mapping of run, day and month") }
    return Budget(
      run: spans.money("run"), day: spans.money("day"), month: spans.money("month"), source: source, isShared: isShared)
  }
}

extension Section {
  /// USD with at most twelve decimals.
  func money(_ key: String) -> Money? {
    guard let source = node(key) else { return nil }
    guard let text = source.scalarText, let money = Money(dollars: text) else {
      return wrong(source, key, "USD such as 5 or 2.50, up to \(Money.mostDollars)")
    }
    return money
  }

  /// A duration that is longer than nothing.
  func positiveDuration(_ key: String) -> Duration? {
    guard let duration = duration(key), let source = node(key) else { return nil }
    return duration > .zero ? duration : wrong(source, key, "longer than 0s")
  }
}
