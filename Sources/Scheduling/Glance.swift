import Drafting
import JobModel
import Templates
import Values
import Workspace

extension Inspector {
  /// As `inspect`; but of an item whose draft was made of just what it would be made of today no reply is read, and `walk`,
  /// `wanted` and `settled` are empty.
  func glance(_ item: Item) async throws -> InspectedItem {
    if let known = try known(item) { return known }
    return try await inspect(item)
  }

  /// nil where a closer look is needed.
  private func known(_ item: Item) throws -> InspectedItem? {
    // A collected file is made of the replies.
    guard job.collect == nil, let itemFact = facts.items[ItemKey(key: item.id.key, sample: item.id.sample)] else {
      return nil
    }
    let path = try job.path(of: item, asked: itemFact.askedAt)
    guard let fact = facts.drafts[Text(path.text)], fact.intent == nil, fact.accepted == nil, let placed = fact.placed,
      let digest = placed.digest, digest == self.digest(of: item, itemFact),
      let state = try disk?.look(at: path, recorded: placed), state.hash == placed.hash
    else { return nil }
    let standing = judge(
      Evidence(
        conversation: .complete(matches: true), held: false, cutOff: nil, presence: .ours, update: update,
        retryFailed: retryFailed))
    return InspectedItem(
      item: item, path: path, asked: itemFact.askedAt, walk: Walk(scope: Scope()), replies: [:], wanted: nil,
      settled: nil, recorded: itemFact, fact: fact, state: state, isOthers: false, standing: standing, held: false)
  }

  /// Of all that the item's draft would be made of; nil where a reply is missing, or was cut off and that matters.
  private func digest(of item: Item, _ fact: ItemFact) -> Words256? {
    let conversation = fact.conversationWords
    guard conversation.count == job.requests.count else { return nil }
    var replies: [(fingerprint: Words256, attempt: AttemptID)] = []
    for (fingerprint, request) in zip(conversation, job.requests) {
      guard let reply = facts.reply(to: fingerprint), !reply.isCut || request.onLength == .keep else { return nil }
      replies.append((fingerprint, reply.attempt))
    }
    return CanonicalEncoder.digest(of: item, asked: fact.askedAt, shape: loaded.shape, replies: replies)
  }
}

extension InspectedItem {
  /// Of all that the draft of today's conversation is made of; nil where that is not complete, or the draft is a person's.
  func digest(_ walk: Walk, shape: Words256) -> Words256? {
    guard fact?.accepted == nil, walk.error == nil, walk.open.isEmpty, !walk.given.isEmpty else { return nil }
    return CanonicalEncoder.digest(
      of: item, asked: asked, shape: shape,
      replies: walk.given.map { ($0.fingerprint.words, $0.reply.attempt) })
  }

  /// The placing of a draft that needs no work, where the next look at it can be spared more than this one was; to be put on
  /// record. What a run that died had meant to place is settled by placing alone.
  func refreshed(shape: Words256) -> DraftFact.Placed? {
    guard let fact, fact.intent == nil, let placed = fact.placed else { return nil }
    let stamped = placed.restamped(by: state)
    guard standing.action == .keep, wanted?.hash == placed.hash, let digest = digest(walk, shape: shape),
      digest != placed.digest
    else { return stamped }
    return (stamped ?? placed).with(digest: digest)
  }
}
