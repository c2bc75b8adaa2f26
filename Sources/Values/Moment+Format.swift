/// A `%` directive that `Moment.formatted` does not know.
package struct UnknownDirective: Error {
  /// As written, with its `%`.
  package let directive: String
}

extension Moment {
  /// The moment as `strftime` writes it in the C locale, in UTC; between `%` and the letter may stand `-` (no padding),
  /// `_` (spaces), `0` (zeros) or `^` (upper case).
  package func formatted(_ format: String) throws(UnknownDirective) -> String {
    var result = ""
    var scalars = format.unicodeScalars.makeIterator()
    while let scalar = scalars.next() {
      guard scalar == "%" else {
        result.unicodeScalars.append(scalar)
        continue
      }
      var flag: Unicode.Scalar?
      var letter = scalars.next()
      if let written = letter, "-_0^".unicodeScalars.contains(written) { (flag, letter) = (written, scalars.next()) }
      guard let letter, let text = text(of: letter, flag: flag) else {
        let written = [flag, letter].compactMap { $0.map(String.init) }.joined()
        throw UnknownDirective(directive: "%" + written)
      }
      result += flag == "^" ? text.uppercased() : text
    }
    return result
  }

  private func text(of letter: Unicode.Scalar, flag: Unicode.Scalar?) -> String? {
    let civil = civil
    func number(_ value: Int, _ width: Int, pad: Character = "0") -> String {
      switch flag {
      case "-": String(value)
      case "_": padded(value, width, with: " ")
      case "0": padded(value, width)
      default: padded(value, width, with: pad)
      }
    }
    func combined(_ format: String) -> String? { try? formatted(format) }
    switch letter {
    case "Y": return number(civil.year, 4)
    case "C": return number(civil.year / 100, 2)
    case "y": return number(civil.year % 100, 2)
    case "m": return number(civil.month, 2)
    case "d": return number(civil.day, 2)
    case "e": return number(civil.day, 2, pad: " ")
    case "H": return number(civil.hour, 2)
    case "k": return number(civil.hour, 2, pad: " ")
    case "I": return number((civil.hour + 11) % 12 + 1, 2)
    case "l": return number((civil.hour + 11) % 12 + 1, 2, pad: " ")
    case "M": return number(civil.minute, 2)
    case "S": return number(civil.second, 2)
    case "f": return number(0, 6)
    case "p": return civil.hour < 12 ? "AM" : "PM"
    case "P": return civil.hour < 12 ? "am" : "pm"
    case "B": return monthNames[civil.month - 1]
    case "b", "h": return String(monthNames[civil.month - 1].prefix(3))
    case "A": return dayNames[weekday]
    case "a": return String(dayNames[weekday].prefix(3))
    case "j": return number(dayOfYear, 3)
    case "u": return number(weekday == 0 ? 7 : weekday, 1)
    case "w": return number(weekday, 1)
    case "U": return number((dayOfYear + 6 - weekday) / 7, 2)
    case "W": return number((dayOfYear + 6 - (weekday + 6) % 7) / 7, 2)
    case "V": return number(isoWeek.week, 2)
    case "G": return number(isoWeek.year, 4)
    case "g": return number(isoWeek.year % 100, 2)
    case "s": return String(secondsSinceEpoch)
    case "Z": return "UTC"
    case "z": return "+0000"
    case "F": return combined("%Y-%m-%d")
    case "T", "X": return combined("%H:%M:%S")
    case "R": return combined("%H:%M")
    case "r": return combined("%I:%M:%S %p")
    case "D", "x": return combined("%m/%d/%y")
    case "c": return combined("%a %b %e %H:%M:%S %Y")
    case "n": return "\n"
    case "t": return "\t"
    case "%": return "%"
    default: return nil
    }
  }

  /// ISO 8601: week 1 is the one with the year's first Thursday, and a week belongs to its Thursday's year.
  private var isoWeek: (year: Int, week: Int) {
    let thursday = Moment(secondsSinceEpoch: (dayNumber + 3 - (weekday + 6) % 7) * 86_400, precision: .day)
    return (thursday.civil.year, (thursday.dayOfYear - 1) / 7 + 1)
  }
}

private let monthNames = [
  "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
  "December",
]
private let dayNames = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
