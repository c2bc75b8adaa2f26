import JobModel
import NIOHTTP1
import OrderedCollections
import Providers
import Testing
import Values

struct RequestTests {
  private let everything = Settings(
    temperature: 0.7, topP: 0.9, maxTokens: 50, stop: ["\n#", "END"], seed: 7, reasoningEffort: "low",
    extra: [MapKey("service_tier"): .string("flex")])
  private let talk = [
    Message(role: .system, text: "You are an editor."), Message(role: .user, text: "Write \"one\" line."),
  ]

  private func body(_ request: WireRequest) throws -> Value { try JSON.parse(request.body) }

  private func names(_ body: Value) -> [String] {
    if case .map(let members) = body { members.keys.compactMap(\.name) } else { [] }
  }

  @Test(
    "A chat request carries the conversation with its roles, and every setting under the name that the API has for it")
  func chat() throws {
    let provider = ProviderSettings(
      name: "p", api: .chat, baseURL: "http://127.0.0.1/v1", tokenParameter: "max_completion_tokens")
    let request = try ChatFormat().request(question(.chat, talk, settings: everything), to: provider)
    #expect(ChatFormat().path == "/chat/completions")
    #expect(request.headers["content-type"] == ["application/json"])
    let body = try body(request)
    #expect(
      names(body) == [
        "model", "messages", "max_completion_tokens", "temperature", "top_p", "stop", "seed", "reasoning_effort",
        "service_tier",
      ])
    let expected = #"""
      {"model":"some-model","messages":[{"role":"system","content":"You are an editor."},{"role":"user","content":"Write \"one\" line."}],"max_completion_tokens":50,"temperature":0.7,"top_p":0.9,"stop":["\n#","END"],"seed":7,"reasoning_effort":"low","service_tier":"flex"}
      """#
    #expect(
      String(decoding: request.body, as: UTF8.self).replacing(": ", with: ":").replacing(", ", with: ",") == expected)
  }

  @Test("What a job does not set is not sent: the provider's own defaults hold")
  func absent() throws {
    let provider = ProviderSettings(name: "p", api: .chat, baseURL: "http://127.0.0.1/v1")
    #expect(names(try body(ChatFormat().request(question(), to: provider))) == ["model", "messages"])
    #expect(names(try body(CompletionsFormat().request(question(.completions), to: provider))) == ["model", "prompt"])
  }

  @Test("A completion's prompt is the messages' texts joined by blank lines, with no role names put in")
  func completions() throws {
    let provider = ProviderSettings(name: "p", api: .completions, baseURL: "http://127.0.0.1/v1")
    let talk = [
      Message(role: .system, text: "# Basil"), Message(role: .assistant, text: "A herb."),
      Message(role: .user, text: "## Light"),
    ]
    let request = try CompletionsFormat().request(question(.completions, talk, settings: everything), to: provider)
    #expect(CompletionsFormat().path == "/completions")
    guard case .map(let members) = try body(request), case .string(let prompt) = members[MapKey("prompt")] else {
      Issue.record("no prompt")
      return
    }
    #expect(prompt == "# Basil\n\nA herb.\n\n## Light")
    #expect(members[MapKey("max_tokens")] != nil)
  }

  @Test("A number that JSON does not have stops the job before anything is sent")
  func infinite() {
    let provider = ProviderSettings(name: "p", api: .chat, baseURL: "http://127.0.0.1/v1")
    let settings = Settings(extra: [MapKey("weight"): .float(.infinity)])
    let failure = #expect(throws: Failure.self) { try ChatFormat().request(question(settings: settings), to: provider) }
    #expect(failure?.scope == .model)
  }

  @Test("A key under extra wins over what galley would send")
  func extra() throws {
    let provider = ProviderSettings(name: "p", api: .chat, baseURL: "http://127.0.0.1/v1")
    let settings = Settings(
      temperature: 0.7, extra: [MapKey("temperature"): .integer(1), MapKey("model"): .string("other")])
    let request = try ChatFormat().request(question(settings: settings), to: provider)
    guard case .map(let members) = try body(request) else { return }
    #expect(members[MapKey("temperature")]?.meaning.isInteger(1) == true)
    #expect(names(.map(members)) == ["model", "messages", "temperature"])
  }
}

extension Value {
  fileprivate func isInteger(_ number: Int) -> Bool { if case .integer(number) = self { true } else { false } }
}
