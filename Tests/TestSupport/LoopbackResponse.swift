/// What goes back over the connection, byte by byte: nothing makes a wrong answer right.
package struct LoopbackResponse: Sendable {
  package enum Step: Sendable {
    case send([UInt8], times: Int)
    /// Ends the connection, whatever has been promised.
    case close
    /// Ends it as a crash of the server's machine does: what was sent may not arrive, and the client is told so.
    case reset
    /// Says nothing more until the client goes.
    case silence
  }

  package let steps: [Step]

  package init(_ steps: [Step]) { self.steps = steps }

  /// A whole response.
  package static func answer(
    _ body: [UInt8], status: Int = 200, headers: [(name: String, value: String)] = []
  ) -> LoopbackResponse {
    let length = [(name: "content-length", value: String(body.count))]
    return LoopbackResponse([.send(head(status, headers + length) + body, times: 1)])
  }

  package static func json(
    _ text: String, status: Int = 200, headers: [(name: String, value: String)] = []
  ) -> LoopbackResponse {
    answer(Array(text.utf8), status: status, headers: [(name: "content-type", value: "application/json")] + headers)
  }

  /// OpenAI's answer to a question put to a chat model.
  package static func chat(_ content: String, finish: String = "stop") -> LoopbackResponse {
    json(
      """
      {"id": "1", "object": "chat.completion", "model": "stand-in-1", "choices": [{"index": 0, "message": \
      {"role": "assistant", "content": "\(escaped(content))"}, "finish_reason": "\(finish)"}], \
      "usage": {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}}
      """)
  }

  /// The same for a model that completes texts.
  package static func completion(_ text: String, finish: String = "stop") -> LoopbackResponse {
    json(
      """
      {"id": "1", "object": "text_completion", "model": "stand-in-1", "choices": [{"index": 0, "text": \
      "\(escaped(text))", "finish_reason": "\(finish)"}], "usage": {"prompt_tokens": 11, "completion_tokens": 7}}
      """)
  }

  /// The connection ends before a byte of the response.
  package static let cutBeforeHead = LoopbackResponse([.close])

  /// The connection is reset before a byte of the response.
  package static let reset = LoopbackResponse([.reset])

  /// The head promises more than arrives.
  package static func cutInBody(_ body: String, promising length: Int) -> LoopbackResponse {
    let head = head(
      200, [(name: "content-type", value: "application/json"), (name: "content-length", value: "\(length)")])
    return LoopbackResponse([.send(head + Array(body.utf8), times: 1), .close])
  }

  /// A chunked body whose last chunk never comes.
  package static func cutInChunks(_ body: String) -> LoopbackResponse {
    let chunk = String(body.utf8.count, radix: 16) + "\r\n" + body + "\r\n"
    return LoopbackResponse([
      .send(head(200, [(name: "transfer-encoding", value: "chunked")]) + Array(chunk.utf8), times: 1), .close,
    ])
  }

  /// Takes the request and never answers.
  package static let silent = LoopbackResponse([.silence])

  /// The head and the begin of a body, and then nothing more.
  package static func stalling(after body: String) -> LoopbackResponse {
    let head = head(200, [(name: "content-length", value: "100000")])
    return LoopbackResponse([.send(head + Array(body.utf8), times: 1), .silence])
  }

  /// A body of so many MiB, sent as fast as it is taken.
  package static func flood(mebibytes: Int) -> LoopbackResponse {
    LoopbackResponse([
      .send(head(200, [(name: "content-length", value: String(mebibytes << 20))]), times: 1),
      .send([UInt8](repeating: 0x20, count: 1 << 20), times: mebibytes),
    ])
  }

  package static func gzipped(_ body: [UInt8]) -> LoopbackResponse {
    answer(body, headers: [(name: "content-encoding", value: "gzip")])
  }

  package static func head(_ status: Int, _ headers: [(name: String, value: String)]) -> [UInt8] {
    Array(("HTTP/1.1 \(status) -\r\n" + headers.map { "\($0.name): \($0.value)\r\n" }.joined() + "\r\n").utf8)
  }

  private static func escaped(_ text: String) -> String {
    text.unicodeScalars.reduce(into: "") { escaped, scalar in
      switch scalar {
      case "\"", "\\": escaped += "\\\(scalar)"
      case "\n": escaped += "\\n"
      case "\u{0}"..<" ": escaped += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
      default: escaped.unicodeScalars.append(scalar)
      }
    }
  }
}
