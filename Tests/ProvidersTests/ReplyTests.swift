import JobModel
import Providers
import Testing

struct ReplyTests {
  private func chat(_ body: String) -> Result<Reply, Failure> { ChatFormat().reply(response(200, body)) }

  private func said(_ content: String, finish: String = #""stop""#, rest: String = "") -> Result<Reply, Failure> {
    chat(#"{"choices": [{"message": {"content": \#(content)}, "finish_reason": \#(finish)}]\#(rest)}"#)
  }

  @Test("A reply keeps the model's words, why it stopped, what it used and which model it was")
  func whole() throws {
    let reply = try chat(
      #"""
      {"model": "some-model-2026-01-01", "choices": [{"message": {"role": "assistant", "content": "Basil\n\nis 🌿 “green”."},
      "finish_reason": "stop"}], "usage": {"prompt_tokens": 120, "completion_tokens": 30, "total_tokens": 150,
      "prompt_tokens_details": {"cached_tokens": 100}, "completion_tokens_details": {"reasoning_tokens": 20}}}
      """#
    ).get()
    #expect(reply.text == "Basil\n\nis 🌿 “green”.")
    #expect(reply.finish == .stop)
    #expect(reply.usage == Usage(input: 120, cachedInput: 100, output: 30, reasoning: 20))
    #expect(reply.model == "some-model-2026-01-01")
  }

  @Test(
    "A usage without tokens for a prompt or a text that is there is none: the server does not count",
    arguments: [(0, 0), (0, 7), (5, 0)])
  func zeroUsage(_ prompt: Int, _ completion: Int) {
    let usage = #", "usage": {"prompt_tokens": \#(prompt), "completion_tokens": \#(completion)}"#
    #expect(said(#""Words""#, rest: usage).reply?.text == "Words")
    #expect(said(#""Words""#, rest: usage).reply?.usage == nil)
  }

  @Test("A completion's text is read as it stands, blanks at its begin included")
  func completion() throws {
    let reply = try CompletionsFormat().reply(
      response(200, #"{"choices": [{"text": " is a herb.", "finish_reason": "length"}]}"#)
    ).get()
    #expect(reply.text == " is a herb.")
    #expect(reply.finish == .length)
    #expect(reply.usage == nil)
    #expect(reply.model == nil)
  }

  @Test(
    "A finish reason that says nothing is not a broken reply",
    arguments: [
      (#""stop""#, FinishReason.stop), (#""tool_calls""#, .stop), (#""eos""#, .stop), (#""length""#, .length),
      (#""max_tokens""#, .length), ("null", .unstated), (#""something new""#, .unstated),
    ])
  func finish(_ reason: String, _ expected: FinishReason) {
    #expect(said(#""Words""#, finish: reason).reply?.finish == expected)
  }

  @Test("A reply without a finish reason at all is one")
  func noFinish() {
    #expect(chat(#"{"choices": [{"message": {"content": "Words"}}]}"#).reply?.finish == .unstated)
  }

  @Test("Content in parts is one text")
  func parts() {
    let parts = #"[{"type": "text", "text": "One, "}, {"type": "image"}, {"type": "text", "text": "two"}]"#
    #expect(said(parts).reply?.text == "One, two")
  }

  @Test(
    "What cannot become a draft fails its item and is counted as paid for",
    arguments: [
      (#"{"content": null, "refusal": "I can't help with that."}"#, "stop", "refusal"),
      (#"{"content": [{"type": "refusal", "refusal": "No."}]}"#, "stop", "refusal"),
      (#"{"content": "Half a"}"#, "content_filter", "content_filter"),
      (#"{"content": null}"#, "stop", "empty"), (#"{"content": ""}"#, "length", "empty"),
      (#"{"content": " \n\t"}"#, "stop", "empty"), (#"{}"#, "tool_calls", "empty"),
    ])
  func unusable(_ message: String, _ finish: String, _ code: String) throws {
    let failure = try #require(
      chat(
        #"{"choices": [{"message": \#(message), "finish_reason": "\#(finish)"}], "usage": {"prompt_tokens": 5, "completion_tokens": 9}}"#
      ).failure)
    #expect(failure.scope == .item)
    #expect(failure.code == code)
    #expect(failure.maybeBilled)
    #expect(failure.usage == Usage(input: 5, output: 9))
  }

  @Test(
    "A success that is none of this API is asked again and charged, since it may have been paid for",
    arguments: [
      "", "<html><body>Sign in to the hotel's network</body></html>", "{\"choices\": [", "[]", "{}",
      #"{"choices": []}"#,
      #"{"choices": "none"}"#,
    ])
  func bad(_ body: String) throws {
    let failure = try #require(chat(body).failure)
    #expect(failure.scope == .transient)
    #expect(failure.code == "bad_reply")
    #expect(failure.maybeBilled)
  }

  @Test("An error under status 200 is taken for what it says")
  func errorUnderSuccess() throws {
    let failure = try #require(chat(#"{"error": {"code": 429, "message": "Too many"}}"#).failure)
    #expect(failure.scope == .transient)
    #expect(failure.code == "rate_limited")
    #expect(failure.maybeBilled)
    let inChoice = try #require(
      chat(#"{"choices": [{"error": {"code": 502, "message": "upstream"}, "message": {"content": "Hal"}}]}"#).failure)
    #expect(inChoice.code == "http_502")
    #expect(said(#""Half""#, finish: #""error""#).failure?.scope == .transient)
  }

  @Test(
    "Usage that nobody can believe is not counted",
    arguments: [
      #""many""#, "null", "{}", #"{"prompt_tokens": -4, "completion_tokens": 2}"#,
      #"{"prompt_tokens": 1e300, "completion_tokens": 2e18}"#,
      #"{"prompt_tokens": 123456789012345678901234567890, "completion_tokens": 9000000000}"#,
    ])
  func badUsage(_ usage: String) throws {
    #expect(try said(#""Words""#, rest: #", "usage": \#(usage)"#).get().usage == nil)
  }

  @Test("A text cut in the middle of a character is still read")
  func cutCharacter() throws {
    #expect(try said(#""leaf \ud83c""#).get().text == "leaf \u{FFFD}")
    #expect(try said(#""\\ud83c \ud83c\udf3f \udf3f""#).get().text == "\\ud83c 🌿 \u{FFFD}")
    let bytes = Array(#"{"choices": [{"message": {"content": "leaf "#.utf8) + [0xF0, 0x9F] + Array(#""}}]}"#.utf8)
    let reply = try ChatFormat().reply(WireResponse(status: 200, body: bytes, arrival: 0)).get()
    #expect(reply.text == "leaf \u{FFFD}")
  }
}
