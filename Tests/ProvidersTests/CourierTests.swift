import JobModel
import Providers
import TestSupport
import Testing

@Suite("Words to an address of galley.yaml", .timeLimit(.minutes(1)))
struct CourierTests {
  private static let document = Array(#"{"text": "two of three"}"#.utf8)

  @Test("a document arrives whole, once, as JSON")
  func arrives() async throws {
    try await LoopbackServer.serving { _ in
      .answer([])
    } during: { server in
      #expect(try await post(to: server) == nil)
      let request = try #require(server.requests.first)
      #expect(server.requests.count == 1)
      #expect((request.method, request.target, request.body) == ("POST", "/TOKEN?a=b", Self.document))
      #expect(request.header("content-type") == "application/json")
      #expect(request.header("user-agent") == "galley/0")
    }
  }

  /// What the server does in turn, how often it is asked, and what is said; never the address.
  static let cases: [(answers: [LoopbackResponse], tries: Int, words: String?)] = [
    ([.answer([], status: 500), .answer([], status: 429), .answer([])], 3, nil),
    ([.cutBeforeHead, .answer([])], 2, nil),
    ([.answer([], status: 503)], 3, "answers with status 503"),
    ([.answer([], status: 404)], 1, "answers with status 404"),
    ([.answer([], status: 302, headers: [(name: "location", value: "/elsewhere")])], 1, "a redirect"),
    ([.silent], 3, "does not answer within"),
    ([.cutBeforeHead], 3, "broke the connection off"),
  ]

  @Test(
    "it is tried three times where that may help, with growing waits, and a redirect is not followed",
    arguments: 0..<cases.count)
  func tries(_ number: Int) async throws {
    let (answers, tries, words) = Self.cases[number]
    let clock = HandClock { _ in true }
    try await LoopbackServer.serving { request in
      answers[min(request.number, answers.count) - 1]
    } during: { server in
      let isSilent = words?.hasPrefix("does not answer") == true
      let problem = try await post(to: server, patience: isSilent ? .milliseconds(500) : .seconds(30), clock: clock)
      // Of a machine that is busy for as long as the patience lasts, a try may not have reached the server yet.
      #expect(isSilent ? server.requests.count <= tries : server.requests.count == tries)
      #expect(clock.waits == Array(Courier.waits.prefix(tries - 1)))
      #expect(problem == nil || problem?.contains(words ?? "nothing") == true, "\(problem ?? "")")
      #expect((problem == nil) == (words == nil))
      #expect(problem?.contains("TOKEN") != true)
      #expect(problem == nil || problem?.hasPrefix("127.0.0.1:\(server.port) ") == true)
      #expect(!server.requests.contains { $0.target == "/elsewhere" })
    }
  }

  @Test("where nobody listens, and where TLS is not to be had, is said in words")
  func unreachable() async throws {
    let port = try await LoopbackServer.freePort()
    let courier = Courier(userAgent: "galley/0", clock: HandClock { _ in true })
    let refused = await courier.ping(try #require(SecretAddress("http://127.0.0.1:\(port)/TOKEN")))
    #expect(refused == "127.0.0.1:\(port) cannot be reached")
    try await LoopbackServer.serving { _ in
      .answer([])
    } during: { server in
      let plain = await courier.ping(try #require(SecretAddress("https://127.0.0.1:\(server.port)/TOKEN")))
      #expect(plain?.contains("no certificate") == true, "\(plain ?? "")")
    }
  }

  private func post(
    to server: LoopbackServer, patience: Duration = .seconds(30), clock: HandClock = HandClock { _ in true }
  ) async throws -> String? {
    let address = try #require(SecretAddress("\(server.baseURL)/TOKEN?a=b"))
    return await Courier(userAgent: "galley/0", patience: patience, clock: clock)
      .post(Self.document, to: address)
  }
}
