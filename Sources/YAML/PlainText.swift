/// Which strings can stand without quotes.
///
/// The rule is narrower than YAML's: a text is plain if it begins with a letter and holds nothing that any reader
/// gives a meaning to. A needless pair of quotes harms nobody.
enum PlainText {
  static func isSafe(_ text: String) -> Bool {
    let scalars = text.unicodeScalars
    guard let first = scalars.first, let last = scalars.last, isLetter(first), !last.properties.isWhitespace,
      last != ":",
      !isWord(text)
    else { return false }
    var previous: Unicode.Scalar = "a"
    for scalar in scalars {
      if ScalarText.needsEscape(scalar) { return false }
      if previous == ":", scalar.properties.isWhitespace { return false }
      if scalar == "#", previous.properties.isWhitespace { return false }
      previous = scalar
    }
    return true
  }

  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isASCII
      ? scalar.properties.isAlphabetic : scalar.properties.isAlphabetic || scalar.properties.isEmojiPresentation
  }

  /// Booleans and nulls of YAML 1.1 and 1.2, and the names of numbers that some readers know.
  private static let words: Set<String> = [
    "y", "n", "yes", "no", "on", "off", "true", "false", "null", "nil", "none", "nan", "inf", "infinity",
  ]

  private static func isWord(_ text: String) -> Bool { text.utf8.count <= 8 && words.contains(text.lowercased()) }
}
