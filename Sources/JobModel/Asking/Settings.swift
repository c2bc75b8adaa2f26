import OrderedCollections
package import Values

/// What a job sets of a request and what reaches the provider. Absent settings are not sent.
package struct Settings: Sendable {
  package var temperature: Double?
  package var topP: Double?
  /// The bound on the reply's tokens; its name on the wire is the provider's `token_parameter`.
  package var maxTokens: Int?
  package var stop: [String]
  package var seed: Int?
  package var reasoningEffort: String?
  /// Goes into the request's body as it stands.
  package var extra: ValueMap

  /// What servers call the bound on the reply's tokens.
  package static let tokenParameters = ["max_tokens", "max_completion_tokens", "max_output_tokens"]

  package init(
    temperature: Double? = nil, topP: Double? = nil, maxTokens: Int? = nil, stop: [String] = [], seed: Int? = nil,
    reasoningEffort: String? = nil, extra: ValueMap = [:]
  ) {
    self.temperature = temperature
    self.topP = topP
    self.maxTokens = maxTokens
    self.stop = stop
    self.seed = seed
    self.reasoningEffort = reasoningEffort
    self.extra = extra
  }
}
