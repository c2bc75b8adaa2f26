#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A string that is compared, hashed and ordered by its Unicode scalars, as Python compares text.
///
/// Swift's own `String` compares by canonical equivalence and sees CRLF as one character; keys, names and
/// template comparisons must tell `é` from `e` + U+0301, since the bytes of a prompt do.
package struct Text: Hashable, Comparable, Sendable {
  package let string: String

  package init(_ string: String) { self.string = string }

  package static func == (a: Text, b: Text) -> Bool { a.string.hasSameScalars(as: b.string) }

  package static func < (a: Text, b: Text) -> Bool {
    a.string.unicodeScalars.lexicographicallyPrecedes(b.string.unicodeScalars)
  }

  package func hash(into hasher: inout Hasher) {
    var string = string
    string.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    hasher.combine(0xFF as UInt8)
  }
}

extension String {
  /// Whether both hold the same Unicode scalars (for valid strings: the same UTF-8 bytes).
  package func hasSameScalars(as other: String) -> Bool {
    guard utf8.count == other.utf8.count else { return false }
    return utf8.withContiguousStorageIfAvailable { own in
      other.utf8.withContiguousStorageIfAvailable { other in
        guard let start = own.baseAddress, let otherStart = other.baseAddress else { return true }
        return memcmp(start, otherStart, own.count) == 0
      }
    }.flatMap { $0 } ?? utf8.elementsEqual(other.utf8)
  }
}
