import JobModel
import Providers
import TestSupport
import Testing

/// Servers that do what no server should.
@Suite(.timeLimit(.minutes(2)))
struct HostileServerTests {
  /// With every character that JSON and addresses write in another way.
  private static let key = "sk-0123/planted+KEY=89"

  private func ask(
    _ respond: @escaping @Sendable (LoopbackRequest) async -> LoopbackResponse,
    check: (Outcome) throws -> Void
  ) async throws {
    try await LoopbackServer.serving(respond) { server in
      let settings = ProviderSettings(name: "p", api: .chat, baseURL: server.baseURL + "/v1")
      let provider = try Provider(settings, key: Secret(Self.key, from: "a test"))
      let transport = Transport(concurrency: 1, userAgent: "galley/0")
      let outcome = await transport.send(question(.chat), to: provider, timeout: .seconds(30))
      await transport.shutdown()
      try check(outcome)
    }
  }

  private static func raw(_ head: [(name: String, value: String)], _ body: String) -> LoopbackResponse {
    LoopbackResponse([.send(LoopbackResponse.head(200, head) + Array(body.utf8), times: 1), .close])
  }

  static let ambiguous: [String: LoopbackResponse] = [
    "two lengths that differ": raw(
      [("content-length", "2"), ("content-length", "47")], #"{"choices": [{"text": "a"}]}"#),
    "a length and chunks": raw(
      [("content-length", "2"), ("transfer-encoding", "chunked")], "2\r\n{}\r\n0\r\n\r\n"),
    "a negative length": raw([("content-length", "-1")], "{}"),
  ]

  @Test("An answer whose length can be read in two ways is none", arguments: ambiguous.keys.sorted())
  func length(_ kind: String) async throws {
    let response = try #require(Self.ambiguous[kind])
    try await ask { _ in
      response
    } check: { outcome in
      let failure = try #require(outcome.result.failure)
      #expect(failure.code == "bad_reply", "\(failure.code): \(failure.message)")
      #expect((failure.scope, failure.maybeBilled) == (.transient, true))
    }
  }

  @Test("A reset connection is one that was cut: charged, and asked again")
  func reset() async throws {
    try await ask { _ in
      .reset
    } check: { outcome in
      let failure = try #require(outcome.result.failure)
      #expect((failure.scope, failure.code, failure.maybeBilled) == (.transient, "cut", true))
    }
  }

  @Test("Headers without end are not collected")
  func headers() async throws {
    let line = Array("x-more: \(String(repeating: "a", count: 1000))\r\n".utf8)
    try await ask { _ in
      LoopbackResponse([.send(Array("HTTP/1.1 200 -\r\n".utf8), times: 1), .send(line, times: 1_000_000), .close])
    } check: { outcome in
      let failure = try #require(outcome.result.failure)
      #expect(failure.scope == .transient)
      #expect(failure.maybeBilled)
    }
  }

  /// What a provider may make of the key, as the text of a JSON string.
  static let forms: [String: @Sendable (String) -> String] = [
    "as it is": { $0 },
    "slashes escaped": { $0.replacing("/", with: "\\/") },
    "all escaped": { $0.unicodeScalars.map(hexEscape).joined() },
    "some escaped": { $0.replacing("k", with: "\\u006B").replacing("+", with: "\\u002b") },
    "JSON in JSON": { $0.replacing("/", with: "\\\\/").replacing("=", with: "\\\\u003d") },
    "for an address": {
      $0.replacing("/", with: "%2F").replacing("+", with: "%2b").replacing("=", with: "%3D")
    },
  ]

  private static func hexEscape(_ scalar: Unicode.Scalar) -> String {
    "\\u00" + String(scalar.value, radix: 16)
  }

  @Test(
    "A key that comes back escaped is kept nowhere: not in the reply, not in a message, not in the body",
    arguments: forms.keys.sorted(), [200, 400, 503])
  func escaped(_ form: String, _ status: Int) async throws {
    let write = try #require(Self.forms[form])
    let echoed = write(Self.key)
    try await ask { _ in
      .json(
        #"{"error": {"message": "<\#(echoed)>"}, "model": "\#(echoed)", "choices": [{"message": {"content": "<\#(echoed)>"}}]}"#,
        status: status, headers: [(name: "x-request-id", value: echoed)])
    } check: { outcome in
      let body = String(decoding: outcome.body, as: UTF8.self)
      for text in [body, "\(outcome)", outcome.result.reply?.text ?? "", outcome.result.failure?.message ?? ""] {
        #expect(!text.contains(Self.key))
        #expect(!text.contains(echoed))
      }
      #expect((outcome.result.reply?.text ?? outcome.result.failure?.message)?.contains("<•••>") == true)
    }
  }

  @Test("A key that comes back in pieces, or in gzip, is kept nowhere either", arguments: ["parts", "chunks", "gzip"])
  func pieces(_ kind: String) async throws {
    let (first, second) = (Self.key.prefix(9), Self.key.dropFirst(9))
    let whole = #"{"choices": [{"message": {"content": "<\#(Self.key)>"}}]}"#
    try await ask { _ in
      switch kind {
      case "parts":
        return .json(
          #"{"choices": [{"message": {"content": [{"type": "text", "text": "<\#(first)"}, {"type": "text", "text": "\#(second)>"}]}}]}"#
        )
      case "chunks":
        let cut = whole.firstRange(of: second).map { whole[..<$0.lowerBound] } ?? ""
        let chunks = [cut, whole.dropFirst(cut.count)].map { "\(String($0.utf8.count, radix: 16))\r\n\($0)\r\n" }
        return LoopbackResponse([
          .send(LoopbackResponse.head(200, [("transfer-encoding", "chunked")]) + Array(chunks[0].utf8), times: 1),
          .send(Array((chunks[1] + "0\r\n\r\n").utf8), times: 1),
        ])
      default: return .gzipped(Gzip.stored(Array(whole.utf8)))
      }
    } check: { outcome in
      #expect(outcome.result.reply?.text == "<•••>")
      #expect(!String(decoding: outcome.body, as: UTF8.self).contains(Self.key))
    }
  }
}
