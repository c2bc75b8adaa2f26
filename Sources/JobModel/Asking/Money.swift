/// US dollars in whole pico-dollars (10⁻¹² USD): a price for a million tokens with six decimals is exact for one token.
package struct Money: Hashable, Comparable, Sendable, Codable {
  package var picoDollars: Int

  package init(picoDollars: Int) { self.picoDollars = picoDollars }

  package static let zero = Money(picoDollars: 0)
  package static func < (a: Money, b: Money) -> Bool { a.picoDollars < b.picoDollars }
  package static func + (a: Money, b: Money) -> Money { Money(picoDollars: a.picoDollars + b.picoDollars) }
  package static func - (a: Money, b: Money) -> Money { Money(picoDollars: a.picoDollars - b.picoDollars) }
  package static func += (a: inout Money, b: Money) { a = a + b }
}
