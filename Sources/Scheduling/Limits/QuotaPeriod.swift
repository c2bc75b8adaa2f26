import JobModel

extension LimitReport.Quota {
  /// The limit, where it is one of a minute; nil where it is not known, or of a longer time.
  ///
  /// A longer time's is no pace: a day's quota may be used in its first hour, and the provider says when it is.
  var perMinute: Int? {
    guard let limit, limit > 0, period == .seconds(60) else { return nil }
    return limit
  }

  /// The time in which a quota's limit flows in; nil where no limit is said.
  ///
  /// Headers name a limit and not its period: OpenAI's and Groq's are of a minute, or of a day (OpenAI's of small tiers,
  /// Groq's of requests). A bucket tells it by its reset: what was used of it flows in again within used / limit of the
  /// period, so Groq's own example, 14,400 with 14,370 left and `2m59.56s`, is of a day. A window's reset tells no more than that
  /// the period is longer. Without either it is a minute's.
  var period: Duration? {
    guard let limit, limit > 0 else { return nil }
    guard let reset else { return Self.periods[0] }
    // Some round resets up to whole seconds: one second proves nothing.
    if reset > .seconds(1), let remaining, remaining < limit {
      let whole = reset * (Double(limit) / Double(limit - remaining))
      if let exact = Self.periods.first(where: { abs(whole / $0 - 1) < 0.1 }) { return exact }
    }
    return Self.periods.first { reset <= $0 + .seconds(1) } ?? Self.periods[2]
  }

  /// A minute, an hour, a day.
  private static let periods = [Duration.seconds(60), .seconds(3_600), .seconds(86_400)]
}
