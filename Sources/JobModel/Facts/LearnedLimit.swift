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
