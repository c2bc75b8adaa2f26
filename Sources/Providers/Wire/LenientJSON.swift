import Values

/// JSON of a provider, which may have been paid for: two faults that a text cut in the middle of a character leaves
/// (bytes that are no UTF-8, half a surrogate pair) become U+FFFD instead of making the whole unreadable.
enum LenientJSON {
  static func parse(_ bytes: [UInt8]) -> Value? {
    (try? JSON.parse(bytes)) ?? (try? JSON.parse(mended(bytes)))
  }

  private static func mended(_ bytes: [UInt8]) -> [UInt8] {
    let text = Array(String(decoding: bytes, as: UTF8.self).utf8)
    var mended: [UInt8] = []
    mended.reserveCapacity(text.count)
    var place = 0
    while place < text.count {
      guard text[place] == UInt8(ascii: "\\") else {
        mended.append(text[place])
        place += 1
        continue
      }
      let unit = codeUnit(text, at: place)
      let next = codeUnit(text, at: place + 6)
      if let unit, UTF16.isLeadSurrogate(unit), let next, UTF16.isTrailSurrogate(next) {
        mended += text[place..<place + 12]
        place += 12
      } else if let unit, UTF16.isSurrogate(unit) {
        mended += Array("\\ufffd".utf8)
        place += 6
      } else {
        // Two bytes at once: the second may be a backslash that begins nothing.
        mended += text[place..<min(place + 2, text.count)]
        place += 2
      }
    }
    return mended
  }

  /// The code unit of the escape `\uXXXX` that begins at `place`.
  private static func codeUnit(_ text: [UInt8], at place: Int) -> UInt16? {
    guard place + 6 <= text.count, text[place] == UInt8(ascii: "\\"), text[place + 1] == UInt8(ascii: "u") else {
      return nil
    }
    return UInt16(String(decoding: text[place + 2..<place + 6], as: UTF8.self), radix: 16)
  }
}
