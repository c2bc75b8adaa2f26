/// The wire format of a provider: `api` in galley.yaml.
package enum API: String, Sendable, CaseIterable {
  /// OpenAI's `POST /chat/completions`.
  case chat
  /// OpenAI's `POST /completions`: the messages' texts joined by blank lines.
  case completions
  /// Made-up text without network or cost.
  case rehearsal
}

/// All that decides what a model is asked: the same question to the same model has the same reply.
package struct Question: Sendable {
  package let api: API
  package let model: String
  package let messages: [Message]
  package let settings: Settings
  /// 1, 2, …: keeps wished-for repeats of one question apart.
  package let sample: Int

  package init(api: API, model: String, messages: [Message], settings: Settings, sample: Int) {
    self.api = api
    self.model = model
    self.messages = messages
    self.settings = settings
    self.sample = sample
  }
}
