import Foundation
import GRDB
package import JobModel

/// A request that is on record and may be sent: settled once, when its outcome is known.
package final class Reservation: Sendable {
  package let id: AttemptID
  package let start: AttemptStart
  let item: ItemFact?

  init(id: AttemptID, start: AttemptStart, item: ItemFact?) {
    self.id = id
    self.start = start
    self.item = item
  }
}

extension Ledger {
  /// Puts on record that a request is about to be sent, and the item that asks, if given, with its frozen `now` and
  /// its conversation as far as it came, this question included: one commit.
  package func reserve(
    _ start: AttemptStart, recording item: ItemFact? = nil
  ) async throws(LedgerError) -> Reservation {
    let path = self.path
    let id = try await writer.commit(.fresh) { db in
      if let item { try Self.write(item, of: start.item, db, questions, path) }
      return try Self.write(start, db, path)
    }
    return Reservation(id: id, start: start, item: item)
  }

  /// Puts on record how a request ended, with all that came back: for a reply both the attempt's end and the reply,
  /// which counts from then on instead of an older one to the same question. A reply that the state cannot take goes to a rescue
  /// file; the error says where.
  ///
  /// - Parameters:
  ///   - cost: by the usage reported, or the worst case where that is unknown; nil where the price is. A failure that
  ///     cannot have been billed costs nothing, whatever is given.
  ///   - lined: is called when it is in line for the disk: what is reserved from then on is on record after it.
  package func settle(
    _ reservation: Reservation, _ outcome: Outcome, cost: Money?, at: WallTime, lined: () -> Void = {}
  ) async throws(LedgerError) {
    let path = self.path
    var duty = Duty.owed
    if case .success(let reply) = outcome.result {
      duty = .reply { RescuedReply(reply, outcome, of: reservation, cost: cost, at: at) }
    }
    let received = Received(outcome, to: reservation.start.fingerprint)
    try await writer.commit(duty, lined: lined) { db in
      try Self.settle(reservation.id, of: reservation.start, outcome, received, cost: cost, at: at, db, path)
    }
    let isReply = if case .success = outcome.result { true } else { false }
    questions.insert(reservation.id, to: reservation.start.fingerprint, isReply: isReply)
  }

  static func write(_ start: AttemptStart, _ db: Database, _ path: String) throws -> AttemptID {
    try execute(
      db,
      """
      INSERT INTO attempt
        (fingerprint, run, job, key, sample, reply, turn, provider, api, model, started_at, reserved)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      start.fingerprint, start.run.number, start.item.job, try start.item.column(path), start.item.sample,
      start.reply, start.turn, start.provider, start.api.rawValue, start.model, start.startedAt.milliseconds,
      start.reserved?.picoDollars)
    return AttemptID(Int(db.lastInsertedRowID))
  }

  static func settle(
    _ attempt: AttemptID, of start: AttemptStart, _ outcome: Outcome, _ received: Received?, cost: Money?,
    at: WallTime, _ db: Database, _ path: String
  ) throws {
    switch outcome.result {
    case .success(let reply):
      try Self.end(attempt, "reply", outcome, failure: nil, cost: cost, at: at, db, path)
      if let received { try Self.write(received, of: attempt, db) }
      try Self.write(reply, of: attempt, to: start, cost: cost, at: at, db)
    case .failure(let failure):
      let charge = failure.maybeBilled ? cost : .zero
      try Self.end(attempt, failure.scope.rawValue, outcome, failure: failure, cost: charge, at: at, db, path)
      if let received { try Self.write(received, of: attempt, db) }
    }
  }

  private static func end(
    _ attempt: AttemptID, _ name: String, _ outcome: Outcome, failure: Failure?, cost: Money?, at: WallTime,
    _ db: Database, _ path: String
  ) throws {
    try executeOnce(
      db,
      """
      UPDATE attempt SET outcome = ?, ended_at = ?, code = ?, message = ?, status = ?, request_id = ?,
        maybe_billed = ?, cost = ?
      WHERE id = ? AND outcome = 'open'
      """,
      name, at.milliseconds, failure?.code, failure?.message, outcome.status, outcome.requestID,
      failure?.maybeBilled ?? true, cost?.picoDollars, attempt.number,
      otherwise: "attempt \(attempt.number) is not open", path: path)
  }

  private static func write(_ received: Received, of attempt: AttemptID, _ db: Database) throws {
    try execute(
      db, "INSERT INTO received (attempt, fingerprint, digest, text, body) VALUES (?, ?, ?, ?, ?)",
      attempt.number, received.fingerprint, received.digest, received.text, received.body)
  }

  private static func write(
    _ reply: Reply, of attempt: AttemptID, to start: AttemptStart, cost: Money?, at: WallTime, _ db: Database
  ) throws {
    try execute(
      db,
      """
      INSERT INTO reply (fingerprint, attempt, finish, input, cached_input, output, reasoning, cost,
        provider, api, model, model_reported, arrived_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      start.fingerprint, attempt.number, reply.finish.rawValue, reply.usage?.input, reply.usage?.cachedInput,
      reply.usage?.output, reply.usage?.reasoning, cost?.picoDollars, start.provider, start.api.rawValue, start.model,
      reply.model, at.milliseconds)
  }
}

/// What came back from a request, as it is kept: made where it is waited for, not on the writer's thread.
struct Received: Sendable {
  /// Of the question.
  let fingerprint: Fingerprint
  let digest: Data?
  /// The reply's.
  let text: UTF8Blob?
  /// Of the response, as it arrived; nil where none did.
  let body: [UInt8]?

  /// nil where nothing came back.
  init?(_ outcome: Outcome, to fingerprint: Fingerprint) {
    let reply = try? outcome.result.get()
    if reply == nil, outcome.body.isEmpty { return nil }
    self.fingerprint = fingerprint
    text = reply.map { UTF8Blob($0.text) }
    digest = reply.map { ReplyDigest.of($0.text, to: fingerprint) }
    body = outcome.body.isEmpty ? nil : outcome.body
  }
}
