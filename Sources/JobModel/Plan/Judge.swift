/// What `judge` looks at: the job's item, the ledger's facts about it, what lies on the disk.
package struct Evidence: Sendable {
  /// How the conversation stands under the prompts of today.
  package enum Conversation: Sendable, Equatable {
    /// All replies are there, or a person's text was accepted in their place; `matches`: the draft they make lies at its path.
    case complete(matches: Bool)
    /// `given` replies are there, the next one is not; `failure` is why, where it was asked.
    case waiting(given: Int, failure: ItemFailure?, final: Bool)
    /// Cannot become a draft as it is: a template failed on the words of a reply, or the reply's form is wrong.
    case broken(ItemFailure)
  }

  package var conversation: Conversation
  /// Whether a reply was cut off and the job wants a person to look.
  package var held: Bool
  /// A reply was cut off and the job wants that to be a failure.
  package var cutOff: ItemFailure?
  package var presence: Presence
  /// `--update`: ask anew where the prompt has changed.
  package var update: Bool
  /// `--retry-failed`
  package var retryFailed: Bool

  package init(
    conversation: Conversation, held: Bool, cutOff: ItemFailure?, presence: Presence, update: Bool, retryFailed: Bool
  ) {
    self.conversation = conversation
    self.held = held
    self.cutOff = cutOff
    self.presence = presence
    self.update = update
    self.retryFailed = retryFailed
  }
}

/// What an item is and what a run does about it: the one place that decides.
package func judge(_ evidence: Evidence) -> Standing {
  switch evidence.presence {
  case .foreign: Standing(.edited, .edited)
  case .edited: judgeEdited(evidence)
  case .ours, .gone, .absent: judgeOwn(evidence)
  }
}

private func judgeEdited(_ evidence: Evidence) -> Standing {
  if case .waiting(let given, let failure, let final) = evidence.conversation, evidence.update {
    if let failure, final, !evidence.retryFailed { return Standing(.failed, .failed, failure: failure) }
    return Standing(.edited, given > 0 ? .resume : .create, failure: failure)
  }
  return Standing(.edited, .edited)
}

private func judgeOwn(_ evidence: Evidence) -> Standing {
  if let cutOff = evidence.cutOff {
    return evidence.retryFailed
      ? Standing(.pending, .resume, failure: cutOff) : Standing(.failed, .failed, failure: cutOff)
  }
  switch evidence.conversation {
  case .broken(let failure):
    return Standing(.failed, .failed, failure: failure)
  case .complete(let matches):
    let state: ItemState = evidence.held ? .review : .done
    switch evidence.presence {
    case .absent: return Standing(.pending, .create)
    case .ours where matches: return Standing(state, .keep)
    default: return Standing(evidence.presence == .gone ? .pending : state, .rewrite)
    }
  case .waiting(let given, let failure, let final):
    let placed = evidence.presence != .absent
    if placed, !evidence.update { return Standing(.stale, evidence.presence == .gone ? .rewrite : .stale) }
    if let failure, final, !evidence.retryFailed { return Standing(.failed, .failed, failure: failure) }
    let state: ItemState = placed ? .stale : failure == nil ? .pending : .failed
    return Standing(state, given > 0 ? .resume : .create, failure: failure)
  }
}
