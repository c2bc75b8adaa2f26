extension JSONReader {
  /// - Precondition: `place` is at `-` or a digit.
  mutating func number() throws(JSONFault) -> Value {
    let begin = place
    if bytes[place] == UInt8(ascii: "-") { place += 1 }
    let first = place
    try digits()
    if bytes[first] == UInt8(ascii: "0"), place > first + 1 {
      throw JSONFault(
        offset: begin, message: "a number cannot begin with 0; put '\(text(from: begin))' in quotes to keep it")
    }
    var isWhole = true
    if place < bytes.count, bytes[place] == UInt8(ascii: ".") {
      isWhole = false
      place += 1
      try digits()
    }
    if place < bytes.count, bytes[place] | 0x20 == UInt8(ascii: "e") {
      isWhole = false
      place += 1
      if place < bytes.count, bytes[place] == UInt8(ascii: "+") || bytes[place] == UInt8(ascii: "-") { place += 1 }
      try digits()
    }
    guard place - begin <= JSON.longestNumber else {
      throw JSONFault(
        offset: begin, message: "a number has more than \(JSON.longestNumber) characters; put it in quotes")
    }
    let text = text(from: begin)
    if !isWhole { return .source(text: text, meaning: .float(Double(text) ?? .nan)) }
    return .source(text: text, meaning: .wholeNumber(text) ?? .none)
  }

  private mutating func digits() throws(JSONFault) {
    let begin = place
    while place < bytes.count, bytes[place] &- UInt8(ascii: "0") < 10 { place += 1 }
    guard place > begin else { throw fault("a digit is missing in this number") }
  }

  private func text(from begin: Int) -> String { String(decoding: bytes[begin..<place], as: UTF8.self) }
}
