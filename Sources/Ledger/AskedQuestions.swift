import Foundation
import GRDB
import JobModel
import Synchronization

/// The questions that were ever asked: of any other there is neither reply nor failure to be found, and nobody need look.
///
/// Almost every question of a run is a new one, and each look into the database costs two changes of thread. Only the
/// process that writes the state can know all of them.
final class AskedQuestions: Sendable {
  /// The first eight bytes of each fingerprint: 16 bytes a question. Two that share them cost a look that finds nothing.
  private let beginnings: Mutex<Set<UInt64>>

  /// All that have an attempt: without one there is no reply.
  init(_ db: Database) throws {
    var beginnings = Set<UInt64>(minimumCapacity: try Int.fetchOne(db, sql: "SELECT count(*) FROM attempt") ?? 0)
    let rows = try Row.fetchCursor(db, sql: "SELECT fingerprint FROM attempt")
    while let row = try rows.next() {
      if let words = try row.pieces(0).first { beginnings.insert(words.beginning) }
    }
    self.beginnings = Mutex(beginnings)
  }

  /// Before the attempt is on record: whoever looks in between finds nothing there.
  func insert(_ fingerprint: Fingerprint) {
    let beginning = fingerprint.words.beginning
    _ = beginnings.withLock { $0.insert(beginning) }
  }

  /// Whether there may be an attempt at this question; false is certain.
  func mayContain(_ fingerprint: Fingerprint) -> Bool {
    let beginning = fingerprint.words.beginning
    return beginnings.withLock { $0.contains(beginning) }
  }
}
