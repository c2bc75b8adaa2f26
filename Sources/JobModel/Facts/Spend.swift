/// What some attempts cost: exact sums.
package struct Spend: Hashable, Sendable {
  package var attempts: Int
  /// What attempts that ended are charged at, those of unknown fate at their worst case.
  package var settled: Money
  /// The worst case of attempts that are under way, or were when their run died.
  package var reserved: Money
  /// Attempts without an end on record.
  package var open: Int
  /// Attempts whose run died before they ended: billed or not, nobody knows.
  package var unknownFate: Int
  /// Attempts that may have been billed at a price that is unknown: where there are any, the sums are too low.
  package var unpriced: Int

  package init(
    attempts: Int = 0, settled: Money = .zero, reserved: Money = .zero, open: Int = 0, unknownFate: Int = 0,
    unpriced: Int = 0
  ) {
    self.attempts = attempts
    self.settled = settled
    self.reserved = reserved
    self.open = open
    self.unknownFate = unknownFate
    self.unpriced = unpriced
  }

  /// The whole cost in the worst case; nil where a price is unknown.
  package var worstCase: Money? { unpriced == 0 ? settled + reserved : nil }

  package static func + (a: Spend, b: Spend) -> Spend {
    Spend(
      attempts: a.attempts + b.attempts, settled: a.settled + b.settled, reserved: a.reserved + b.reserved,
      open: a.open + b.open, unknownFate: a.unknownFate + b.unknownFate, unpriced: a.unpriced + b.unpriced)
  }
}
