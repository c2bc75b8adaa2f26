import Foundation
import GRDB
import JobModel
import Synchronization

/// Where the reply to each question is, in memory.
///
/// In the database it would be an index in the order of fingerprints, which are as good as random: each new entry would
/// change another page, and to write these pages took a run as long as to write the replies. And almost every question of a
/// run is a new one: of a question that is not here nobody need look, which would cost two changes of thread.
final class QuestionIndex: Sendable {
  /// By the first eight bytes of a fingerprint the attempt that brought the last reply, 0 where attempts have only failed.
  /// Two questions that share these bytes cost a search through all replies: no reply is taken for another's.
  private typealias Attempts = [UInt64: Int]

  /// nil until somebody looks for a reply.
  private let attempts: Mutex<Attempts?>

  /// For who only looks: read from the state at the first look, and of that moment from then on.
  init() { attempts = Mutex(nil) }

  /// For the process that writes the state: it knows all of them, and adds its own.
  init(_ db: Database) throws { attempts = Mutex(try Self.read(db)) }

  private static func read(_ db: Database) throws -> Attempts {
    var attempts = Attempts(minimumCapacity: try Int.fetchOne(db, sql: "SELECT count(*) FROM reply") ?? 0)
    // Later replies come later, and take the places of earlier ones.
    let replies = try Row.fetchCursor(db, sql: "SELECT fingerprint, attempt FROM reply ORDER BY attempt")
    while let row = try replies.next() {
      if let words = try row.pieces(0).first { attempts[words.beginning] = row[1] }
    }
    let failures = try Row.fetchCursor(db, sql: "SELECT fingerprint FROM attempt WHERE \(Schema.isFailed)")
    while let row = try failures.next() {
      if let words = try row.pieces(0).first { attempts[words.beginning, default: 0] += 0 }
    }
    return attempts
  }

  /// An attempt has ended, and that is committed.
  func insert(_ attempt: AttemptID, to fingerprint: Fingerprint, isReply: Bool) {
    let beginning = fingerprint.words.beginning
    attempts.withLock { attempts in
      let known = attempts?[beginning] ?? 0
      attempts?[beginning] = isReply ? max(known, attempt.number) : known
    }
  }

  /// Whether neither reply nor failure can be found of a question.
  func hasNothing(on fingerprint: Fingerprint) -> Bool {
    attempts.withLock { attempts in attempts.map { $0[fingerprint.words.beginning] == nil } ?? false }
  }

  /// The attempt that brought the last reply to a question; nil if none has come.
  func reply(to fingerprint: Fingerprint, _ db: Database) throws -> AttemptID? {
    if attempts.withLock({ $0 == nil }) {
      let read = try Self.read(db)
      attempts.withLock { $0 = $0 ?? read }
    }
    let attempt = attempts.withLock { $0?[fingerprint.words.beginning] ?? 0 }
    if attempt == 0 { return nil }
    let one = "SELECT 1 FROM reply WHERE attempt = ? AND fingerprint = ?"
    if try Row.fetchOne(statement(db, one, attempt, fingerprint)) != nil { return AttemptID(attempt) }
    let all = "SELECT max(attempt) FROM reply WHERE fingerprint = ?"
    return try Int.fetchOne(statement(db, all, fingerprint)).map { AttemptID($0) }
  }
}
