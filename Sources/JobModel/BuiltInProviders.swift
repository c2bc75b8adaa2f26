/// The providers that a job may name without a word in galley.yaml.
package enum BuiltInProviders {
  /// Adding one is one entry here.
  package static let all: [ProviderSettings] = [
    ProviderSettings(
      name: "openai", api: .chat, baseURL: "https://api.openai.com/v1", key: .environment("OPENAI_API_KEY"),
      tokenParameter: "max_completion_tokens"),
    ProviderSettings(
      name: "openai-completions", api: .completions, baseURL: "https://api.openai.com/v1",
      key: .environment("OPENAI_API_KEY")),
    ProviderSettings(
      name: "openrouter", api: .chat, baseURL: "https://openrouter.ai/api/v1", key: .environment("OPENROUTER_API_KEY")),
    ProviderSettings(name: "ollama", api: .chat, baseURL: "http://127.0.0.1:11434/v1"),
    ProviderSettings(name: "llamacpp", api: .chat, baseURL: "http://127.0.0.1:8080/v1"),
    ProviderSettings(name: "vllm", api: .chat, baseURL: "http://127.0.0.1:8000/v1"),
    ProviderSettings(name: "rehearsal", api: .rehearsal, baseURL: ""),
  ]

  /// Names that are reserved for providers whose part does not stand yet, with what each waits for.
  package static let waiting: [(name: String, waitsFor: String)] = [
    ("openai-responses", "api: responses"),
    ("anthropic", "api: messages"),
    ("azure", "addresses with a deployment and an api-version"),
    ("groq", "a check against its API"),
    ("mistral", "a check against its API"),
    ("together", "a check against its API"),
  ]

  /// The built-in provider of that name, at the address that the environment may set for it.
  package static func settings(named name: String, environment: [String: String] = [:]) -> ProviderSettings? {
    guard var settings = all.first(where: { $0.name == name }) else { return nil }
    settings.baseURL = baseURL(of: name, environment: environment) ?? settings.baseURL
    return settings
  }

  /// What the environment says about a built-in provider's address, as its own SDK reads it: nil where it says nothing.
  /// A `base_url` in galley.yaml or on the command line goes before it.
  package static func baseURL(of name: String, environment: [String: String]) -> String? {
    guard let variable = addressVariable(of: name), let address = environment[variable], !address.isEmpty else {
      return nil
    }
    var trimmed = Substring(address)
    while trimmed.last == "/" { trimmed.removeLast() }
    return String(trimmed)
  }

  /// The environment variable that may set a built-in provider's address; nil where there is none.
  package static func addressVariable(of name: String) -> String? { addressVariables[name] }

  private static let addressVariables = ["openai": "OPENAI_BASE_URL", "openai-completions": "OPENAI_BASE_URL"]
}
