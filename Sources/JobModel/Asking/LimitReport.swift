/// What a provider said about its limits in the headers of a response.
package struct LimitReport: Hashable, Sendable {
  /// One limit, of requests or of tokens. What is nil was not said, or not understood.
  package struct Quota: Hashable, Sendable {
    /// The most that fits, in one of the provider's windows.
    package var limit: Int?
    /// What is left of it.
    package var remaining: Int?
    /// Until all of it is there again.
    package var reset: Duration?

    package init(limit: Int? = nil, remaining: Int? = nil, reset: Duration? = nil) {
      self.limit = limit
      self.remaining = remaining
      self.reset = reset
    }
  }

  package var requests: Quota
  package var tokens: Quota

  package init(requests: Quota = Quota(), tokens: Quota = Quota()) {
    self.requests = requests
    self.tokens = tokens
  }
}
