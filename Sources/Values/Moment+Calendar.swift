/// A day of the proleptic Gregorian calendar and a time of day, in UTC.
package struct CivilTime: Hashable, Sendable {
  /// `month` and `day` count from 1.
  package var year, month, day, hour, minute, second: Int
}

extension Moment {
  /// Nil where there is no such day or time.
  package init?(
    year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0, precision: Precision = .day
  ) {
    guard (1...9999).contains(year), (1...12).contains(month), (1...daysInMonth(month, of: year)).contains(day),
      (0..<24).contains(hour), (0..<60).contains(minute), (0..<60).contains(second)
    else { return nil }
    let days = Values.dayNumber(year: year, month: month, day: day)
    self.init(secondsSinceEpoch: days * 86_400 + hour * 3_600 + minute * 60 + second, precision: precision)
  }

  /// Days since 1970-01-01, which is day 0.
  package var dayNumber: Int { (secondsSinceEpoch - secondOfDay) / 86_400 }

  private var secondOfDay: Int { (secondsSinceEpoch % 86_400 + 86_400) % 86_400 }

  /// 0 is Sunday.
  package var weekday: Int { ((dayNumber + 4) % 7 + 7) % 7 }

  /// 1 is the first of January.
  package var dayOfYear: Int { dayNumber - Values.dayNumber(year: civil.year, month: 1, day: 1) + 1 }

  package var civil: CivilTime {
    // Years are counted from March, so that the leap day is a year's last; an era is 400 years of 146,097 days.
    let shifted = dayNumber + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfShiftedYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfShiftedYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return CivilTime(
      year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month: month,
      day: dayOfShiftedYear - (153 * shiftedMonth + 2) / 5 + 1,
      hour: secondOfDay / 3_600, minute: secondOfDay / 60 % 60, second: secondOfDay % 60)
  }

  /// ISO 8601: `2026-11-23` for a day, `2026-11-23T17:51:11Z` for a second.
  package var text: String {
    let civil = civil
    let day = "\(padded(civil.year, 4))-\(padded(civil.month, 2))-\(padded(civil.day, 2))"
    guard precision == .second else { return day }
    return "\(day)T\(padded(civil.hour, 2)):\(padded(civil.minute, 2)):\(padded(civil.second, 2))Z"
  }
}

private func daysInMonth(_ month: Int, of year: Int) -> Int {
  switch month {
  case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
  case 4, 6, 9, 11: 30
  default: 31
  }
}

/// Days since 1970-01-01; the inverse of `Moment.civil`, with the same years from March.
private func dayNumber(year: Int, month: Int, day: Int) -> Int {
  let shiftedYear = month <= 2 ? year - 1 : year
  let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
  let yearOfEra = shiftedYear - era * 400
  let dayOfShiftedYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
  return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfShiftedYear - 719_468
}

func padded(_ number: Int, _ width: Int, with pad: Character = "0") -> String {
  let digits = String(number)
  return String(repeating: pad, count: max(0, width - digits.utf8.count)) + digits
}
