import BigInt
import Values

/// Floats as decimals, rounded as C and Python round: from the exact binary value, halves to even.
enum Decimals {
  /// The digits of |x| × 10^places as a whole number. `places` may be negative.
  static func scaled(_ x: Double, places: Int) -> BigUInt {
    let significand = BigUInt(x.magnitude.significandBitPattern) + (x.magnitude.isNormal ? BigUInt(1) << 52 : 0)
    let exponent = (x.magnitude.isNormal ? Int(x.magnitude.exponentBitPattern) : 1) - 1_075
    var numerator = significand
    var denominator = BigUInt(1)
    if exponent >= 0 { numerator <<= exponent } else { denominator <<= -exponent }
    let power = BigUInt(10).power(abs(places))
    if places >= 0 { numerator *= power } else { denominator *= power }
    let (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
    let twice = remainder << 1
    let roundsUp = twice > denominator || (twice == denominator && quotient & 1 == 1)
    return roundsUp ? quotient + 1 : quotient
  }

  /// `%.{places}f` of |x|; x is finite.
  static func fixed(_ x: Double, places: Int) -> String {
    var digits = String(scaled(x, places: places))
    guard places > 0 else { return digits }
    if digits.utf8.count <= places { digits = String(repeating: "0", count: places + 1 - digits.utf8.count) + digits }
    return "\(digits.dropLast(places)).\(digits.suffix(places))"
  }

  /// The digits of |x| rounded to `count` of them, and the power of ten of the first. x is finite.
  static func significant(_ x: Double, count: Int) -> (digits: String, exponent: Int) {
    guard x != 0 else { return (String(repeating: "0", count: count), 0) }
    var exponent = x.shortestDecimal.exponent
    var digits = String(scaled(x, places: count - 1 - exponent))
    if digits.utf8.count > count {  // 9.99 became 10.0
      exponent += 1
      digits = String(scaled(x, places: count - 1 - exponent))
    }
    return (digits, exponent)
  }

  /// `%.{places}e` of |x|
  static func exponential(_ x: Double, places: Int) -> String {
    let (digits, exponent) = significant(x, count: places + 1)
    let fraction = places > 0 ? "." + digits.dropFirst() : ""
    return digits.prefix(1) + fraction + power(exponent)
  }

  /// `%.{precision}g` of |x|, with an exponent where the first digit stands for 10^`limit` or more.
  /// `keepsZeros` is the flag `#`; the precision is at least 1.
  static func general(_ x: Double, precision: Int, keepsZeros: Bool, exponentialFrom limit: Int) -> String {
    let (digits, exponent) = significant(x, count: precision)
    func trimmed(_ text: String) -> String {
      guard !keepsZeros, text.utf8.contains(UInt8(ascii: ".")) else { return text }
      let withoutZeros = text.utf8.reversed().drop { $0 == UInt8(ascii: "0") }
      return String(decoding: withoutZeros.drop { $0 == UInt8(ascii: ".") }.reversed(), as: UTF8.self)
    }
    if exponent < -4 || exponent >= limit {
      let mantissa = precision > 1 ? digits.prefix(1) + "." + digits.dropFirst() : String(digits)
      return trimmed(String(mantissa)) + power(exponent)
    }
    return trimmed(fixed(x, places: precision - 1 - exponent))
  }

  private static func power(_ exponent: Int) -> String {
    (exponent < 0 ? "e-" : "e+") + (abs(exponent) < 10 ? "0" : "") + String(abs(exponent))
  }

  /// Python's `round(x, places)`.
  static func rounded(_ x: Double, places: Int) -> Double {
    guard x.isFinite, x != 0, places <= 323 else { return x }
    guard places >= -308 else { return x * 0 }
    let digits = String(scaled(x, places: places))
    let magnitude = Double("\(digits)e\(-places)") ?? x.magnitude
    return x < 0 ? -magnitude : magnitude
  }
}
