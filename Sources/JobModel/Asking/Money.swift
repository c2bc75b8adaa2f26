/// US dollars in whole pico-dollars (10⁻¹² USD): a price for a million tokens with six decimals is exact for one token.
///
/// Sums stop at the largest amount that fits, some nine million dollars, instead of ending the program.
package struct Money: Hashable, Comparable, Sendable, Codable {
  package var picoDollars: Int

  package init(picoDollars: Int) { self.picoDollars = picoDollars }

  package static let zero = Money(picoDollars: 0)
  /// No sum is larger.
  package static let most = Money(picoDollars: .max)
  /// Amounts that people write are no larger.
  package static let mostDollars = 1_000_000
  private static let picoDollarsPerDollar = 1_000_000_000_000

  package static func < (a: Money, b: Money) -> Bool { a.picoDollars < b.picoDollars }
  package static func + (a: Money, b: Money) -> Money {
    let (sum, overflow) = a.picoDollars.addingReportingOverflow(b.picoDollars)
    return Money(picoDollars: overflow ? (b.picoDollars < 0 ? .min : .max) : sum)
  }
  package static func - (a: Money, b: Money) -> Money {
    let (rest, overflow) = a.picoDollars.subtractingReportingOverflow(b.picoDollars)
    return Money(picoDollars: overflow ? (b.picoDollars < 0 ? .max : .min) : rest)
  }
  package static func += (a: inout Money, b: Money) { a = a + b }
  package static func -= (a: inout Money, b: Money) { a = a - b }

  /// Reads a decimal such as `5`, `0.25` or `.5`, with at most twelve decimals and no sign; nil for anything else, and
  /// for more than `mostDollars`.
  package init?(dollars text: String) {
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } }) else { return nil }
    let decimals = parts.count == 2 ? String(parts[1]) : ""
    guard !(parts[0].isEmpty && decimals.isEmpty), decimals.utf8.count <= 12,
      let whole = Int(parts[0].isEmpty ? "0" : parts[0]), whole <= Self.mostDollars,
      let rest = Int(decimals + String(repeating: "0", count: 12 - decimals.utf8.count))
    else { return nil }
    picoDollars = whole * Self.picoDollarsPerDollar + rest
  }
}
