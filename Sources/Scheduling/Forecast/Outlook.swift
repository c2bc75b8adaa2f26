import JobModel

/// The forecast of the items that begin with the same reply, in tokens.
///
/// Where items of the job are there already, it is what they let expect of so many more. Else the replies are taken to be
/// about as long as the same model's to other jobs, and where there are none anything up to their bound: honestly wide.
struct Outlook {
  /// Tokens; `high` is nil where nothing bounds them.
  struct Range {
    var low = 0.0
    var high: Double? = 0

    /// Around what is expected, on both sides the same.
    init(_ expected: Double, margin: Double) { (low, high) = (expected - margin, expected + margin) }

    init(low: Double, high: Double?) { (self.low, self.high) = (low, high) }

    /// No lower than this, and no higher than that.
    func clamped(_ least: Double, _ most: Double?) -> Range {
      let top = high.map { min($0, most ?? $0) } ?? most
      return Range(low: max(min(low, top ?? low), least), high: top.map { max($0, least) })
    }
  }

  let input: Range
  let cachedInput: Range
  let output: Range
  let reasoning: Range

  /// How far one item's replies scatter about the job's mean, as a part of it, where too few are there to tell. In two
  /// runs of this repository's two jobs on their local model it was 0.13 to 0.20; this is the root of the mean square.
  private static let scatter = 0.17
  /// How far a count is off beside what the provider's own counts correct, as a part of it.
  private static let countError = (known: 0.02, estimated: 0.15)

  /// - Parameters:
  ///   - items: how many.
  ///   - own: what their prompts hold by our count, with nothing in place of the replies.
  ///   - ownMargin: how far that may be off where not all of it was counted.
  init(items: Int, own: Double, ownMargin: Double, ratio: Double, excess: Experience.Excess, bounds: Bounds) {
    let n = Double(items)
    func range(_ observed: [Double], beside: Double = 0) -> Range {
      let mean = observed.reduce(0, +) / Double(observed.count)
      let supposed = ((Self.scatter * mean) * (Self.scatter * mean) + beside * beside).squareRoot()
      return Range(n * mean, margin: PredictionInterval.margin(of: items, observed: observed, supposed: supposed))
    }
    let meanOwn = excess.own.reduce(0, +) / Double(excess.own.count)
    let beside = range(excess.input, beside: Self.countError.known * meanOwn)
    let text = ratio * own
    let off = ratio * ownMargin
    input = Range(low: text - off + beside.low, high: beside.high.map { text + off + $0 })
      .clamped((1 - Self.countError.estimated) * text - off, nil)
    cachedInput = range(excess.cachedInput).clamped(0, nil)
    output = range(excess.output).clamped(n * Double(bounds.replies), bounds.most.map { n * $0 })
    reasoning = range(excess.reasoning).clamped(0, nil)
  }

  /// Without an earlier item of the job.
  ///
  /// - Parameters:
  ///   - mentions: how often each reply stands in the prompts behind it, at most; at least it is a message of each.
  ///   - others: tokens of the model's replies to other jobs.
  ///   - isEstimate: the model's vocabulary is not known.
  init(
    items: Int, own: Double, ownMargin: Double, mentions: [Double] = [], others: [Int], isEstimate: Bool, bounds: Bounds
  ) {
    let n = Double(items)
    let error = (isEstimate ? Self.countError.estimated : Self.countError.known) * own + ownMargin
    let lengths = bounds.lengths(others)
    var (low, carriedLow, high, carriedHigh) = (0.0, 0.0, 0 as Double?, 0 as Double?)
    for (place, length) in lengths.enumerated() {
      let behind = lengths.count - 1 - place
      let most = max(mentions.indices.contains(place) ? mentions[place] : 0, Double(behind))
      low += length.low
      carriedLow += length.low * Double(behind)
      high = high.flatMap { sum in length.high.map { sum + $0 } }
      carriedHigh = carriedHigh.flatMap { sum in
        most == 0 ? sum : length.high.map { sum + $0 * most }
      }
    }
    input = Range(low: own - error + n * carriedLow, high: carriedHigh.map { own + error + n * $0 })
    output = Range(low: n * low, high: high.map { n * $0 })
    cachedInput = Range(low: 0, high: 0)
    reasoning = Range(low: 0, high: 0)
  }
}

extension Outlook {
  /// The least tokens, and the most of them cached.
  var low: Usage {
    Usage(input.low, cached: cachedInput.high ?? 0, output: output.low, reasoning: reasoning.low)
  }

  /// The most tokens, and the least of them cached; nil where nothing bounds them.
  var high: Usage? {
    guard let input = input.high, let output = output.high else { return nil }
    return Usage(input, cached: cachedInput.low, output: output, reasoning: reasoning.high ?? 0)
  }
}

extension Usage {
  fileprivate init(_ input: Double, cached: Double, output: Double, reasoning: Double) {
    self.init(
      input: Self.whole(input), cachedInput: Self.whole(min(cached, input)), output: Self.whole(output),
      reasoning: Self.whole(min(reasoning, output)))
  }

  /// At most a millionth of the largest number: some of these can still be added and priced.
  private static func whole(_ tokens: Double) -> Int { Int(min(max(tokens.rounded(), 0), Double(Int.max / 1_000_000))) }
}
