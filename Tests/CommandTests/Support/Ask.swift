/// What galley asked a provider.
struct Ask: Sendable {
  struct Message: Equatable, Sendable {
    let role: String
    let content: String

    init(_ role: String, _ content: String) {
      self.role = role
      self.content = content
    }
  }

  /// Counted from 1, in the order of arrival.
  let number: Int
  let arrival: ContinuousClock.Instant
  let path: String
  /// By lower-case name.
  let headers: [String: String]
  let body: JSON

  var model: String { body["model"].string ?? "" }

  var messages: [Message] {
    body["messages"].array.map { Message($0["role"].string ?? "", $0["content"].string ?? "") }
  }

  /// With `completions` the whole of it, with `chat` what the person said last.
  var prompt: String { body["prompt"].string ?? messages.last { $0.role == "user" }?.content ?? "" }
}

/// What a provider answers.
struct Answer: Sendable {
  var status: Int
  var headers: [String: String]
  var body: String

  /// A reply in OpenAI's format, chat or completions as it was asked for.
  static func reply(_ text: String, to ask: Ask, finish: String = "stop", usage: Usage = Usage()) -> Answer {
    let choice: [String: JSON] =
      ask.path.hasSuffix("/chat/completions")
      ? ["message": .object(["role": "assistant", "content": .string(text)])] : ["text": .string(text)]
    let document = JSON.object([
      "id": .string("reply-\(ask.number)"), "object": "chat.completion", "created": 1_790_000_000,
      "model": .string(ask.model), "usage": usage.json,
      "choices": .array([.object(choice.merging(["index": 0, "finish_reason": .string(finish)]) { $1 })]),
    ])
    return Answer(
      status: 200, headers: ["content-type": "application/json", "x-request-id": "request-\(ask.number)"],
      body: (try? document.text()) ?? "")
  }

  /// An error in OpenAI's format.
  static func error(
    _ status: Int, _ message: String = "the stand-in was told to", type: String = "server_error", code: String? = nil,
    headers: [String: String] = [:]
  ) -> Answer {
    let fields: JSON = .object([
      "message": .string(message), "type": .string(type), "param": nil, "code": code.map { .string($0) } ?? nil,
    ])
    let text = (try? JSON.object(["error": fields]).text()) ?? ""
    return Answer(status: status, headers: headers.merging(["content-type": "application/json"]) { $1 }, body: text)
  }
}

/// What the stand-in says that a reply took; the same for each, so that sums are easy.
struct Usage: Sendable {
  var input = 100
  var cached = 0
  var output = 20

  var json: JSON {
    .object([
      "prompt_tokens": .number(Double(input)), "completion_tokens": .number(Double(output)),
      "total_tokens": .number(Double(input + output)),
      "prompt_tokens_details": .object(["cached_tokens": .number(Double(cached))]),
    ])
  }
}
