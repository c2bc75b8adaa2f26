import OrderedCollections

extension JSON {
  /// A value as JSON text: UTF-8 as it is, only what must be escaped is, keys in their order.
  ///
  /// Numbers of files keep their characters where JSON knows them (`1.10`), else their meaning is written (`0o17`
  /// becomes 15). A moment is a string, a tuple an array, `.unknown` null.
  ///
  /// - Parameter sortedKeys: in the order of their UTF-8, for encodings that must not depend on the order of writing.
  /// - Parameter indent: spaces for each level, one element a line; nil puts everything on one line without spaces.
  /// - Throws: for infinite numbers and those that are none.
  package static func text(
    _ value: Value, sortedKeys: Bool = false, indent: Int? = nil
  ) throws(JSONWritingError) -> String {
    String(decoding: try bytes(value, sortedKeys: sortedKeys, indent: indent), as: UTF8.self)
  }

  /// The same as UTF-8.
  package static func bytes(
    _ value: Value, sortedKeys: Bool = false, indent: Int? = nil
  ) throws(JSONWritingError) -> [UInt8] {
    var writer = JSONWriter(sortsKeys: sortedKeys, indent: indent)
    try writer.write(value, level: 0)
    return writer.out
  }

  /// A document whose parts are made as they are written, handed over some ten thousand bytes at a time.
  package static func write(
    _ document: JSONPart, indent: Int? = nil, to take: (String) -> Void
  ) throws(JSONWritingError) {
    var writer = JSONWriter(sortsKeys: false, indent: indent)
    try writer.write(document, level: 0) { bytes in take(String(decoding: bytes, as: UTF8.self)) }
    take(String(decoding: writer.out, as: UTF8.self))
  }
}

/// What a document is made of that is too large to be held as one value.
package indirect enum JSONPart {
  case value(Value)
  /// Its members in this order.
  case object([(name: String, part: JSONPart)])
  case list(AnySequence<JSONPart>)
}

/// A value that JSON has no text for.
package struct JSONWritingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// As the value prints.
  package let text: String

  package var description: String { "'\(text)' cannot be written as JSON; give a finite number or a text" }
}

private struct JSONWriter {
  let sortsKeys: Bool
  let indent: Int?
  var out: [UInt8] = []

  init(sortsKeys: Bool, indent: Int?) {
    self.sortsKeys = sortsKeys
    self.indent = indent
  }

  mutating func write(_ value: Value, level: Int) throws(JSONWritingError) {
    switch value {
    case .none, .unknown: out += "null".utf8
    case .bool(let flag): out += (flag ? "true" : "false").utf8
    case .integer(let number): out += String(number).utf8
    case .bigInteger(let number): out += String(number).utf8
    case .float(let number):
      guard number.isFinite else { throw JSONWritingError(text: "\(number)") }
      out += "\(number)".utf8
    case .string(let text): string(text)
    case .moment(let moment): string(moment.text)
    case .list(let list), .tuple(let list):
      try elements(list, between: "[", "]", level) { writer, element, level throws(JSONWritingError) in
        try writer.write(element, level: level)
      }
    case .map(let map): try object(map, level)
    case .source(let text, let meaning): try source(text, meaning, level)
    }
  }

  /// - Parameter take: is given what is written whenever much has gathered, between two elements of a list.
  mutating func write(_ part: JSONPart, level: Int, _ take: ([UInt8]) -> Void) throws(JSONWritingError) {
    switch part {
    case .value(let value): try write(value, level: level)
    case .object(let members):
      try elements(members, between: "{", "}", level) { writer, member, level throws(JSONWritingError) in
        writer.name(member.name)
        try writer.write(member.part, level: level, take)
      }
    case .list(let list):
      try elements(list, between: "[", "]", level) { writer, element, level throws(JSONWritingError) in
        try writer.write(element, level: level, take)
        if writer.out.count > 1 << 16 {
          take(writer.out)
          writer.out.removeAll(keepingCapacity: true)
        }
      }
    }
  }

  private mutating func source(_ text: String, _ meaning: Value, _ level: Int) throws(JSONWritingError) {
    switch meaning {
    case .integer, .bigInteger, .float:
      if isNumber(text) {
        out += text.utf8
      } else if case .float(let number) = meaning, !number.isFinite {
        throw JSONWritingError(text: text)
      } else {
        try write(meaning, level: level)
      }
    default: try write(meaning, level: level)
    }
  }

  private mutating func object(_ map: ValueMap, _ level: Int) throws(JSONWritingError) {
    var entries = map.map { (key: Text($0.key.json), value: $0.value) }
    if sortsKeys { entries.sort { $0.key.string.utf8.lexicographicallyPrecedes($1.key.string.utf8) } }
    try elements(entries, between: "{", "}", level) { writer, entry, level throws(JSONWritingError) in
      writer.name(entry.key.string)
      try writer.write(entry.value, level: level)
    }
  }

  private mutating func name(_ name: String) {
    string(name)
    out += (indent == nil ? ":" : ": ").utf8
  }

  private mutating func elements<List: Sequence>(
    _ list: List, between opening: String, _ closing: String, _ level: Int,
    _ write: (inout JSONWriter, List.Element, Int) throws(JSONWritingError) -> Void
  ) throws(JSONWritingError) {
    out += opening.utf8
    var isEmpty = true
    for element in list {
      if !isEmpty { out.append(UInt8(ascii: ",")) }
      isEmpty = false
      newLine(level + 1)
      try write(&self, element, level + 1)
    }
    if !isEmpty { newLine(level) }
    out += closing.utf8
  }

  private mutating func newLine(_ level: Int) {
    guard let indent else { return }
    out.append(UInt8(ascii: "\n"))
    out.append(contentsOf: repeatElement(UInt8(ascii: " "), count: indent * level))
  }

  private mutating func string(_ text: String) {
    var text = text
    out.append(UInt8(ascii: "\""))
    text.withUTF8 { bytes in
      var run = 0
      for (place, byte) in bytes.enumerated()
      where byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
        out.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[run..<place]))
        run = place + 1
        escape(byte)
      }
      out.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[run...]))
    }
    out.append(UInt8(ascii: "\""))
  }

  private mutating func escape(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""): out += "\\\"".utf8
    case UInt8(ascii: "\\"): out += "\\\\".utf8
    case 8: out += "\\b".utf8
    case 9: out += "\\t".utf8
    case 10: out += "\\n".utf8
    case 12: out += "\\f".utf8
    case 13: out += "\\r".utf8
    default: out += ("\\u00" + (byte < 16 ? "0" : "") + String(byte, radix: 16)).utf8
    }
  }

  /// Whether the text is a JSON number as it stands.
  private func isNumber(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { bytes in
      guard let first = bytes.first, first == UInt8(ascii: "-") || first &- UInt8(ascii: "0") < 10 else { return false }
      var reader = JSONReader(bytes, depth: 0)
      return (try? reader.number()) != nil && reader.place == bytes.count
    }
  }
}

extension MapKey {
  /// The key as an object's member name, as Python's `json` names it.
  fileprivate var json: String {
    switch self {
    case .string(let text): text.string
    case .integer(let number): String(number)
    case .float(let number): "\(number)"
    case .bool(let flag): flag ? "true" : "false"
    case .none: "null"
    }
  }
}
