import CommandSupport
import Foundation
import Testing

@Suite("galley.yaml and keys", .aFewAtOnce)
struct ConfigurationTests {
  static let wrong: [String: (text: String, words: [String])] = [
    "unknown key": ("defaults: {provider: mine, modle: a}\n", ["galley.yaml:1:28: error: ", "modle", "'model'"]),
    "unknown section": ("provders: {}\n", ["galley.yaml:1:1: error: ", "provders", "'providers'"]),
    "wrong type": ("providers: {mine: {api: chat, base_url: 5}}\n", ["galley.yaml:1:41: error: ", "base_url"]),
    "unknown api": (
      "providers: {mine: {api: cht, base_url: \"http://127.0.0.1:1/v1\"}}\n", ["galley.yaml:1:25: ", "cht"]
    ),
    "no address": ("providers: {mine: {api: chat}}\n", ["galley.yaml:1", "base_url"]),
    "an address that is none": ("providers: {mine: {api: chat, base_url: nowhere}}\n", ["galley.yaml:1", "nowhere"]),
    "a name in the defaults": ("defaults: {name: articles}\n", ["galley.yaml:1:12: error: ", "name"]),
    "variables in the defaults": (
      "defaults: {variables: {set: {a: 1}}}\n", ["galley.yaml:1:12: error: ", "variables"]
    ),
    "a price that is no number": ("prices: {some-model: {input: cheap}}\n", ["galley.yaml:1:30: error: ", "cheap"]),
    "not closed": ("providers: {mine: {api: chat\n", ["galley.yaml:"]),
    "a key twice": ("prices: {}\nprices: {}\n", ["galley.yaml:2:1: error: ", "prices"]),
    "a key over an open line": (
      "providers: {mine: {api: chat, base_url: \"http://models.invalid/v1\", key_env: MY_KEY}}\n",
      ["galley.yaml:1", "http"]
    ),
  ]

  @Test("a wrong galley.yaml is refused with 78 and its place", arguments: wrong.keys.sorted())
  func wrongFile(_ kind: String) async throws {
    let (text, words) = try #require(Self.wrong[kind])
    try await withWorkspace { workspace, standIn in
      try workspace.articles(2)
      try workspace.change("jobs/articles.yaml", "variables:", to: "provider: rehearsal\nmodel: a\nvariables:")
      try workspace.write("galley.yaml", text)
      let ended = try await workspace.galley("run", environment: ["MY_KEY": "not-a-real-key"])
      #expect(ended.exit == 78, "\(ended.testDescription)")
      for word in words { #expect(ended.errors.contains(word), "\(word): \(ended.testDescription)") }
      let document = try await workspace.document(
        ["run"], exit: 78, environment: ["MY_KEY": "not-a-real-key"], sourceLocation: #_sourceLocation)
      #expect(document["error"]["exit"] == 78)
      #expect(document["error"]["diagnostics"][0]["file"] == "galley.yaml")
      #expect(standIn.count == 0)
      #expect(try workspace.drafts().isEmpty)
    }
  }

  @Test("a key that is missing is 78 and named, before anything is sent; plan and validate need none")
  func missingKey() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.configure(standIn.baseURL, provider: "key_env: MY_KEY")
      try workspace.articles(2)
      let ended = try await workspace.galley("run")
      #expect(ended.exit == 78, "\(ended.testDescription)")
      #expect(ended.errors.contains("MY_KEY"))
      #expect(standIn.count == 0)
      #expect(try await workspace.galley("validate").exit == 0)
      #expect(try await workspace.galley("plan").exit == 0)
    }
  }

  @Test("a job without a model anywhere is refused, naming what is missing")
  func noModel() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(2)
      try workspace.change("galley.yaml", "  model: some-model\n", to: "")
      let ended = try await workspace.galley("run")
      #expect(ended.exit == 65, "\(ended.testDescription)")
      #expect(ended.errors.contains("model"))
      #expect(standIn.count == 0)
    }
  }

  @Test("a key comes from a file that only its owner can read, or not at all")
  func keyFile() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.configure(standIn.baseURL, provider: "key_file: secret/key")
      try workspace.articles(1)
      try workspace.write("secret/key", "not-a-real-key-1\n")
      let path = workspace.url("secret/key").path
      try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
      let refused = try await workspace.galley("run")
      #expect(refused.exit == 78, "\(refused.testDescription)")
      #expect(refused.errors.contains("0600"), "\(refused.testDescription)")
      #expect(standIn.count == 0)

      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
      try await workspace.run()
      #expect(standIn.asks.map { $0.headers["authorization"] } == ["Bearer not-a-real-key-1"])
    }
  }

  @Test("a key comes from a program, which plan and validate do not run")
  func keyCommand() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.configure(
        standIn.baseURL, provider: "key_command: [/bin/sh, -c, \"echo ran >> ran.txt; echo not-a-real-key-2\"]")
      try workspace.articles(1)
      _ = try await workspace.galley("validate")
      _ = try await workspace.galley("plan")
      #expect(!workspace.exists("ran.txt"))
      try await workspace.run()
      #expect(standIn.asks.map { $0.headers["authorization"] } == ["Bearer not-a-real-key-2"])
    }
  }

  @Test("OPENAI_BASE_URL moves the provider `openai`, whose key is OPENAI_API_KEY")
  func openAI() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.remove("galley.yaml")
      try workspace.job("x", "provider: openai\nmodel: a\nmessages: [{user: Hello}]\noutput: {path: x.md}\n")
      try await workspace.run(environment: ["OPENAI_BASE_URL": standIn.baseURL, "OPENAI_API_KEY": "not-a-real-key-3"])
      #expect(standIn.asks.map(\.path) == ["/v1/chat/completions"])
      #expect(standIn.asks.map { $0.headers["authorization"] } == ["Bearer not-a-real-key-3"])
    }
  }

  @Test("a job's own keys count before the defaults")
  func defaults() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.job("a", "messages: [{user: Hello}]\n")
      try workspace.job("b", "model: other-model\nmessages: [{user: Hello}]\n")
      try await workspace.run()
      #expect(standIn.asks.map(\.model).sorted() == ["other-model", "some-model"])
    }
  }

  @Test(
    "each built-in provider that stands can be named",
    arguments: ["openai", "openai-completions", "ollama", "llamacpp", "vllm", "openrouter", "rehearsal"])
  func builtIn(_ name: String) async throws {
    try await withWorkspace { workspace, _ in
      try workspace.job("x", "provider: \(name)\nmodel: a\nmessages: [{user: Hello}]\n")
      let ended = try await workspace.galley("validate")
      #expect(ended.exit == 0, "\(ended.testDescription)")
    }
  }
}
