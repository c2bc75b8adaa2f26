/// Eight bytes of a text that are looked at together, as one number.
///
/// Whether a byte of a number is zero, or less than another, is found by what borrows from the bit above it
/// (graphics.stanford.edu/~seander/bithacks.html#ZeroInWord).
struct EightBytes {
  private let bytes: UInt64

  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let highBits: UInt64 = 0x8080_8080_8080_8080

  /// - Parameter start: of eight bytes that may be read, at any address.
  init(at start: UnsafeRawPointer) { bytes = start.loadUnaligned(as: UInt64.self) }

  /// Whether one of them is a quote, a backslash or a control character (below 0x20): what ends plain text in a JSON string.
  var holdSpecial: Bool {
    let quote = bytes ^ (Self.ones &* UInt64(UInt8(ascii: "\"")))
    let backslash = bytes ^ (Self.ones &* UInt64(UInt8(ascii: "\\")))
    let isQuote = (quote &- Self.ones) & ~quote
    let isBackslash = (backslash &- Self.ones) & ~backslash
    let isControl = (bytes &- Self.ones &* 0x20) & ~bytes
    return (isQuote | isBackslash | isControl) & Self.highBits != 0
  }

  private var isASCII: Bool { bytes & Self.highBits == 0 }

  /// Whether all bytes are below 0x80.
  static func areASCII(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var place = 0
    if let start = UnsafeRawPointer(bytes.baseAddress) {
      while place + 8 <= bytes.count {
        guard EightBytes(at: start + place).isASCII else { return false }
        place += 8
      }
    }
    return bytes[place...].allSatisfy { $0 < 0x80 }
  }
}
