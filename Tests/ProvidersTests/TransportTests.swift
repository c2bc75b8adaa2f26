import JobModel
import NIOCore
import NIOPosix
import NIOSSL
import TestSupport
import Testing
import Values

@testable import Providers

@Suite(.timeLimit(.minutes(2)))
struct TransportTests {
  private static let key = "sk-0123456789abcdef"

  /// Asks one question of a server that answers so.
  private func ask(
    _ respond: @escaping @Sendable (LoopbackRequest) async -> LoopbackResponse, api: API = .chat,
    timeout: Duration = .seconds(30), check: (Outcome, [LoopbackRequest]) async throws -> Void
  ) async throws {
    try await LoopbackServer.serving(respond) { server in
      let outcome = try await send(to: server.baseURL + "/v1/", api: api, timeout: timeout)
      try await check(outcome, server.requests)
    }
  }

  private func send(
    to address: String, api: API = .chat, timeout: Duration = .seconds(30), connecting: Duration = .seconds(10)
  ) async throws -> Outcome {
    let provider = try Provider(
      ProviderSettings(
        name: "p", api: api, baseURL: address,
        headers: [(name: "x-team", value: "docs"), (name: "Accept", value: "*/*")]),
      key: Secret(Self.key, from: "a test"))
    let transport = Transport(concurrency: 2, connecting: connecting, userAgent: "galley/0", present: { 784_111_777 })
    let outcome = await transport.send(question(api), to: provider, timeout: timeout)
    await transport.shutdown()
    return outcome
  }

  @Test("A question arrives with its key and headers, and its reply comes back with id, status and raw body")
  func whole() async throws {
    try await ask { _ in
      .json(
        #"{"choices": [{"message": {"content": "Green."}, "finish_reason": "stop"}]}"#,
        headers: [(name: "X-Request-Id", value: "req_1")])
    } check: { outcome, requests in
      #expect(outcome.result.reply?.text == "Green.")
      #expect(outcome.status == 200)
      #expect(outcome.requestID == "req_1")
      #expect(String(decoding: outcome.body, as: UTF8.self).hasPrefix(#"{"choices""#))
      #expect(requests.map(\.target) == ["/v1/chat/completions"])
      #expect(requests.first?.method == "POST")
      #expect(requests.first?.header("authorization") == "Bearer \(Self.key)")
      #expect(requests.first?.header("x-team") == "docs")
      #expect(requests.first?.header("accept") == "*/*")
      #expect(requests.first?.header("user-agent") == "galley/0")
    }
  }

  @Test("A completion goes to its own path")
  func completion() async throws {
    try await ask({ _ in .completion(" is green.", finish: "length") }, api: .completions) { outcome, requests in
      #expect(outcome.result.reply?.text == " is green.")
      #expect(outcome.result.reply?.finish == .length)
      #expect(requests.map(\.target) == ["/v1/completions"])
    }
  }

  struct Fault: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let response: LoopbackResponse
    let scope: Failure.Scope
    let code: String
    let billed: Bool

