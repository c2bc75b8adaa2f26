/// What a provider was found to let through of one model, while nobody had declared it.
package struct LearnedLimit: Hashable, Sendable {
  package var requestsPerMinute: Int?
  /// Input and output together.
  package var tokensPerMinute: Int?

  package init(requestsPerMinute: Int? = nil, tokensPerMinute: Int? = nil) {
    self.requestsPerMinute = requestsPerMinute
    self.tokensPerMinute = tokensPerMinute
  }

  package var isEmpty: Bool { requestsPerMinute == nil && tokensPerMinute == nil }
}

/// A learned limit on record.
package struct LimitFact: Hashable, Sendable {
  package var provider: String
  /// Its base address: one name may stand for several servers.
  package var address: String
  package var model: String
  package var limit: LearnedLimit
  package var learnedAt: WallTime

  package init(provider: String, address: String, model: String, limit: LearnedLimit, learnedAt: WallTime) {
    self.provider = provider
    self.address = address
    self.model = model
    self.limit = limit
    self.learnedAt = learnedAt
  }
}
