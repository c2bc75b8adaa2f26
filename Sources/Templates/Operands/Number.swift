import BigInt
import Values

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A number with Python's arithmetic: whole numbers of any size, floats, and the two mixed.
enum Number {
  case integer(Int)
  /// Only for what does not fit `Int`.
  case big(BigInt)
  case float(Double)

  init(_ big: BigInt) { self = Int(exactly: big).map { .integer($0) } ?? .big(big) }

  var value: Value {
    switch self {
    case .integer(let integer): .integer(integer)
    case .big(let big): .bigInteger(big)
    case .float(let float): .float(float)
    }
  }

  /// Nil for a float.
  var whole: BigInt? {
    switch self {
    case .integer(let integer): BigInt(integer)
    case .big(let big): big
    case .float: nil
    }
  }

  func double() throws(Fault) -> Double {
    switch self {
    case .integer(let integer): return Double(integer)
    case .big(let big):
      let double = big.nearestDouble
      guard double.isFinite else { throw .problem("a whole number is too large for a float") }
      return double
    case .float(let float): return float
    }
  }
}

extension Value {
  /// Python counts true and false as 1 and 0. Nil for what is no number.
  var number: Number? {
    switch self {
    case .integer(let integer): .integer(integer)
    case .bigInteger(let big): .big(big)
    case .float(let float): .float(float)
    case .bool(let bool): .integer(bool ? 1 : 0)
    case .source(_, let meaning): meaning.number
    default: nil
    }
  }
}

extension Number {
  static func compute(_ operation: ArithmeticOperator, _ a: Number, _ b: Number) throws(Fault) -> Number {
    if case .integer(let a) = a, case .integer(let b) = b, let result = small(operation, a, b) { return result }
    if let a = a.whole, let b = b.whole { return try whole(operation, a, b) }
    return .float(try float(operation, try a.double(), try b.double()))
  }

  /// Nil where the result does not fit, or is none; then the long way says what is right.
  private static func small(_ operation: ArithmeticOperator, _ a: Int, _ b: Int) -> Number? {
    let result: (partialValue: Int, overflow: Bool)
    switch operation {
    case .add: result = a.addingReportingOverflow(b)
    case .subtract: result = a.subtractingReportingOverflow(b)
    case .multiply: result = a.multipliedReportingOverflow(by: b)
    case .floorDivide, .modulo:
      guard b != 0, b != -1 else { return nil }
      let (quotient, remainder) = a.quotientAndRemainder(dividingBy: b)
      let isBelow = remainder != 0 && (remainder < 0) != (b < 0)
      return .integer(
        operation == .modulo ? (isBelow ? remainder + b : remainder) : (isBelow ? quotient - 1 : quotient))
    case .divide, .power: return nil
    }
    return result.overflow ? nil : .integer(result.partialValue)
  }

  private static func whole(_ operation: ArithmeticOperator, _ a: BigInt, _ b: BigInt) throws(Fault) -> Number {
    switch operation {
    case .add: return Number(a + b)
    case .subtract: return Number(a - b)
    case .multiply: return Number(a * b)
    case .floorDivide, .modulo:
      guard b != 0 else { throw .problem("division by zero") }
      let (quotient, remainder) = a.quotientAndRemainder(dividingBy: b)
      let isBelow = remainder != 0 && (remainder < 0) != (b < 0)
      return Number(operation == .modulo ? (isBelow ? remainder + b : remainder) : (isBelow ? quotient - 1 : quotient))
    case .divide:
      guard b != 0 else { throw .problem("division by zero") }
      let double = BigInt.ratio(a, b)
      guard double.isFinite else { throw .problem("the quotient is too large for a float") }
      return .float(double)
    case .power:
      guard b >= 0 else { return .float(try float(.power, try Number(a).double(), try Number(b).double())) }
      if a.magnitude <= 1 { return Number(a == -1 && b.magnitude % 2 == 0 ? 1 : b == 0 ? 1 : a) }
      guard let exponent = Int(exactly: b), exponent.multipliedReportingOverflow(by: a.bitWidth).overflow == false,
        exponent * a.bitWidth <= 1_000_000
      else { throw .problem("the power is too large to be computed") }
      return Number(a.power(exponent))
    }
  }

