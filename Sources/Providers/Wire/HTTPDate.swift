import Values

/// Dates of HTTP headers (RFC 9110 §5.6.7), in the three shapes that a recipient must take:
/// `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT`, `Sun Nov  6 08:49:37 1994`.
package enum HTTPDate {
  /// nil for what is no such date.
  package static func secondsSinceEpoch(_ text: String) -> Int? {
    var numbers: [Int] = []
    var month: Int?
    var clock: [Int]?
    for word in text.split(whereSeparator: { " ,-".contains($0) }) {
      if let place = months.firstIndex(of: String(word)) {
        month = place + 1
      } else if word.contains(":") {
        clock = word.split(separator: ":").compactMap { Int($0) }
      } else if let number = Int(word) {
        numbers.append(number)
      }
    }
    // The day comes before the year in all three shapes; two digits are a year of 1970 to 2069.
    guard numbers.count == 2, let month, let clock, clock.count == 3 else { return nil }
    let year = numbers[1] < 70 ? numbers[1] + 2000 : numbers[1] < 100 ? numbers[1] + 1900 : numbers[1]
    let moment = Moment(
      year: year, month: month, day: numbers[0], hour: clock[0], minute: clock[1], second: min(clock[2], 59),
      precision: .second)
    return moment?.secondsSinceEpoch
  }

  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
}
