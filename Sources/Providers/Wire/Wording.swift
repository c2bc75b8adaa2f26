/// Words of others, made fit to stand in a message of ours.
package enum Wording {
  /// One line without control characters (no escape sequence reaches a terminal), no longer than `limit` scalars.
  package static func plain(_ words: String, limit: Int = 300) -> String {
    var line = String.UnicodeScalarView()
    var gap = false
    var count = 0
    for scalar in words.unicodeScalars {
      if scalar.properties.isWhitespace {
        gap = !line.isEmpty
      } else if scalar.properties.generalCategory != .control {
        if gap { line.append(" ") }
        gap = false
        line.append(scalar)
        count += 1
        if count > limit { return String(line) + "…" }
      }
    }
    return String(line)
  }
}
