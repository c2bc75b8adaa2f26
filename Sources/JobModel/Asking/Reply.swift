/// Why the model stopped.
package enum FinishReason: String, Sendable, Codable {
  case stop
  /// Cut off by `max_tokens` or the model's own bound.
  case length
  /// The provider says nothing (null or absent).
  case unstated
}

/// Tokens as the provider reported them. `cachedInput` is part of `input`, `reasoning` of `output`.
package struct Usage: Hashable, Sendable, Codable {
  package var input: Int
  package var cachedInput: Int
  package var output: Int
  package var reasoning: Int
  /// Part of `input` that was put into the provider's cache, for which some take more; nil where it does not say. Only
  /// for the bill: the state does not keep it.
  package var cacheWritten: Int?
  /// `service_tier` as the provider reports it; nil where it does not. Only for the bill: the state does not keep it.
  package var serviceTier: String?

  package init(
    input: Int = 0, cachedInput: Int = 0, output: Int = 0, reasoning: Int = 0, cacheWritten: Int? = nil,
    serviceTier: String? = nil
  ) {
    self.input = input
    self.cachedInput = cachedInput
    self.output = output
    self.reasoning = reasoning
    self.cacheWritten = cacheWritten
    self.serviceTier = serviceTier
  }

  private enum CodingKeys: CodingKey { case input, cachedInput, output, reasoning }

  package static func + (a: Usage, b: Usage) -> Usage {
    Usage(
      input: a.input + b.input, cachedInput: a.cachedInput + b.cachedInput, output: a.output + b.output,
      reasoning: a.reasoning + b.reasoning)
  }
}

/// What a model said, whole and usable.
package struct Reply: Sendable {
  package let text: String
  package let finish: FinishReason
  /// nil where the provider reported none.
  package let usage: Usage?
  /// The model's name as the provider reports it (often a dated one); nil where it says none.
  package let model: String?

  package init(text: String, finish: FinishReason, usage: Usage?, model: String?) {
    self.text = text
    self.finish = finish
    self.usage = usage
    self.model = model
  }
}
