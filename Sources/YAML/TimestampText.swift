/// Dates and times as YAML 1.1 knows them: `2026-11-23`, `2026-11-23T17:51:11Z`, `2026-11-23 17:51:11.5 +01:00`.
enum TimestampText {
  static func matches(_ text: String) -> Bool {
    var rest = Substring(text).utf8
    guard takeDigits(&rest, 4...4), take(&rest, "-"), takeDigits(&rest, 1...2), take(&rest, "-"),
      takeDigits(&rest, 1...2)
    else { return false }
    if rest.isEmpty { return true }
    guard take(&rest, "T") || take(&rest, "t") || take(&rest, " "), takeDigits(&rest, 1...2), take(&rest, ":"),
      takeDigits(&rest, 2...2), take(&rest, ":"), takeDigits(&rest, 2...2)
    else { return false }
    if take(&rest, "."), !takeDigits(&rest, 1...9) { return false }
    if rest.isEmpty { return true }
    _ = take(&rest, " ")
    if take(&rest, "Z") { return rest.isEmpty }
    guard take(&rest, "+") || take(&rest, "-"), takeDigits(&rest, 1...2) else { return false }
    if take(&rest, ":"), !takeDigits(&rest, 2...2) { return false }
    return rest.isEmpty
  }

  private static func take(_ rest: inout Substring.UTF8View, _ scalar: Unicode.Scalar) -> Bool {
    guard rest.first == UInt8(ascii: scalar) else { return false }
    rest = rest.dropFirst()
    return true
  }

  private static func takeDigits(_ rest: inout Substring.UTF8View, _ counts: ClosedRange<Int>) -> Bool {
    let digits = rest.prefix(while: ScalarText.isDigit)
    guard counts.contains(digits.count) else { return false }
    rest = rest.dropFirst(digits.count)
    return true
  }
}
