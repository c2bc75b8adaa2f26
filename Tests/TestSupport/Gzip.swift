/// Gzip (RFC 1952) without a compressor, for bodies of tests.
package enum Gzip {
  private static let head: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3]

  /// A valid file: the bytes as they are, in stored blocks.
  /// - Precondition: at most 65,535 bytes.
  package static func stored(_ bytes: [UInt8]) -> [UInt8] {
    let count = UInt16(bytes.count)
    return head + [1] + little(count) + little(~count) + bytes + little(checksum(bytes)) + little(UInt32(count))
  }

  /// Grows by a factor of 158: one block of fixed codes (RFC 1951 §3.2.6), a letter and then nothing but
  /// "258 bytes, from one back". Its checksum is wrong; nobody should come so far.
  package static func bomb(decoded: Int) -> [UInt8] {
    var stream = Bits()
    stream.append(0b1, 1)
    stream.append(0b10, 2)  // fixed codes; their lowest bit goes first, so 01 reads 10
    stream.append(0b1001_0001, 8)  // the letter a
    for _ in 0..<decoded / 258 { stream.append(0b11000101_00000, 13) }
    stream.append(0, 7)
    return head + stream.finished + [UInt8](repeating: 0, count: 8)
  }

  private static func little<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
    (0..<Number.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
  }

  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    var sum = ~UInt32(0)
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum & 1 == 1 ? (sum >> 1) ^ 0xEDB8_8320 : sum >> 1 }
    }
    return ~sum
  }

  /// Fills bytes from their lowest bit, codes from their highest, as deflate does.
  private struct Bits {
    private var bytes: [UInt8] = []
    private var byte: UInt8 = 0
    private var filled = 0

    mutating func append(_ code: UInt16, _ count: Int) {
      for place in stride(from: count - 1, through: 0, by: -1) {
        byte |= UInt8(code >> place & 1) << filled
        filled += 1
        if filled == 8 {
          bytes.append(byte)
          (byte, filled) = (0, 0)
        }
      }
    }

    var finished: [UInt8] { filled == 0 ? bytes : bytes + [byte] }
  }
}
