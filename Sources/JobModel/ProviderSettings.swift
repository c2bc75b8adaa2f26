/// Where a provider's key comes from.
package enum KeySource: Hashable, Sendable {
  case none
  /// The name of an environment variable.
  case environment(String)
  /// A file that only its owner can read (mode 0600), relative to the workspace.
  case file(String)
  /// A program and its arguments; the key is the first line it prints.
  case command([String])
}

/// A provider as galley.yaml or the built-in list describes it.
package struct ProviderSettings: Sendable {
  package var name: String
  package var api: API
  /// As the provider's own SDK takes it: with `/v1` for OpenAI's formats, without a slash at the end. Empty for `rehearsal`.
  package var baseURL: String
  package var key: KeySource
  package var headers: [(name: String, value: String)]
  /// `max_tokens` or `max_completion_tokens`.
  package var tokenParameter: String
  /// Run when nothing answers at `baseURL`; empty where there is nothing to start.
  package var start: [String]
  /// Shared by every job of a run.
  package var limits: RateLimits
  /// Where their `tokens_per_minute` stands; nil where it does not.
  package var tokensPlace: SourcePlace?

  package init(
    name: String, api: API, baseURL: String, key: KeySource = .none, headers: [(name: String, value: String)] = [],
    tokenParameter: String = "max_tokens", start: [String] = [], limits: RateLimits = RateLimits()
  ) {
    self.name = name
    self.api = api
    self.baseURL = baseURL
    self.key = key
    self.headers = headers
    self.tokenParameter = tokenParameter
    self.start = start
    self.limits = limits
  }
}
