/// A request that was, or is about to be, sent: a counter of the ledger.
package struct AttemptID: Hashable, Comparable, Sendable {
  package let number: Int

  package init(_ number: Int) { self.number = number }

  package static func < (a: AttemptID, b: AttemptID) -> Bool { a.number < b.number }
}

/// What is put on record before a request is sent.
package struct AttemptStart: Hashable, Sendable {
  package let fingerprint: Fingerprint
  package let run: RunID
  /// The item that asked; others may share the reply.
  package let item: ItemID
  /// The reply's name in the job.
  package let reply: String
  /// The reply's place in the conversation, counted from 0.
  package let turn: Int
  package let provider: String
  package let api: API
  package let model: String
  package let startedAt: WallTime
  /// The request's cost in the worst case; nil where the price is unknown.
  package let reserved: Money?

  package init(
    fingerprint: Fingerprint, run: RunID, item: ItemID, reply: String, turn: Int, provider: String, api: API,
    model: String, startedAt: WallTime, reserved: Money?
  ) {
    self.fingerprint = fingerprint
    self.run = run
    self.item = item
    self.reply = reply
    self.turn = turn
    self.provider = provider
    self.api = api
    self.model = model
    self.startedAt = startedAt
    self.reserved = reserved
  }
}

/// One request, from its reservation to its end.
package struct AttemptFact: Hashable, Sendable {
  package let id: AttemptID
  package let start: AttemptStart
  /// nil while the request is under way, or was when its run died and no run has begun since.
  package let end: End?

  package init(id: AttemptID, start: AttemptStart, end: End?) {
    self.id = id
    self.start = start
    self.end = end
  }

  package struct End: Hashable, Sendable {
    package let result: Result
    package let at: WallTime
    /// HTTP status; nil where no response came.
    package let status: Int?
    /// The provider's id of the request.
    package let requestID: String?
    package let maybeBilled: Bool
    /// What it is charged at; nil where the price is unknown.
    package let cost: Money?

    package init(
      result: Result, at: WallTime, status: Int?, requestID: String?, maybeBilled: Bool, cost: Money?
    ) {
      self.result = result
      self.at = at
      self.status = status
      self.requestID = requestID
      self.maybeBilled = maybeBilled
      self.cost = cost
    }
  }

  package enum Result: Hashable, Sendable {
    case reply
    case failure(Failure.Scope, code: String, message: String)
    /// Its run died before the end was known: it may have been billed and is charged at its worst case.
    case unknown
  }
}

/// The failure that a question's last attempt ended in.
package struct FailedAttempt: Hashable, Sendable {
  package let id: AttemptID
  package let run: RunID
  package let scope: Failure.Scope
  package let code: String
  package let message: String
  package let status: Int?
  package let requestID: String?
  package let at: WallTime
  /// How often the question was asked, this attempt included.
  package let attempts: Int
  /// The same in this attempt's run alone.
  package let attemptsInRun: Int

  package init(
    id: AttemptID, run: RunID, scope: Failure.Scope, code: String, message: String, status: Int?, requestID: String?,
    at: WallTime, attempts: Int, attemptsInRun: Int
  ) {
    self.id = id
    self.run = run
    self.scope = scope
    self.code = code
    self.message = message
    self.status = status
    self.requestID = requestID
    self.at = at
    self.attempts = attempts
    self.attemptsInRun = attemptsInRun
  }
}
