/// SHA-256 of a file's bytes: whether a draft is still what galley placed.
package struct ContentHash: Hashable, Sendable, CustomStringConvertible {
  package let words: Words256

  package init(_ words: Words256) { self.words = words }

  /// - Precondition: 32 bytes.
  package init(bytes: [UInt8]) { words = Words256(bytes) }

  /// 32 bytes.
  package var bytes: [UInt8] { words.bytes }

  /// Lower-case hexadecimal.
  package var description: String { bytes.hexadecimal }
}

/// 256 bits held in place, for tables with a hash in every row: an array of bytes would be an allocation each.
package struct Words256: Hashable, Sendable {
  private let words: (UInt64, UInt64, UInt64, UInt64)

  /// - Precondition: 32 bytes.
  package init(_ bytes: UnsafeRawBufferPointer) {
    precondition(bytes.count == 32)
    words = bytes.loadUnaligned(as: (UInt64, UInt64, UInt64, UInt64).self)
  }

  /// - Precondition: 32 bytes.
  package init(_ bytes: [UInt8]) { self = bytes.withUnsafeBytes { Words256($0) } }

  package var bytes: [UInt8] { withUnsafeBytes { [UInt8]($0) } }

  package func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    Swift.withUnsafeBytes(of: words, body)
  }

  /// The first eight bytes, in the machine's order.
  package var beginning: UInt64 { words.0 }

  package static func == (a: Words256, b: Words256) -> Bool { a.words == b.words }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(words.0)
    hasher.combine(words.1)
    hasher.combine(words.2)
    hasher.combine(words.3)
  }
}

extension Fingerprint {
  package init(_ words: Words256) { self.init(bytes: words.bytes) }

  package var words: Words256 { Words256(bytes) }
}
