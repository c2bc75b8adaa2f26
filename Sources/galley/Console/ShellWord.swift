extension String {
  /// As one word for /bin/sh.
  ///
  /// A backslash ends its quotes and begins new ones: cron would take it together with another one, or with a `%` after it.
  var shellWord: String {
    let isPlain = unicodeScalars.allSatisfy {
      $0.properties.isAlphabetic || "0123456789_.,:=@%+/-".unicodeScalars.contains($0)
    }
    if isPlain, !isEmpty { return self }
    // By scalars: a quote with a mark above it would be another character, and the shell's quote all the same.
    let quoted = unicodeScalars.map { scalar in
      switch scalar {
      case "'": "'\\''"
      case "\\": "\\''"
      default: String(scalar)
      }
    }
    return "'\(quoted.joined())'"
  }
}
