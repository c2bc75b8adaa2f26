extension Moment {
  /// Reads `2026-11-23`, and with a `T` or a space `17:51`, `17:51:11` or `17:51:11.25`, then `Z`, `+02:00`, `+0200`,
  /// `+02` or nothing (UTC). Fractions of a second are dropped. Nil for anything else.
  package init?(iso text: String) {
    var reader = ISOReader(text)
    guard let year = reader.number(digits: 4), reader.take("-"), let month = reader.number(digits: 2), reader.take("-"),
      let day = reader.number(digits: 2)
    else { return nil }
    if reader.isAtEnd {
      self.init(year: year, month: month, day: day)
      return
    }
    guard reader.take("T") || reader.take("t") || reader.take(" "),
      let hour = reader.number(digits: 2), reader.take(":"), let minute = reader.number(digits: 2)
    else { return nil }
    var second = 0
    if reader.take(":") {
      guard let read = reader.number(digits: 2) else { return nil }
      second = read
      if reader.take(".") { guard reader.skipDigits() else { return nil } }
    }
    guard let offset = reader.offset(), reader.isAtEnd,
      let local = Moment(
        year: year, month: month, day: day, hour: hour, minute: minute, second: second, precision: .second)
    else { return nil }
    self.init(secondsSinceEpoch: local.secondsSinceEpoch - offset, precision: .second)
  }
}

private struct ISOReader {
  private var rest: Substring.UTF8View

  init(_ text: String) { rest = Substring(text).utf8 }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard let next = rest.first, UInt32(next) == character.value else { return false }
    rest.removeFirst()
    return true
  }

  mutating func number(digits: Int) -> Int? {
    var number = 0
    for _ in 0..<digits {
      guard let next = rest.first, (0x30...0x39).contains(next) else { return nil }
      number = number * 10 + Int(next - 0x30)
      rest.removeFirst()
    }
    return number
  }

  mutating func skipDigits() -> Bool {
    let digits = rest.prefix { (0x30...0x39).contains($0) }
    rest.removeFirst(digits.count)
    return !digits.isEmpty
  }

  /// In seconds east of UTC.
  mutating func offset() -> Int? {
    if isAtEnd || take("Z") || take("z") { return 0 }
    let sign = take("+") ? 1 : take("-") ? -1 : 0
    guard sign != 0, let hours = number(digits: 2), hours < 24 else { return nil }
    let minutes = take(":") || !isAtEnd ? number(digits: 2) : 0
    guard let minutes, minutes < 60 else { return nil }
    return sign * (hours * 3_600 + minutes * 60)
  }
}
