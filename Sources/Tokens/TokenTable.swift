import CVocabulary

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The tokens of a vocabulary, looked up where they lie in the program: nothing is loaded, nothing is built.
///
/// scripts/update-vocabularies tells the layout.
struct TokenTable {
  /// No token: later than any.
  static let none = UInt32.max

  private static let offsetBits: UInt32 = 21
  private let slots: UnsafeRawPointer
  private let bits: UInt64
  private let tokens: UnsafeRawPointer

  init(_ vocabulary: Vocabulary) {
    let file = UnsafeRawPointer(vocabulary == .o200k ? galley_o200k_base() : galley_cl100k_base())
    bits = UInt64(UInt32(littleEndian: file.load(as: UInt32.self)))
    slots = file + 4
    tokens = slots + 4 << bits
  }

  /// Where a token stands among the others, which are in the order of their ranks: of two tokens the one with the lower
  /// rank has the lower place. `none` for what is no token.
  func place(of token: UnsafeRawBufferPointer) -> UInt32 {
    let hash = Self.hash(token)
    let mask = (1 << bits) - 1 as UInt64
    let tag = UInt32(truncatingIfNeeded: hash) & 0x7FF
    var slot = hash >> (64 - bits)
    while true {
      let found = UInt32(littleEndian: slots.load(fromByteOffset: Int(slot) * 4, as: UInt32.self))
      if found == .max { return Self.none }
      if found >> Self.offsetBits == tag {
        let place = found & (1 << Self.offsetBits - 1)
        if holds(token, at: place) { return place }
      }
      slot = (slot + 1) & mask
    }
  }

  private func holds(_ token: UnsafeRawBufferPointer, at place: UInt32) -> Bool {
    let record = tokens + Int(place)
    guard Int(record.load(as: UInt8.self)) == token.count else { return false }
    return token.baseAddress.map { memcmp($0, record + 1, token.count) == 0 } ?? true
  }

  private static func hash(_ token: UnsafeRawBufferPointer) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in token { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return (hash ^ hash >> 32) &* 0x9E37_79B9_7F4A_7C15
  }
}
