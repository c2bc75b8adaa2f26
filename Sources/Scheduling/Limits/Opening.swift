/// The time before the first refusal: what was let through then is the burst that the provider allows, and what flowed in.
struct Opening: Sendable {
  private var first: LearnedPace.Instant?
  private var last: LearnedPace.Instant?
  private var count = 0
  private var refused = 0

  mutating func sent(_ now: LearnedPace.Instant) {
    (first, last) = (first ?? now, now)
    count += 1
  }

  mutating func refuse(_ number: Int) { if number <= count { refused += 1 } }

  var accepted: Double { Double(count - refused) }
  var seconds: Double { first.flatMap { first in last.map { ($0 - first) / .seconds(1) } } ?? 0 }
  func seconds(until now: LearnedPace.Instant) -> Double { first.map { (now - $0) / .seconds(1) } ?? 0 }
}