  private static func float(_ operation: ArithmeticOperator, _ a: Double, _ b: Double) throws(Fault) -> Double {
    switch operation {
    case .add: return a + b
    case .subtract: return a - b
    case .multiply: return a * b
    case .divide:
      guard b != 0 else { throw .problem("division by zero") }
      return a / b
    case .floorDivide, .modulo:
      guard b != 0 else { throw .problem("division by zero") }
      var remainder = a.truncatingRemainder(dividingBy: b)
      var quotient = (a - remainder) / b
      if remainder == 0 {
        remainder = Double(signOf: b, magnitudeOf: 0)
      } else if (remainder < 0) != (b < 0) {
        remainder += b
        quotient -= 1
      }
      if operation == .modulo { return remainder }
      guard quotient != 0 else { return Double(signOf: a / b, magnitudeOf: 0) }
      // The division above may be off by one in the last place; the quotient is whole.
      let floor = quotient.rounded(.down)
      return quotient - floor > 0.5 ? floor + 1 : floor
    case .power:
      if a == 0, b < 0 { throw .problem("zero cannot be raised to a negative power") }
      if a < 0, b.isFinite, a.isFinite, b != b.rounded() {
        throw .problem("a negative number has no real power with a fraction in the exponent")
      }
      let result = pow(a, b)
      if result.isInfinite, a.isFinite, b.isFinite { throw .problem("the power is too large for a float") }
      return result
    }
  }

  var negated: Number {
    switch self {
    case .integer(let integer):
      let (result, overflow) = 0.subtractingReportingOverflow(integer)
      return overflow ? Number(-BigInt(integer)) : .integer(result)
    case .big(let big): return Number(-big)
    case .float(let float): return .float(-float)
    }
  }

  /// -1, 0 or 1; nil where one is not a number. Whole numbers and floats are compared exactly.
  static func order(_ a: Number, _ b: Number) -> Int? {
    func sign<Operand: Comparable>(_ a: Operand, _ b: Operand) -> Int { a < b ? -1 : a == b ? 0 : 1 }
    switch (a, b) {
    case (.integer(let a), .integer(let b)): return sign(a, b)
    case (.float(let a), .float(let b)): return a.isNaN || b.isNaN ? nil : sign(a, b)
    case (.float, _): return order(b, a).map { -$0 }
    case (_, .float(let float)):
      if float.isNaN { return nil }
      if float.isInfinite { return float > 0 ? -1 : 1 }
      guard let whole = a.whole else { return nil }
      let floor = BigInt(float.rounded(.down))
      return whole == floor ? (float > float.rounded(.down) ? -1 : 0) : sign(whole, floor)
    default: return sign(a.whole ?? 0, b.whole ?? 0)
    }
  }
}

extension BigInt {
  /// Infinite where it is too large.
  var nearestDouble: Double { BigInt.ratio(self, 1) }

  /// The float nearest to a / b, halves to even. `b` is not 0.
  static func ratio(_ a: BigInt, _ b: BigInt) -> Double {
    guard a != 0 else { return b < 0 ? -0.0 : 0 }
    // 66 significant bits of the quotient and one for all that is left decide on the rounding to 53.
    let shift = 66 - (a.magnitude.bitWidth - b.magnitude.bitWidth)
    let numerator = shift > 0 ? a.magnitude << shift : a.magnitude
    let denominator = shift > 0 ? b.magnitude : b.magnitude << -shift
    let (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
    var bits = quotient
    var exponent = -shift
    var isInexact = remainder != 0
    // A subnormal result has fewer bits than 53; what is below its last place is rounded here as well.
    let drop = Swift.max(bits.bitWidth - 54, -1_075 - exponent)
    if drop > 0 {
      let kept = bits >> drop
      isInexact = isInexact || (kept << drop) != bits
      bits = kept
      exponent += drop
    }
    // 54 bits are left: the last one is the half, `isInexact` says whether there is more than it.
    let half = bits & 1 == 1
    var rounded = bits >> 1
    if half, isInexact || rounded & 1 == 1 { rounded += 1 }
    let magnitude = Double(sign: .plus, exponent: exponent + 1, significand: Double(UInt64(rounded)))
    return (a < 0) != (b < 0) ? -magnitude : magnitude
  }
}

extension Double {
  init(signOf sign: Double, magnitudeOf magnitude: Double) {
    self.init(
      sign: sign.sign, exponentBitPattern: magnitude.exponentBitPattern,
      significandBitPattern: magnitude.significandBitPattern)
  }
}
