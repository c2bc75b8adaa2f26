import Crypto
import Foundation
import GRDB
import JobModel

/// Proof that a text is, to the last byte, the reply that came to a question: SHA-256 of the question's fingerprint and the
/// text.
enum ReplyDigest {
  /// What the SQL function is called that computes it.
  static let name = "reply_digest"

  /// - Parameters:
  ///   - text: in UTF-8.
  ///   - fingerprint: of the question, 32 bytes.
  static func of(_ text: Data, to fingerprint: Data) -> Data { text.withUnsafeBytes { of($0, to: fingerprint) } }

  static func of(_ text: String, to fingerprint: Fingerprint) -> Data {
    var text = text
    return text.withUTF8 { of(UnsafeRawBufferPointer($0), to: fingerprint.bytes) }
  }

  private static func of(_ text: UnsafeRawBufferPointer, to fingerprint: some DataProtocol) -> Data {
    var hash = SHA256()
    hash.update(data: fingerprint)
    hash.update(bufferPointer: text)
    return Data(hash.finalize())
  }

  /// `reply_digest(fingerprint, text)`; NULL where there is no text.
  static let function = DatabaseFunction(name, argumentCount: 2, pure: true) { values in
    guard let fingerprint = Data.fromDatabaseValue(values[0]), let text = Data.fromDatabaseValue(values[1]) else {
      return nil
    }
    return of(text, to: fingerprint)
  }
}
