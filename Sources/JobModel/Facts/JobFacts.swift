package import Values

/// All that judging the items of one job needs of the ledger, as it stood at one moment. Texts of replies are not here.
package struct JobFacts: Sendable {
  /// A reply that is there.
  package struct Reply: Hashable, Sendable {
    /// The one that brought it.
    package let attempt: AttemptID
    /// Whether it was cut off by `max_tokens`.
    package let isCut: Bool

    package init(attempt: AttemptID, isCut: Bool) {
      self.attempt = attempt
      self.isCut = isCut
    }
  }

  package let items: [ItemKey: ItemFact]
  /// By path under `output/`: what this job's items were the last to place.
  package let drafts: [Text: DraftFact]
  private let replies: [Words256: Reply]

  package init(
    items: [ItemKey: ItemFact] = [:], drafts: [Text: DraftFact] = [:], replies: [Words256: Reply] = [:]
  ) {
    self.items = items
    self.drafts = drafts
    self.replies = replies
  }

  /// The reply under one of `ItemFact.conversationWords`; nil where there is none.
  package func reply(to words: Words256) -> Reply? { replies[words] }
}
