/// A day (UTC) or an instant with seconds.
package struct Moment: Hashable, Sendable {
  package enum Precision: Hashable, Sendable { case day, second }

  /// Since 1970-01-01T00:00:00Z, without leap seconds.
  package let secondsSinceEpoch: Int
  package let precision: Precision

  package init(secondsSinceEpoch: Int, precision: Precision) {
    self.secondsSinceEpoch = secondsSinceEpoch
    self.precision = precision
  }

  /// The same moment's day, in UTC.
  package var day: Moment {
    Moment(secondsSinceEpoch: secondsSinceEpoch - (secondsSinceEpoch % 86_400 + 86_400) % 86_400, precision: .day)
  }
}
