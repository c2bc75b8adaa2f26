import JobModel
import Values

/// How long a limit of a budget holds before it begins anew.
enum Span: Sendable {
  case run, day, month

  /// Tells days, and months, of UTC apart; a run is one.
  func number(of time: WallTime) -> Int { number(ofDay: time.moment.dayNumber) }

  /// - Parameter day: days since 1970-01-01.
  func number(ofDay day: Int) -> Int {
    switch self {
    case .run: return 0
    case .day: return day
    case .month:
      let civil = Moment(secondsSinceEpoch: day * 86_400, precision: .day).civil
      return civil.year * 12 + civil.month - 1
    }
  }

  /// As in "the budget of $5.00 for this run".
  var words: String {
    switch self {
    case .run: "for this run"
    case .day: "for the day (UTC)"
    case .month: "for the month (UTC)"
    }
  }
}
