/// The order in which a job's items are gone through.
package enum ItemOrder: Hashable, Sendable {
  /// As the rows stand in the file.
  case file
  /// In an order that looks random: of equal seeds the same one.
  case shuffled(seed: UInt64)
}

/// A permutation of the numbers below a count that looks random and takes no memory: a Feistel network over the fewest even
/// bits that hold them, gone through again until the number is one of them (Black and Rogaway, "Ciphers with Arbitrary
/// Finite Domains", 2002).
struct Shuffle {
  private static let rounds = 4

  private let count: UInt64
  private let seed: UInt64
  /// Of one half of a number; at most 32.
  private let bits: UInt64

  init(count: Int, seed: UInt64) {
    self.count = UInt64(count)
    self.seed = seed
    bits = UInt64(max(1, (UInt64.bitWidth - self.count.leadingZeroBitCount + 1) / 2))
  }

  /// - Precondition: `place` is below the count.
  subscript(place: Int) -> Int {
    var number = UInt64(place)
    // At most four times as many numbers as are wanted, so that four walks are enough on average.
    repeat { number = permuted(number) } while number >= count
    return Int(number)
  }

  private func permuted(_ number: UInt64) -> UInt64 {
    let mask = (1 << bits) - 1 as UInt64
    var (left, right) = (number >> bits, number & mask)
    for round in 0..<Self.rounds {
      (left, right) = (right, left ^ (mixed(right, UInt64(round)) & mask))
    }
    return left << bits | right
  }

  /// The finalizer of SplitMix64 (Steele, Lea and Flood, 2014).
  private func mixed(_ half: UInt64, _ round: UInt64) -> UInt64 {
    var bits = seed &+ (round &+ 1) &* 0x9E37_79B9_7F4A_7C15 &+ half &* 0xD1B5_4A32_D192_ED03
    bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
    return bits ^ bits >> 31
  }
}
