import OrderedCollections

/// Goes through the bytes of a JSON text once.
struct JSONReader {
  let bytes: UnsafeBufferPointer<UInt8>
  /// Arrays and objects that may stand inside one another.
  let deepest: Int
  var place = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>, depth: Int) {
    self.bytes = bytes
    deepest = depth
  }

  mutating func skipMark() {
    if bytes.starts(with: byteOrderMark) { place = byteOrderMark.count }
  }

  mutating func end() throws(JSONFault) {
    guard let byte = next() else { return }
    throw fault("the value ends before '\(shown(byte))'; one text holds one value")
  }

  /// - Parameter room: how many levels may still open.
  mutating func value(_ room: Int) throws(JSONFault) -> Value {
    guard let byte = next() else { throw fault("a value is missing at the end of the text") }
    switch byte {
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "{"): return .map(try object(room))
    case UInt8(ascii: "["):
      var list: [Value] = []
      try array(room) { element, _ in list.append(element) }
      return .list(list)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
    case UInt8(ascii: "t") where take("true"): return .bool(true)
    case UInt8(ascii: "f") where take("false"): return .bool(false)
    case UInt8(ascii: "n") where take("null"): return .none
    default: throw fault("a value cannot begin with '\(shown(byte))'")
    }
  }

  mutating func isAtArray() -> Bool { next() == UInt8(ascii: "[") }

  /// Hands over each element with the offset at which it begins.
  mutating func array(_ room: Int, _ take: (Value, Int) -> Void) throws(JSONFault) {
    try open(room)
    if next() == UInt8(ascii: "]") {
      place += 1
      return
    }
    while true {
      _ = next()
      let begin = place
      take(try value(room - 1), begin)
      if try isLast(of: "array", closedBy: UInt8(ascii: "]")) { return }
    }
  }

  private mutating func object(_ room: Int) throws(JSONFault) -> ValueMap {
    try open(room)
    // Grown from nothing, an object of five keys would be copied three times.
    var map = ValueMap(minimumCapacity: 4)
    if next() == UInt8(ascii: "}") {
      place += 1
      return map
    }
    while true {
      guard next() == UInt8(ascii: "\"") else { throw expected("a key in double quotes") }
      let begin = place
      let key = try string()
      guard next() == UInt8(ascii: ":") else { throw expected("':' behind the key '\(key)'") }
      place += 1
      if map.updateValue(try value(room - 1), forKey: MapKey(key)) != nil {
        throw JSONFault(offset: begin, message: "the key '\(key)' stands in this object already; keep one")
      }
      if try isLast(of: "object", closedBy: UInt8(ascii: "}")) { return map }
    }
  }

  private mutating func open(_ room: Int) throws(JSONFault) {
    guard room > 0 else { throw fault("arrays and objects are nested more than \(deepest) deep") }
    place += 1
  }

  /// Passes over the comma or the bracket behind an element.
  private mutating func isLast(of name: String, closedBy bracket: UInt8) throws(JSONFault) -> Bool {
    let byte = next()
    guard byte == bracket || byte == UInt8(ascii: ",") else {
      throw expected("',' or '\(Unicode.Scalar(bracket))' in this \(name)")
    }
    place += 1
    return byte == bracket
  }

  // MARK: Bytes

  /// The next byte that is no white space; it is not passed over.
  private mutating func next() -> UInt8? {
    while place < bytes.count {
      switch bytes[place] {
      case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"): place += 1
      case let byte: return byte
      }
    }
    return nil
  }

  private mutating func take(_ word: StaticString) -> Bool {
    let isThere = word.withUTF8Buffer { bytes[place...].starts(with: $0) }
    if isThere { place += word.utf8CodeUnitCount }
    return isThere
  }

  func fault(_ message: String) -> JSONFault { JSONFault(offset: place, message: message) }

  private func expected(_ what: String) -> JSONFault {
    fault(
      place < bytes.count
        ? "\(what) is expected, not '\(shown(bytes[place]))'" : "the text ends where \(what) is expected")
  }

  /// The character that begins at `place`, for a message.
  private func shown(_ byte: UInt8) -> String {
    if byte < 0x20 || byte == 0x7F { return "\\u00" + (byte < 16 ? "0" : "") + String(byte, radix: 16) }
    let end = min(place + 4, bytes.count)
    return String(decoding: bytes[place..<end], as: UTF8.self).unicodeScalars.first.map(String.init) ?? "?"
  }
}
