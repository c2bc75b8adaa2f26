/// SHA-256 over the canonical encoding of a question: under it a reply is found again.
package struct Fingerprint: Hashable, Sendable, CustomStringConvertible {
  /// 32 bytes.
  package let bytes: [UInt8]

  /// - Precondition: 32 bytes.
  package init(bytes: [UInt8]) {
    precondition(bytes.count == 32)
    self.bytes = bytes
  }

  /// Its first bytes tell it from all others as well as all of them.
  package func hash(into hasher: inout Hasher) { hasher.combine(words.beginning) }

  /// Lower-case hexadecimal.
  package var description: String { bytes.hexadecimal }
}
