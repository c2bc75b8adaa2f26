/// Upper, lower and title case as Python's `str` has them.
extension String {
  /// `str.title`: a letter that follows another is lower case, any other title case.
  func pythonTitlecased() -> String {
    var result = ""
    var afterCased = false
    let scalars = Array(unicodeScalars)
    for (index, scalar) in scalars.enumerated() {
      result += afterCased ? String.lowercase(scalars, index) : scalar.properties.titlecaseMapping
      afterCased = scalar.properties.isCased
    }
    return result
  }

  /// `str.swapcase`
  func pythonSwappedCase() -> String {
    var result = ""
    let scalars = Array(unicodeScalars)
    for (index, scalar) in scalars.enumerated() {
      let properties = scalar.properties
      result +=
        properties.isUppercase
        ? String.lowercase(scalars, index) : properties.isLowercase ? properties.uppercaseMapping : String(scalar)
    }
    return result
  }

  /// `str.isupper`: letters with case, and all of them upper.
  var isPythonUpper: Bool {
    var found = false
    for scalar in unicodeScalars {
      if scalar.properties.isLowercase || scalar.properties.generalCategory == .titlecaseLetter { return false }
      found = found || scalar.properties.isUppercase
    }
    return found
  }

  /// `str.islower`
  var isPythonLower: Bool {
    var found = false
    for scalar in unicodeScalars {
      if scalar.properties.isUppercase || scalar.properties.generalCategory == .titlecaseLetter { return false }
      found = found || scalar.properties.isLowercase
    }
    return found
  }
}
