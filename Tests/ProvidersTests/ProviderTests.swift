import JobModel
import Providers
import Testing

struct ProviderTests {
  private let key: Secret

  init() throws { key = try Secret("sk-0123456789abcdef", from: "a test") }

  @Test(
    "A key travels unencrypted to this machine only",
    arguments: [
      ("https://api.example/v1", true), ("http://127.0.0.1:8080/v1", true), ("http://127.9.8.7/v1", true),
      ("http://localhost:11434/v1/", true), ("http://LOCALHOST/v1", true), ("http://[::1]:8000/v1", true),
      ("http://[0:0:0:0:0:0:0:1]/v1", true), ("http://10.0.0.5/v1", false), ("http://api.example/v1", false),
      ("http://127.0.0.1.example/v1", false), ("http://localhost.example/v1", false), ("http://128.0.0.1/v1", false),
      ("http://[::2]/v1", false),
    ])
  func loopback(_ address: String, _ allowed: Bool) {
    let settings = ProviderSettings(name: "p", api: .chat, baseURL: address)
    if allowed {
      #expect(throws: Never.self) { try Provider(settings, key: key) }
    } else {
      #expect(throws: ConfigurationError.self) { try Provider(settings, key: key) }
    }
    #expect(throws: Never.self) { try Provider(settings, key: nil) }
  }

  @Test("A key in a header counts as a key")
  func headerKey() {
    let settings = ProviderSettings(
      name: "p", api: .chat, baseURL: "http://api.example/v1", headers: [(name: "X-API-Key", value: "0123456789")])
    #expect(throws: ConfigurationError.self) { try Provider(settings, key: nil) }
  }

  @Test(
    "An address that is none is refused with the next step",
    arguments: [
      "", "api.example/v1", "ftp://api.example", "http://", "http:///v1", "https://api.example:0/v1",
      "https://api.example:port/v1", "https://[::1/v1", "https://api.example/v1?key=1", "https://api.example/v 1",
      "https://me:word@api.example/v1",
    ])
  func addresses(_ address: String) {
    let error = #expect(throws: ConfigurationError.self) {
      try Provider(ProviderSettings(name: "p", api: .chat, baseURL: address), key: nil)
    }
    #expect(error?.description.contains("base_url") == true)
    #expect(error?.description.contains("me:word") == false)
  }

  @Test(
    "A header that would make another one is refused",
    arguments: [("x-team", "a\r\nx-evil: 1"), ("x team", "a"), ("", "a")])
  func headers(_ name: String, _ value: String) {
    let settings = ProviderSettings(
      name: "p", api: .chat, baseURL: "https://api.example", headers: [(name: name, value: value)])
    #expect(throws: ConfigurationError.self) { try Provider(settings, key: nil) }
  }
}

struct BuiltInProvidersTests {
  @Test("Every built-in provider can be asked, and no name is both built in and refused")
  func all() throws {
    for settings in BuiltInProviders.all { #expect(throws: Never.self) { try Provider(settings, key: nil) } }
    let names = BuiltInProviders.all.map(\.name) + BuiltInProviders.waiting.map(\.name)
    #expect(Set(names).count == names.count)
  }

  @Test("OPENAI_BASE_URL moves both of OpenAI's providers and no other")
  func environment() {
    let environment = ["OPENAI_BASE_URL": "http://127.0.0.1:9/v1/"]
    for name in ["openai", "openai-completions"] {
      #expect(BuiltInProviders.settings(named: name, environment: environment)?.baseURL == "http://127.0.0.1:9/v1")
    }
    #expect(
      BuiltInProviders.settings(named: "ollama", environment: environment)?.baseURL == "http://127.0.0.1:11434/v1")
    #expect(
      BuiltInProviders.settings(named: "openai", environment: ["OPENAI_BASE_URL": ""])?.baseURL
        == "https://api.openai.com/v1")
    #expect(BuiltInProviders.settings(named: "nobody") == nil)
  }
}
