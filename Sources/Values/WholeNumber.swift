import BigInt

extension Value {
  /// A whole number of any size; nil where the digits are none. One sign may precede them.
  ///
  /// Takes time in the square of the length: callers bound it.
  package static func wholeNumber(_ digits: some StringProtocol, radix: Int = 10) -> Value? {
    if let number = Int(digits, radix: radix) { return .integer(number) }
    return BigInt(digits, radix: radix).map(Value.bigInteger)
  }
}
