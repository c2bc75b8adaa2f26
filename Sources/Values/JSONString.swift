extension JSONReader {
  /// - Precondition: `place` is at the opening quote.
  mutating func string() throws(JSONFault) -> String {
    let opening = place
    place += 1
    let begin = place
    passPlainText()
    if place < bytes.count, bytes[place] == UInt8(ascii: "\"") {
      defer { place += 1 }
      return try decoded(UnsafeBufferPointer(rebasing: bytes[begin..<place]), at: begin)
    }
    var text = Array(UnsafeBufferPointer(rebasing: bytes[begin..<place]))
    while place < bytes.count {
      switch bytes[place] {
      case UInt8(ascii: "\""):
        place += 1
        return try text.withUnsafeBufferPointer { text throws(JSONFault) in try decoded(text, at: begin) }
      case UInt8(ascii: "\\"): try escape(into: &text)
      case let byte where byte < 0x20:
        let name = byte == 10 || byte == 13 ? "a line break" : byte == 9 ? "a tab" : "a control character"
        let escape = byte == 10 ? "\\n" : byte == 13 ? "\\r" : byte == 9 ? "\\t" : "\\u00" + hexadecimal(byte)
        throw fault("\(name) cannot stand in a string; write \(escape)")
      default:
        let run = place
        passPlainText()
        text.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[run..<place]))
      }
    }
    throw JSONFault(offset: opening, message: "the string that begins here is never closed")
  }

  /// To the next quote, backslash or control character.
  private mutating func passPlainText() {
    var end = place
    // Eight bytes at once, as long as none of them is one of these: replies are mostly text.
    if let start = UnsafeRawPointer(bytes.baseAddress) {
      while end + 8 <= bytes.count, !EightBytes(at: start + end).holdSpecial { end += 8 }
    }
    while end < bytes.count {
      let byte = bytes[end]
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte < 0x20 { break }
      end += 1
    }
    place = end
  }

  private mutating func escape(into text: inout [UInt8]) throws(JSONFault) {
    let begin = place
    guard place + 1 < bytes.count else {
      place += 1
      return
    }
    place += 2
    switch bytes[place - 1] {
    case UInt8(ascii: "\""): text.append(UInt8(ascii: "\""))
    case UInt8(ascii: "\\"): text.append(UInt8(ascii: "\\"))
    case UInt8(ascii: "/"): text.append(UInt8(ascii: "/"))
    case UInt8(ascii: "b"): text.append(8)
    case UInt8(ascii: "f"): text.append(12)
    case UInt8(ascii: "n"): text.append(10)
    case UInt8(ascii: "r"): text.append(13)
    case UInt8(ascii: "t"): text.append(9)
    case UInt8(ascii: "u"):
      text.append(contentsOf: UTF8.encode(try unicodeEscape(begin)) ?? UTF8.encodedReplacementCharacter)
    default: throw JSONFault(offset: begin, message: "this escape is not known; a backslash is written \\\\")
    }
  }

  /// The scalar of `\uXXXX`, or of two of them that are a surrogate pair. `place` is behind the `u`.
  private mutating func unicodeEscape(_ begin: Int) throws(JSONFault) -> Unicode.Scalar {
    let high = try fourDigits(begin)
    if let scalar = Unicode.Scalar(high) { return scalar }
    guard high < 0xDC00, place + 1 < bytes.count, bytes[place] == UInt8(ascii: "\\"),
      bytes[place + 1] == UInt8(ascii: "u")
    else { throw half(begin) }
    place += 2
    let low = try fourDigits(begin)
    guard (0xDC00..<0xE000).contains(low), let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
    else { throw half(begin) }
    return scalar
  }

  private func half(_ begin: Int) -> JSONFault {
    JSONFault(offset: begin, message: "this escape is half of a surrogate pair; both halves make one character")
  }

  private mutating func fourDigits(_ begin: Int) throws(JSONFault) -> UInt32 {
    var number: UInt32 = 0
    for offset in place..<place + 4 {
      let byte = offset < bytes.count ? bytes[offset] : 0
      let digit: UInt8
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
      case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
      default: throw JSONFault(offset: begin, message: "\\u takes four hexadecimal digits")
      }
      number = number << 4 | UInt32(digit)
    }
    place += 4
    return number
  }

  private func decoded(_ text: UnsafeBufferPointer<UInt8>, at begin: Int) throws(JSONFault) -> String {
    // The library's check of other text goes through a generic function, and is slow.
    if EightBytes.areASCII(text) { return String(decoding: text, as: UTF8.self) }
    if let string = String(validating: text, as: UTF8.self) { return string }
    throw JSONFault(offset: begin, message: "this string is no valid UTF-8; save the file as UTF-8")
  }

  private func hexadecimal(_ byte: UInt8) -> String { (byte < 16 ? "0" : "") + String(byte, radix: 16) }
}
