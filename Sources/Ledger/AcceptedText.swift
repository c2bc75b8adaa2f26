import Crypto
import Foundation
import GRDB

/// Proof that a person's text is, to the last byte, the one that was accepted: its hash is stored beside it.
enum AcceptedText {
  static func hash(of text: Data) -> Data { Data(SHA256.hash(data: text)) }

  static func isWhole(_ text: Data, _ hash: Data?) -> Bool { self.hash(of: text) == hash }

  /// Whether all of them are.
  static func areWhole(_ db: Database) throws -> Bool {
    let rows = try Row.fetchCursor(db, sql: "SELECT text, hash FROM accepted")
    while let row = try rows.next() {
      guard isWhole(row[0], row[1]) else { return false }
    }
    return true
  }
}
