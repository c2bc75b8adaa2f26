package import Values

/// What is known of an item that was ever asked.
package struct ItemFact: Hashable, Sendable {
  /// `now` of its templates, frozen when it was first asked, in whole seconds.
  package let askedAt: Moment
  private let pieces: [Words256]

  package init(askedAt: Moment, conversation: [Fingerprint]) {
    self.init(askedAt: askedAt, pieces: conversation.map(\.words))
  }

  package init(askedAt: Moment, pieces: [Words256]) {
    self.askedAt = askedAt
    self.pieces = pieces
  }

  /// What its replies were asked under, in order, as far as the conversation came.
  package var conversation: [Fingerprint] { pieces.map { Fingerprint($0) } }

  /// The same without an allocation for each.
  package var conversationWords: [Words256] { pieces }
}

/// An item within its job.
package struct ItemKey: Hashable, Sendable {
  package let key: Text
  /// Counted from 1.
  package let sample: Int

  package init(key: String, sample: Int) {
    self.key = Text(key)
    self.sample = sample
  }
}
