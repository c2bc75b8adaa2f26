/// Reading and writing JSON as RFC 8259 defines it.
package enum JSON {
  /// The longest numeral that is read, in bytes: reading a whole number takes time in the square of its length.
  package static let longestNumber = 4_300

  /// The value of a JSON text. Objects keep their order and have no key twice; numbers keep their characters:
  /// `1.10` is `.source(text: "1.10", meaning: .float(1.1))`. A byte order mark at the begin is passed over.
  ///
  /// - Parameter depth: how many arrays and objects may stand inside one another.
  package static func parse(_ bytes: [UInt8], depth: Int = 100) throws(JSONError) -> Value {
    try bytes.withUnsafeBufferPointer { bytes throws(JSONError) in try parse(bytes, depth: depth) }
  }

  /// - Parameter firstLine: the number of the line in which `bytes` begins, for messages.
  package static func parse(
    _ bytes: UnsafeBufferPointer<UInt8>, depth: Int = 100, firstLine: Int = 1
  ) throws(JSONError) -> Value {
    var reader = JSONReader(bytes, depth: depth)
    do throws(JSONFault) {
      reader.skipMark()
      let value = try reader.value(depth)
      try reader.end()
      return value
    } catch { throw JSONError(error, in: bytes, firstLine: firstLine) }
  }

  /// Hands over the elements of a text that is one array, each with the line in which it begins, and holds one at a
  /// time. False, and nothing handed over, where the text is something else.
  package static func forEachElement(
    of bytes: [UInt8], depth: Int = 100, _ take: (_ element: Value, _ line: Int) -> Void
  ) throws(JSONError) -> Bool {
    try bytes.withUnsafeBufferPointer { bytes throws(JSONError) in
      var reader = JSONReader(bytes, depth: depth)
      do throws(JSONFault) {
        reader.skipMark()
        guard reader.isAtArray() else { return false }
        var (line, counted) = (1, 0)
        try reader.array(depth) { value, begin in
          line += bytes[counted..<begin].count { $0 == UInt8(ascii: "\n") }
          counted = begin
          take(value, line)
        }
        try reader.end()
        return true
      } catch { throw JSONError(error, in: bytes, firstLine: 1) }
    }
  }
}

/// Why a text is no JSON, and where.
package struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Counted from 1.
  package let line: Int
  /// In Unicode scalars, counted from 1.
  package let column: Int
  package let message: String

  package init(line: Int, column: Int, message: String) {
    self.line = line
    self.column = column
    self.message = message
  }

  init(_ fault: JSONFault, in bytes: UnsafeBufferPointer<UInt8>, firstLine: Int) {
    let before = bytes.prefix(fault.offset)
    let begin = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    self.init(
      line: firstLine + before.count { $0 == UInt8(ascii: "\n") },
      column: 1 + before[begin...].count { $0 & 0xC0 != 0x80 }
        - (begin == 0 && before.starts(with: byteOrderMark) ? 1 : 0),
      message: fault.message)
  }

  package var description: String { "\(line):\(column): \(message)" }
}

/// A message and the byte it belongs to.
struct JSONFault: Error {
  let offset: Int
  let message: String
}

let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
