extension Int {
  /// The sum, or the largest number where it does not fit. Both are 0 or more.
  package func addingOrMost(_ other: Int) -> Int {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }

  /// The product, or the largest number where it does not fit. Both are 0 or more.
  package func timesOrMost(_ other: Int) -> Int {
    let (product, overflow) = multipliedReportingOverflow(by: other)
    return overflow ? .max : product
  }
}
