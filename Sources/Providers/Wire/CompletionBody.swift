import JobModel
import Values

/// The answer that OpenAI's formats share: `choices`, `usage`, `model`.
enum CompletionBody {
  /// - Parameter words: takes the first choice; gives what the model said and, apart from it, its refusal.
  static func read(
    _ response: WireResponse, words: (Value) -> (spoken: String?, refusal: String?)
  ) -> Result<Reply, Failure> {
    guard 200..<300 ~= response.status else { return .failure(Classification.failure(response)) }
    guard let body = LenientJSON.parse(response.body) else { return .failure(.badReply(response.body)) }
    guard let choice = body["choices"]?.items?.first else {
      return .failure(errorUnderSuccess(body["error"], of: response) ?? .badReply(response.body))
    }
    if let failure = errorUnderSuccess(choice["error"], of: response) { return .failure(failure) }

    let usage = UsageReading.usage(body["usage"], tier: body["service_tier"]?.text)
    let said = words(choice)
    let reason = choice["finish_reason"]?.text
    if reason == "content_filter" {
      return .failure(.unusable("content_filter", "the provider's filter held the reply back", usage))
    }
    if let refusal = said.refusal, !refusal.isEmpty {
      return .failure(.unusable("refusal", "the model refused: \(Wording.plain(refusal))", usage))
    }
    if let reason, interruptions.contains(reason) {
      return .failure(
        Failure(
          scope: .transient, code: "cut", message: "the provider broke the reply off (finish_reason \(reason))",
          maybeBilled: true, usage: usage))
    }
    let finish = finish(reason)
    guard let text = said.spoken, text.unicodeScalars.contains(where: { !$0.properties.isWhitespace }) else {
      return .failure(.empty(finish, usage))
    }
    // A text that is there has tokens.
    let counted = usage.flatMap { $0.output > 0 ? $0 : nil }
    return .success(Reply(text: text, finish: finish, usage: counted, model: body["model"]?.text))
  }

  /// OpenRouter sends what happened upstream under status 200, with the real status as `code`.
  private static func errorUnderSuccess(_ error: Value?, of response: WireResponse) -> Failure? {
    guard error != nil else { return nil }
    let code = error?["code"]?.number ?? 502
    let failure = Classification.failure(
      WireResponse(
        status: 400..<600 ~= code ? code : 502, headers: response.headers,
        body: (try? JSON.bytes(.map(["error": error ?? .none]))) ?? [], arrival: response.arrival))
    return Failure(
      scope: failure.scope, code: failure.code, message: failure.message, retryAfter: failure.retryAfter,
      maybeBilled: true)
  }

  private static func finish(_ reason: String?) -> FinishReason {
    switch reason {
    // `eos` and `stop_sequence`: servers of open models; a call of a tool ends the text as a stop does.
    case "stop", "eos", "eos_token", "stop_sequence", "end_turn", "tool_calls", "function_call": .stop
    case "length", "max_tokens", "model_length": .length
    default: .unstated
    }
  }

  /// Finish reasons that mean that the provider failed in the middle: `error` by OpenRouter, the other by DeepSeek.
  private static let interruptions: Set = ["error", "insufficient_system_resource"]
}

/// `usage` as OpenAI's formats report it.
enum UsageReading {
  /// No request uses as much: such a count is garbage, and would overflow the accounts.
  private static let most = 1_000_000_000

  /// nil where the provider reports nothing that can be believed, and where it leaves one of the two numbers out: half a
  /// bill is none. Neither is a prompt of 0 tokens, since none is empty: a server that does not count says 0.
  ///
  /// - Parameter tier: `service_tier` beside the usage.
  static func usage(_ value: Value?, tier: String? = nil) -> Usage? {
    guard let value, let input = value["prompt_tokens"]?.number, var output = value["completion_tokens"]?.number,
      1...most ~= input, 0...most ~= output
    else { return nil }
    // Gemini and xAI count reasoning in the total alone.
    if let total = value["total_tokens"]?.number, 0...most ~= total { output = max(output, total - input) }
    let (read, made) = (value["prompt_tokens_details"], value["completion_tokens_details"])
    return Usage(
      input: input, cachedInput: min(max(read?["cached_tokens"]?.number ?? 0, 0), input), output: output,
      reasoning: min(max(made?["reasoning_tokens"]?.number ?? 0, 0), output),
      cacheWritten: read?["cache_write_tokens"]?.number, serviceTier: tier)
  }
}

extension Failure {
  /// A reply came and was paid for, and is none that a draft can be made of.
  static func unusable(_ code: String, _ message: String, _ usage: Usage?) -> Failure {
    Failure(scope: .item, code: code, message: message, maybeBilled: true, usage: usage)
  }

  static func empty(_ finish: FinishReason, _ usage: Usage?) -> Failure {
    let why =
      finish == .length
      ? "the model used up max_tokens before it wrote a word; allow more, or a lower reasoning_effort"
      : "the model's reply is empty; look at the prompt and at `stop`"
    return unusable("empty", why, usage)
  }

  /// A 200 that is not what the format says: a captive portal, a proxy, a body with bytes missing.
  static func badReply(_ body: [UInt8]) -> Failure {
    let start = Wording.plain(String(decoding: body.prefix(400), as: UTF8.self), limit: 80)
    let seen = start.isEmpty ? "it is empty" : "it begins with “\(start)”"
    return Failure(
      scope: .transient, code: "bad_reply", message: "the provider's answer is not one of this API: \(seen)",
      maybeBilled: true)
  }
}
