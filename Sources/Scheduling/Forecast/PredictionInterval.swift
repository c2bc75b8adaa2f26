/// How far the sum of new values may lie from what earlier ones let expect.
enum PredictionInterval {
  /// The margin on both sides that 95 of 100 sums keep to: t · s · √(n + n²/k) for the sum of `n` new values after `k`.
  ///
  /// Two values say little of how far values scatter. So they are joined by a scatter that is supposed beforehand and
  /// counts as much as `supposedWeight` degrees of freedom (the conjugate prior of a normal variance).
  ///
  /// - Parameters:
  ///   - observed: at least one.
  ///   - supposed: the standard deviation that is supposed beforehand.
  static func margin(of count: Int, observed: [Double], supposed: Double) -> Double {
    let (n, k) = (Double(count), Double(observed.count))
    let mean = observed.reduce(0, +) / k
    let squares = observed.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let freedom = supposedWeight + k - 1
    let variance = (supposedWeight * supposed * supposed + squares) / freedom
    return quantile(freedom) * (variance * (n + n * n / k)).squareRoot()
  }

  static let supposedWeight = 10.0

  /// What 97.5 of 100 values of Student's t do not pass (Abramowitz and Stegun 26.7.5); off by less than 0.001 from 10
  /// degrees of freedom on.
  static func quantile(_ freedom: Double) -> Double {
    let z = 1.959964
    let powers = (z * z * z, z * z * z * z * z, z * z * z * z * z * z * z)
    return z + (powers.0 + z) / (4 * freedom)
      + (5 * powers.1 + 16 * powers.0 + 3 * z) / (96 * freedom * freedom)
      + (3 * powers.2 + 19 * powers.1 + 17 * powers.0 - 15 * z) / (384 * freedom * freedom * freedom)
  }
}
