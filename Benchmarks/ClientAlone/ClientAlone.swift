import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// AsyncHTTPClient and nothing else: asks COUNT times with IN_FLIGHT requests under way, collects the answers, drops them
/// and prints the seconds that took. What galley's client could reach at most.
///
/// Usage: client-alone BASE_URL COUNT IN_FLIGHT
@main
struct ClientAlone {
  static func main() async throws {
    guard CommandLine.arguments.count == 4, let count = Int(CommandLine.arguments[2]),
      let inFlight = Int(CommandLine.arguments[3])
    else { fatalError("usage: client-alone BASE_URL COUNT IN_FLIGHT") }

    var configuration = HTTPClient.Configuration()
    configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = inFlight
    configuration.httpVersion = .http1Only
    let client = HTTPClient(configuration: configuration)
    let url = CommandLine.arguments[1] + "/chat/completions"

    let clock = ContinuousClock()
    let begin = clock.now
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<count {
        if number >= inFlight { try await group.next() }
        group.addTask { try await ask(number, at: url, with: client) }
      }
      try await group.waitForAll()
    }
    let taken = clock.now - begin
    try await client.shutdown()
    print(taken / .seconds(1))
  }

  /// A request as long as galley's and its peers'.
  private static func ask(_ number: Int, at url: String, with client: HTTPClient) async throws {
    var request = HTTPClientRequest(url: url)
    request.method = .POST
    request.headers.add(name: "content-type", value: "application/json")
    request.body = .bytes(
      ByteBuffer(
        string: """
          {"model":"standin","messages":[{"role":"user","content":"item-\(number) \(String(repeating: "garden ", count: 40))"}]}
          """))
    let response = try await client.execute(request, timeout: .minutes(10))
    let body = try await response.body.collect(upTo: 1 << 20)
    guard response.status == .ok, body.readableBytes > 2000 else {
      fatalError("the server answered \(response.status)")
    }
  }
}
