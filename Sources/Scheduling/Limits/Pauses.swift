/// What a provider let through between its pauses, where each refusal is followed by one.
///
/// After a pause it lets through what it has kept meanwhile and what flows in, and then refuses: accepted = kept + rate ×
/// time. Two such spans of different lengths tell both.
struct Pauses: Sendable {
  struct Agreement: Sendable {
    /// Requests a second that flow in.
    let rate: Double
    /// Requests that are kept during a pause.
    let kept: Double
    /// By such a share the spans differ.
    let spread: Double
    /// By so many requests the longest span is longer than the shortest.
    let difference: Int

    /// Whether it is more than chance.
    var isSure: Bool { spread < Self.mostSpread && difference > 25 }
    /// Whether it may be no more than that.
    var isLikely: Bool { spread < Self.mostSpread }

    private static let mostSpread = 0.04
  }

  /// Seconds before a refusal at which each request before it was sent, the last one first.
  private typealias Ages = [Double]

  private static let most = 4
  /// So many requests of a span are looked at.
  private static let longest = 1000

  private var spans: [Ages] = []

  mutating func add(_ ages: [Double]) {
    spans.append(Array(ages.prefix(Self.longest)))
    if spans.count > Self.most { spans.removeFirst() }
  }

  /// Requests a second in the last second of the last span; 0 where there is none.
  var latest: Double {
    guard let ages = spans.last, let index = ages.lastIndex(where: { $0 <= 1 }) else { return 0 }
    return Double(index + 1) / max(ages[index], 0.02)
  }

  /// Requests a second of the last span together with the pause before it.
  func latest(withPause seconds: Double) -> Double {
    spans.last.map { Double($0.count) / (($0.last ?? 0) + seconds) } ?? 0
  }

  /// The least rate at which the last span may have come about.
  func least(keeping kept: Double) -> Double { spans.last.map { Self.rate($0, keeping: kept) } ?? 0 }

  /// The rate that agrees best with all spans, or with the last two.
  ///
  /// - Parameter most: what the provider keeps at most.
  func agreement(keeping most: Double) -> Agreement? {
    let all = Self.agreement(spans, keeping: most)
    guard spans.count > 2, let last = Self.agreement(Array(spans.suffix(2)), keeping: most) else { return all }
    return all.map { $0.isLikely || last.difference < 25 ? $0 : last } ?? last
  }

  private static func rate(_ ages: Ages, keeping kept: Double) -> Double {
    var rate = 0.0
    for (index, age) in ages.enumerated() where age > 0.05 { rate = max(rate, (Double(index + 1) - kept) / age) }
    return rate
  }

  private static func agreement(_ spans: [Ages], keeping most: Double) -> Agreement? {
    guard spans.count > 1, let longest = spans.max(by: { $0.count < $1.count }),
      let shortest = spans.min(by: { $0.count < $1.count })
    else { return nil }
    var best: Agreement?
    for kept in stride(from: 1, through: max(most, 1), by: max(0.5, most / 200)) {
      let rates = spans.map { rate($0, keeping: kept) }
      guard let low = rates.min(), let high = rates.max(), low > 0 else { continue }
      guard high / low - 1 < best?.spread ?? .infinity else { continue }
      best = Agreement(
        rate: rate(longest, keeping: kept), kept: kept, spread: high / low - 1,
        difference: longest.count - shortest.count)
    }
    return best
  }
}
