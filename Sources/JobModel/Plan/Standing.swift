/// What an item is. Never stored: `judge` computes it anew.
package enum ItemState: String, Sendable, CaseIterable, Codable {
  /// Has no draft yet.
  case pending
  case done
  /// The draft lies at its path and is held for a person.
  case review
  case failed
  /// Has a draft, but its prompt has changed since.
  case stale
  /// A person changed the draft, or put a file in its place.
  case edited
  /// A draft whose row is gone.
  case orphan
}

/// What a run does about an item.
package enum ItemAction: String, Sendable, CaseIterable, Codable {
  /// Ask, and write the draft.
  case create
  /// Go on with a conversation that has begun.
  case resume
  /// Make the draft again from what is known, without a request.
  case rewrite
  /// Nothing, until `--update`.
  case stale
  /// Nothing: the draft is right.
  case keep
  /// Leave the person's file alone; a newer version goes beside it.
  case edited
  /// Nothing, until `--retry-failed`.
  case failed
  /// Nothing: a draft without a row.
  case orphan
}

/// What lies at a draft's path, seen with what the ledger says of it.
package enum Presence: Sendable, Equatable {
  /// Nothing there, and nothing was ever placed.
  case absent
  /// A file that galley never wrote.
  case foreign
  /// Was placed once, and is missing or empty now.
  case gone
  /// As galley placed it.
  case ours
  /// Placed by galley, changed by somebody else.
  case edited
}

/// Why an item has no reply, for `status`.
package struct ItemFailure: Sendable, Equatable {
  package let code: String
  package let message: String
  package let attempts: Int

  package init(code: String, message: String, attempts: Int) {
    self.code = code
    self.message = message
    self.attempts = attempts
  }
}

/// An item's state, and what a run does about it.
package struct Standing: Sendable, Equatable {
  package let state: ItemState
  package let action: ItemAction
  package var failure: ItemFailure?

  package init(_ state: ItemState, _ action: ItemAction, failure: ItemFailure? = nil) {
    self.state = state
    self.action = action
    self.failure = failure
  }
}
