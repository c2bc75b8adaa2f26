package import JobModel

extension LimitReport.Quota {
  /// The time in which a quota's limit flows in; nil where the quota does not tell.
  ///
  /// Headers name a limit and not its period: OpenAI's and Groq's are of a minute, or of a day where the tier is small
  /// (Groq's `-requests` always is). The bucket tells it by its reset: what was used of it flows in again within
  /// used / limit of the period. A fixed window's reset never tells more than that it is not over, so a reset past a
  /// minute is an hour's or a day's.
  package var period: Duration? {
    guard let limit, limit > 0 else { return nil }
    guard let reset else { return Self.minute }
    let used = remaining.map { limit - $0 } ?? 0
    // Headers round resets up to whole seconds; what is under that proves nothing.
    guard reset > .seconds(1), used > 0 else {
      return reset > Self.slack(Self.minute) ? Self.longer(than: reset) : Self.minute
    }
    let bucket = reset * (Double(limit) / Double(used))
    if let exact = Self.periods.first(where: { abs(bucket / $0 - 1) < 0.1 }) { return exact }
    return reset > Self.slack(Self.minute) ? Self.longer(than: reset) : Self.minute
  }

  private static let minute = Duration.seconds(60)
  private static let periods = [minute, .seconds(3_600), .seconds(86_400)]

  private static func slack(_ period: Duration) -> Duration { period + .seconds(1) }

  private static func longer(than reset: Duration) -> Duration {
    periods.first { reset <= slack($0) } ?? .seconds(86_400)
  }
}
