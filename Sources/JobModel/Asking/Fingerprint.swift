/// SHA-256 over the canonical encoding of a question: under it a reply is found again.
package struct Fingerprint: Hashable, Sendable, CustomStringConvertible {
  /// 32 bytes.
  package let bytes: [UInt8]

  /// - Precondition: 32 bytes.
  package init(bytes: [UInt8]) {
    precondition(bytes.count == 32)
    self.bytes = bytes
  }

  /// Lower-case hexadecimal.
  package var description: String { bytes.hexadecimal }
}
