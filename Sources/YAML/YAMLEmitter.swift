import OrderedCollections
package import Values

extension YAML {
  /// A mapping as YAML text that readers of YAML 1.1 (Ruby's Psych, PyYAML, go-yaml in part) and of YAML 1.2 (js-yaml,
  /// this module) read as the same types. Ends in a line break.
  ///
  /// Block style, two spaces a level, lists indented. This is no work for libyaml's emitter: that one escapes emoji,
  /// does not indent lists inside mappings, and ends some documents in `...`, which would end a draft's front matter.
  ///
  /// - Strings are plain where no reader takes them for something else, literal blocks (`|`) where they have lines that
  ///   survive it, else double-quoted.
  /// - A `.source` that means a string is plain if it is a date or time (`date: 2026-11-23` stays what it was in the
  ///   job); any other is a string like all: `NO` is quoted, since Hugo and Jekyll would read it as false.
  /// - Numbers keep their characters where both versions agree on them (`1.10`), else their meaning is written
  ///   decimally: `007` becomes 7, `0o17` 15, `1e3` 1000.0.
  /// - `.none` and `.unknown` are null, a moment is a plain date or time, a tuple a list, a key its text.
  package static func text(of map: ValueMap) throws(YAMLWritingError) -> String {
    var emitter = YAMLEmitter()
    try emitter.entries(of: map, level: 0, isFirstInline: false)
    return map.isEmpty ? "{}\n" : emitter.out
  }
}

/// A value that cannot be written as YAML.
package struct YAMLWritingError: Error, Hashable, Sendable, CustomStringConvertible {
  package let message: String

  package var description: String { message }
}

private struct YAMLEmitter {
  var out = ""

  /// Readers look for the ':' of a key on 1,024 characters.
  private static let longestKey = 1_000

  mutating func entries(of map: ValueMap, level: Int, isFirstInline: Bool) throws(YAMLWritingError) {
    for (place, entry) in map.enumerated() {
      if place > 0 || !isFirstInline { indent(level) }
      let key = ScalarText.key(entry.key)
      guard key.unicodeScalars.count <= Self.longestKey else {
        throw YAMLWritingError(
          message: "the key '\(key.prefix(40))…' is longer than \(Self.longestKey) characters; choose a shorter one")
      }
      out += key + ":"
      try value(entry.value, level: level, behindDash: false)
    }
  }

  /// What stands behind a key's ':' or an item's '-'.
  private mutating func value(_ value: Value, level: Int, behindDash: Bool) throws(YAMLWritingError) {
    guard level < YAML.deepest else {
      throw YAMLWritingError(message: "lists and mappings are nested more than \(YAML.deepest) deep")
    }
    switch value {
    case .map(let map):
      if map.isEmpty { return line("{}") }
      out += behindDash ? " " : "\n"
      try entries(of: map, level: level + 1, isFirstInline: behindDash)
    case .list(let list), .tuple(let list):
      if list.isEmpty { return line("[]") }
      out += behindDash ? " " : "\n"
      for (place, item) in list.enumerated() {
        if place > 0 || !behindDash { indent(level + 1) }
        out += "-"
        try self.value(item, level: level + 1, behindDash: true)
      }
    default: scalar(value, level)
    }
  }

  private mutating func scalar(_ value: Value, _ level: Int) {
    switch value {
    case .string(let text) where ScalarText.survivesAsBlock(text): block(text, level)
    case .source(_, .string(let text)) where ScalarText.survivesAsBlock(text): block(text, level)
    default: line(ScalarText.of(value))
    }
  }

  private mutating func line(_ text: String) { out += " " + text + "\n" }

  private mutating func block(_ text: String, _ level: Int) {
    let endsInBreak = text.utf8.last == UInt8(ascii: "\n")
    line(endsInBreak ? "|" : "|-")
    for row in text.utf8.dropLast(endsInBreak ? 1 : 0).split(
      separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    {
      if !row.isEmpty { indent(level + 1) }
      out += String(Substring(row)) + "\n"
    }
  }

  private mutating func indent(_ level: Int) { out += String(repeating: "  ", count: level) }
}
