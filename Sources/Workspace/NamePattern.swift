/// A pattern for one name of a path: `*`, `?`, `[a-z]`, `[!a-z]`, and `\` before a character that means itself.
///
/// It matches by Unicode scalars. `fnmatch` would depend on the locale: in cron's, `?` is one byte and `caf?` no café.
package struct NamePattern: Sendable {
  private enum Part: Sendable {
    case one(Unicode.Scalar)
    case anyOne
    case any
    case oneOf([ClosedRange<Unicode.Scalar>], isInverted: Bool)
  }

  private let parts: [Part]
  /// Hidden names are found only by a pattern that begins with a dot itself.
  private let findsHidden: Bool

  static func isPattern(_ text: String) -> Bool { text.utf8.contains { "*?[".utf8.contains($0) } }

  package init(_ pattern: String) {
    var rest = Substring(pattern).unicodeScalars
    var parts: [Part] = []
    findsHidden = rest.first == "."
    while let scalar = rest.popFirst() {
      switch scalar {
      case "*": parts.append(.any)
      case "?": parts.append(.anyOne)
      case "[": parts.append(Self.choice(&rest) ?? .one("["))
      case "\\": parts.append(.one(rest.popFirst() ?? "\\"))
      default: parts.append(.one(scalar))
      }
    }
    self.parts = parts
  }

  /// What stands behind `[` up to its `]`; nil, and nothing taken, where there is none: then `[` means itself.
  private static func choice(_ rest: inout Substring.UnicodeScalarView) -> Part? {
    var ahead = rest
    let isInverted = ahead.first == "!" || ahead.first == "^"
    if isInverted { ahead.removeFirst() }
    var ranges: [ClosedRange<Unicode.Scalar>] = []
    while let scalar = ahead.popFirst() {
      if scalar == "]", !ranges.isEmpty {
        rest = ahead
        return .oneOf(ranges, isInverted: isInverted)
      }
      if ahead.first == "-", let end = ahead.dropFirst().first, end != "]" {
        ahead.removeFirst(2)
        if scalar <= end { ranges.append(scalar...end) }
      } else {
        ranges.append(scalar...scalar)
      }
    }
    return nil
  }

  package func matches(_ name: String) -> Bool {
    let name = Array(name.unicodeScalars)
    if name.first == ".", !findsHidden { return false }
    var (place, part) = (0, 0)
    // Where to go on when the last `*` has to take one character more: that is all the going back there is.
    var retry: (place: Int, part: Int)?
    while place < name.count || part < parts.count {
      if part < parts.count {
        if case .any = parts[part] {
          retry = (place + 1, part)
          part += 1
          continue
        }
        if place < name.count, fits(parts[part], name[place]) {
          (place, part) = (place + 1, part + 1)
          continue
        }
      }
      guard let last = retry, last.place <= name.count else { return false }
      (place, part) = last
    }
    return true
  }

  private func fits(_ part: Part, _ scalar: Unicode.Scalar) -> Bool {
    switch part {
    case .one(let other): scalar == other
    case .anyOne, .any: true
    case .oneOf(let ranges, let isInverted): ranges.contains { $0.contains(scalar) } != isInverted
    }
  }
}
