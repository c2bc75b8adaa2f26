import Testing
import Tokens

struct TokenCounterTests {
  @Test(
    "Each of OpenAI's models has its own vocabulary, whatever a gateway puts before its name; others have none of these",
    arguments: [
      ("gpt-4o", .o200k), ("gpt-4o-mini-2024-07-18", .o200k), ("gpt-4.1-nano", .o200k), ("gpt-4.5-preview", .o200k),
      ("gpt-5", .o200k), ("gpt-5.1-codex", .o200k), ("o1", .o200k), ("o3-mini", .o200k), ("o4-mini", .o200k),
      ("gpt-oss-120b", .o200k), ("openai/gpt-4o", .o200k), ("openrouter/openai/gpt-oss-20b", .o200k),
      ("ft:gpt-4o-mini:acme::abc", .o200k), ("chatgpt-4o-latest", .o200k), ("gpt-4", .cl100k),
      ("gpt-4-turbo", .cl100k), ("openai/gpt-3.5-turbo", .cl100k), ("gpt-35-turbo", .cl100k),
      ("text-embedding-3-small", .cl100k), ("gemma-3-270m", nil), ("claude-opus-4", nil), ("o10", nil), ("", nil),
      ("text-davinci-003", nil),
    ] as [(String, Vocabulary?)])
  func vocabulary(model: String, expected: Vocabulary?) {
    #expect(Vocabulary(model: model) == expected)
  }

  @Test("A model of another vocabulary gets an estimate, a little above o200k's count")
  func estimate() {
    let text = String(repeating: "Basil likes warmth and light. ", count: 20)
    let exact = Double(Vocabulary.o200k.count(text))
    #expect(TokenCounter(model: "gpt-4o").count(text) == exact)
    #expect(TokenCounter(model: "gemma-3-270m").count(text) == exact * 1.05)
  }
}
