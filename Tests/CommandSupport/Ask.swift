/// What galley asked a provider.
package struct Ask: Sendable {
  package struct Message: Equatable, Sendable {
    package let role: String
    package let content: String

    package init(_ role: String, _ content: String) {
      self.role = role
      self.content = content
    }
  }

  /// Counted from 1, in the order of arrival.
  package let number: Int
  package let arrival: ContinuousClock.Instant
  package let path: String
  /// By lower-case name.
  package let headers: [String: String]
  package let body: JSON

  package var model: String { body["model"].string ?? "" }

  package var messages: [Message] {
    body["messages"].array.map { Message($0["role"].string ?? "", $0["content"].string ?? "") }
  }

  /// With `completions` the whole of it, with `chat` what the person said last.
  package var prompt: String { body["prompt"].string ?? messages.last { $0.role == "user" }?.content ?? "" }
}

/// What a provider answers.
package struct Answer: Sendable {
  package var status: Int
  package var headers: [String: String]
  package var body: String

  package init(status: Int, headers: [String: String], body: String) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  /// A reply in OpenAI's format, chat or completions as it was asked for.
  package static func reply(_ text: String, to ask: Ask, finish: String = "stop", usage: Usage = Usage()) -> Answer {
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
  package static func error(
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
package struct Usage: Sendable {
  package var input: Int
  package var cached: Int
  package var output: Int

  package init(input: Int = 100, cached: Int = 0, output: Int = 20) {
    self.input = input
    self.cached = cached
    self.output = output
  }

  package var json: JSON {
    .object([
      "prompt_tokens": .number(Double(input)), "completion_tokens": .number(Double(output)),
      "total_tokens": .number(Double(input + output)),
      "prompt_tokens_details": .object(["cached_tokens": .number(Double(cached))]),
    ])
  }
}
