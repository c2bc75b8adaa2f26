import Foundation
import GRDB
package import JobModel

extension LedgerReader {
  /// The reply to a question; nil if none has come.
  package func reply(_ fingerprint: Fingerprint) async throws(LedgerError) -> StoredReply? {
    if questions.hasNothing(on: fingerprint) { return nil }
    let (path, questions) = (self.path, self.questions)
    return try await read { db in try Self.reply(fingerprint, db, questions, path) }
  }

  /// The replies of a conversation, in its order and up to the first that has not come.
  package func replies(_ conversation: [Fingerprint]) async throws(LedgerError) -> [StoredReply] {
    let (path, questions) = (self.path, self.questions)
    return try await read { db in
      var replies: [StoredReply] = []
      for fingerprint in conversation {
        guard let reply = try Self.reply(fingerprint, db, questions, path) else { break }
        replies.append(reply)
      }
      return replies
    }
  }

  /// - Throws: `LedgerError.damaged` for a text that is not as it was stored: a draft is made of no other.
  private static func reply(
    _ fingerprint: Fingerprint, _ db: Database, _ questions: QuestionIndex, _ path: String
  ) throws -> StoredReply? {
    guard let attempt = try questions.reply(to: fingerprint, db) else { return nil }
    let sql = """
      SELECT text, finish, input, cached_input, output, reasoning, cost, provider, api, model, model_reported,
        reply.attempt, arrived_at, digest
      FROM reply JOIN received ON received.attempt = reply.attempt WHERE reply.attempt = ?
      """
    guard let row = try Row.fetchOne(db.cachedStatement(sql: sql), arguments: [attempt.number]) else { return nil }
    let isWhole = try row.withUnsafeData(atIndex: 0) { text in
      ReplyDigest.of(text ?? Data(), to: fingerprint.data) == row[13] as Data?
    }
    guard isWhole else { throw LedgerError.damaged(path: path, detail: "a reply is not as it was stored") }
    var usage: Usage?
    if let input = row[2] as Int? {
      usage = Usage(input: input, cachedInput: row[3], output: row[4], reasoning: row[5])
    }
    return StoredReply(
      reply: Reply(text: try row.utf8(0), finish: try row.name(1, path: path), usage: usage, model: row[10]),
      cost: row.money(6), provider: row[7], api: try row.name(8, path: path), model: row[9],
      attempt: AttemptID(row[11]), arrivedAt: row.time(12))
  }
}