    init(_ name: String, _ response: LoopbackResponse, _ scope: Failure.Scope, _ code: String, billed: Bool) {
      testDescription = name
      self.response = response
      self.scope = scope
      self.code = code
      self.billed = billed
    }
  }

  @Test(
    "Every way in which a connection can fail has its meaning",
    arguments: [
      Fault("cut before the head", .cutBeforeHead, .transient, "cut", billed: true),
      Fault("cut in the body", .cutInBody(#"{"choices": ["#, promising: 500), .transient, "cut", billed: true),
      Fault("chunks without end", .cutInChunks(#"{"choices": ["#), .transient, "cut", billed: true),
      Fault(
        "longer than promised", .cutInBody(#"{"choices": [{"message": {"content": "a"}}]}"#, promising: 12), .transient,
        "bad_reply", billed: true),
      Fault(
        "no HTTP", LoopbackResponse([.send(Array("SSH-2.0-x\r\n\r\n".utf8), times: 1), .close]), .transient,
        "bad_reply", billed: true),
      Fault("captive portal", .answer(Array("<html>Sign in</html>".utf8)), .transient, "bad_reply", billed: true),
      Fault("flood", .flood(mebibytes: 10_000), .item, "too_large", billed: true),
      Fault("gzip bomb", .gzipped(Gzip.bomb(decoded: 100 << 20)), .item, "too_large", billed: true),
      Fault("broken gzip", .gzipped(Array("not gzip at all".utf8)), .transient, "bad_reply", billed: true),
      Fault(
        "loading", .json(#"{"error":{"message":"Loading model","type":"unavailable_error","code":503}}"#, status: 503),
        .transient, "http_503", billed: false),
      Fault("refused key", .json("{}", status: 401), .refused, "key", billed: false),
    ])
  func faults(_ fault: Fault) async throws {
    try await ask { _ in
      fault.response
    } check: { outcome, requests in
      let failure = try #require(outcome.result.failure)
      #expect(failure.scope == fault.scope)
      #expect(failure.code == fault.code, "\(failure.message)")
      #expect(failure.maybeBilled == fault.billed)
      #expect(outcome.body.count <= 65_536)
      #expect(requests.count == 1, "a transport never asks twice")
    }
  }

  @Test("What had arrived of a broken answer stays on record")
  func partial() async throws {
    try await ask { _ in
      .cutInBody(#"{"choices": ["#, promising: 500)
    } check: { outcome, _ in
      #expect(outcome.status == 200)
      #expect(String(decoding: outcome.body, as: UTF8.self) == #"{"choices": ["#)
    }
  }

  @Test("An answer in gzip is read, and kept decoded")
  func gzip() async throws {
    let body = Array(#"{"choices": [{"message": {"content": "Green."}}]}"#.utf8)
    try await ask { _ in
      .gzipped(Gzip.stored(body))
    } check: { outcome, _ in
      #expect(outcome.result.reply?.text == "Green.")
      #expect(outcome.body == body)
    }
  }

  @Test(
    "The timeout is for the whole request: silence before the head and silence in the body end alike",
    arguments: [LoopbackResponse.silent, .stalling(after: #"{"choices""#)])
  func timeout(_ response: LoopbackResponse) async throws {
    try await ask({ _ in response }, timeout: .milliseconds(300)) { outcome, _ in
      let failure = try #require(outcome.result.failure)
      #expect(failure.scope == .transient)
      #expect(failure.code == "timeout")
      #expect(failure.maybeBilled)
    }
  }

  @Test("A redirect is not followed: the key goes to nobody else", arguments: [301, 302, 303, 307, 308])
  func redirect(_ status: Int) async throws {
    try await LoopbackServer.serving({ _ in .chat("stolen") }) { other in
      try await ask { _ in
        .json("{}", status: status, headers: [(name: "location", value: other.baseURL + "/v1")])
      } check: { outcome, _ in
        #expect(outcome.result.failure?.scope == .unavailable)
        #expect(outcome.result.failure?.code == "redirect")
        #expect(outcome.result.failure?.message.contains("127.0.0.1:\(other.port)") == true)
        #expect(other.requests.isEmpty)
      }
    }
  }

  @Test("A wait that the provider asks for is heard, in both forms and the longer of two")
  func retryAfter() async throws {
    try await ask { _ in
      .json(
        "{}", status: 429,
        headers: [(name: "Retry-After", value: "2"), (name: "retry-after", value: "Sun, 06 Nov 1994 08:49:42 GMT")])
    } check: { outcome, _ in
      #expect(outcome.result.failure?.retryAfter == .seconds(5))
    }
  }

  @Test("A key that the provider echoes is kept nowhere, not even in a reply", arguments: [200, 400])
  func echo(_ status: Int) async throws {
    try await ask { request in
      let echoed = request.header("authorization") ?? ""
      return .json(
        #"{"error": {"message": "\#(echoed)"}, "choices": [{"message": {"content": "\#(echoed)"}}]}"#, status: status,
        headers: [(name: "x-request-id", value: echoed)])
    } check: { outcome, _ in
      #expect(!String(decoding: outcome.body, as: UTF8.self).contains(Self.key))
      #expect(!"\(outcome)".contains(Self.key))
    }
  }

  @Test(
    "Nobody listening, and no such host: not billed, asked again later",
    arguments: ["http://127.0.0.1:PORT/v1", "https://galley.invalid/v1"])
  func noConnection(_ address: String) async throws {
    let port = try await LoopbackServer.freePort()
    let outcome = try await send(to: address.replacing("PORT", with: "\(port)"), connecting: .milliseconds(300))
    let failure = try #require(outcome.result.failure)
    #expect(failure.scope == .transient)
    #expect(failure.code == "connect", "\(failure.message)")
    #expect(!failure.maybeBilled)
  }

  @Test("Where TLS is asked for and not spoken, nothing is sent in the clear")
  func noTLS() async throws {
    try await LoopbackServer.serving({ _ in .chat("stolen") }) { server in
      let outcome = try await send(to: "https://127.0.0.1:\(server.port)/v1", connecting: .seconds(3))
      #expect(outcome.result.failure?.scope == .unavailable)
      #expect(outcome.result.failure?.code == "tls", "\(outcome.result.failure?.message ?? "")")
      #expect(server.requests.isEmpty)
    }
  }

  @Test(
    "A server that cannot prove who it is gets no question",
    .enabled(if: SelfSigned.openssl != nil, "there is no openssl on this machine"))
  func untrusted() async throws {
    let port = try await LoopbackServer.freePort()
    try await SelfSignedServer.serving(port: port) {
      let outcome = try await send(to: "https://localhost:\(port)/v1", connecting: .seconds(3))
      #expect(outcome.result.failure?.scope == .unavailable)
      #expect(outcome.result.failure?.code == "tls", "\(outcome.result.failure?.message ?? "")")
      #expect(outcome.result.failure?.maybeBilled == false)
    }
  }

  @Test(
    "All requests are in flight at once where the server speaks HTTP/2 and takes a hundred on a connection",
    .enabled(if: SelfSigned.openssl != nil, "there is no openssl on this machine"))
  func streams() async throws {
    let count = 240
    let body = #"{"choices": [{"message": {"content": "Green."}, "finish_reason": "stop"}]}"#
    try await SelfSigned.made { folder in
      try await HTTP2Server.serving(folder, streams: 100, wanted: count, answer: Array(body.utf8)) { port in
        let provider = try Provider(
          ProviderSettings(name: "p", api: .chat, baseURL: "https://localhost:\(port)/v1"), key: nil)
        let transport = Transport(
          concurrency: count, connecting: .seconds(20), trust: .file("\(folder)/certificate"))
        let replies = await withTaskGroup(of: String?.self) { group in
          for _ in 0..<count {
            group.addTask {
              await transport.send(question(.chat), to: provider, timeout: .seconds(30)).result.reply?.text
            }
          }
          return await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        }
        #expect(replies == ["Green.": count])
        await transport.shutdown()
      }
    }
  }

  @Test("Cancelling ends a request at once")
  func cancellation() async throws {
    let (arrivals, arrived) = AsyncStream.makeStream(of: Void.self)
    try await LoopbackServer.serving({ _ in
      arrived.yield()
      return .silent
    }) { server in
      let outcome = try await withThrowingTaskGroup(of: Outcome?.self) { group in
        group.addTask { try await send(to: server.baseURL, timeout: .seconds(600)) }
        for await _ in arrivals { break }
        group.cancelAll()
        return try await group.next() ?? nil
      }
      #expect(outcome?.result.failure?.code == "cancelled")
      #expect(outcome?.result.failure?.maybeBilled == true)
    }
  }

  @Test("As many requests are in flight as the run allows, on connections that are used again")
  func concurrency() async throws {
    let all = 40
    let barrier = Barrier(parties: all)
    try await LoopbackServer.serving({ _ in
      // No request is answered before all have arrived.
      await barrier.arrive()
      return .chat("Green.")
    }) { server in
      let provider = try Provider(ProviderSettings(name: "p", api: .chat, baseURL: server.baseURL), key: nil)
      let transport = Transport(concurrency: all)
      let replies = await withTaskGroup(of: Bool.self) { group in
        for sample in 1...all {
          group.addTask {
            await transport.send(question(sample: sample), to: provider, timeout: .seconds(60)).result.reply != nil
          }
        }
        return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
      }
      await transport.shutdown()
      #expect(replies == all)
    }
  }

  @Test("A rehearsal needs no network")
  func rehearsal() async throws {
    let settings = try #require(BuiltInProviders.settings(named: "rehearsal"))
    let transport = Transport(concurrency: 1)
    let outcome = await transport.send(
      question(.rehearsal), to: try Provider(settings, key: nil), expecting: .list, timeout: .seconds(1))
    await transport.shutdown()
    #expect(outcome.result.reply?.text.hasPrefix("1. ") == true)
    #expect(outcome.status == nil)
  }
}

/// Lets everybody go on when the last one has come.
private actor Barrier {
  private var missing: Int
  private var waiting: [CheckedContinuation<Void, Never>] = []

  init(parties: Int) { missing = parties }

  func arrive() async {
    missing -= 1
    guard missing == 0 else { return await withCheckedContinuation { waiting.append($0) } }
    for continuation in waiting { continuation.resume() }
  }
}
