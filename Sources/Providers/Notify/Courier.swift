import AsyncHTTPClient
package import JobModel
import NIOCore
import NIOHTTP1

/// Brings a word to an address that galley.yaml names. It follows no redirect, trusts no bad certificate, and never says
/// more of the address than its host.
package struct Courier: Sendable {
  /// For one try, whole.
  package static let patience = Duration.seconds(10)
  /// Before the second and the third try.
  package static let waits: [Duration] = [.seconds(1), .seconds(4)]

  private let userAgent: String
  private let patience: Duration
  private let clock: any Clock<Duration>

  /// - Parameter clock: for the waits between the tries.
  package init(userAgent: String, patience: Duration = Courier.patience, clock: any Clock<Duration>) {
    self.userAgent = userAgent
    self.patience = patience
    self.clock = clock
  }

  /// Sends a JSON document by POST.
  ///
  /// - Returns: why it did not arrive, for people; nil where it did.
  package func post(_ document: [UInt8], to address: SecretAddress) async -> String? {
    await deliver(to: address) { headers throws in
      headers.add(name: "content-type", value: "application/json")
      return try HTTPClient.Request(
        url: address.revealed, method: .POST, headers: headers, body: .byteBuffer(ByteBuffer(bytes: document)))
    }
  }

  /// Asks for the address by GET, so that whoever watches it knows.
  ///
  /// - Returns: why it was not heard, for people; nil where it was.
  package func ping(_ address: SecretAddress) async -> String? {
    await deliver(to: address) { headers in try HTTPClient.Request(url: address.revealed, headers: headers) }
  }

  /// - Parameter request: made with the headers that all requests have.
  private func deliver(
    to address: SecretAddress, _ request: (inout HTTPHeaders) throws -> HTTPClient.Request
  ) async -> String? {
    let client = HTTPClient(
      eventLoopGroupProvider: .shared(EventLoops.group), configuration: configuration)
    var refusal: Refusal?
    for attempt in 0...Self.waits.count {
      let arrival = await Exchange(client: client).fetch(
        {
          var headers = HTTPHeaders([("user-agent", userAgent)])
          return try request(&headers)
        }, within: patience)
      refusal = Refusal(arrival, patience: patience)
      guard let again = refusal, again.mayPass, attempt < Self.waits.count,
        (try? await clock.sleep(for: Self.waits[attempt])) != nil
      else { break }
    }
    try? await client.shutdown()
    return refusal.map { "\(address.host) \($0.words)" }
  }

  private var configuration: HTTPClient.Configuration {
    var configuration = HTTPClient.Configuration()
    configuration.redirectConfiguration = .disallow
    configuration.timeout.connect = TimeAmount(patience)
    configuration.connectionPool.retryConnectionEstablishment = false
    configuration.httpVersion = .http1Only
    return configuration
  }
}

/// Why an address did not take what it was sent.
private struct Refusal {
  let words: String
  /// Whether another try may help.
  let mayPass: Bool

  /// - Returns: nil where it took it.
  init?(_ arrival: Arrival, patience: Duration) {
    switch (arrival.status, arrival.fault?.code) {
    case (let status?, _) where 200..<300 ~= status: return nil
    case (let status?, _) where 300..<400 ~= status:
      (words, mayPass) = ("answers with a redirect, which is not followed: name the address where it leads", false)
    case (let status?, _): (words, mayPass) = ("answers with status \(status)", status == 429 || status >= 500)
    case (nil, "timeout"): (words, mayPass) = ("does not answer within \(patience)", true)
    case (nil, "connect"): (words, mayPass) = ("cannot be reached", true)
    case (nil, "tls"): (words, mayPass) = ("has no certificate that this machine trusts", false)
    case (nil, "request"): (words, mayPass) = ("is no address that a request can be made to", false)
    case (nil, "cancelled"): (words, mayPass) = ("was not waited for, since the run was told to stop", false)
    case (nil, _): (words, mayPass) = ("broke the connection off", true)
    }
  }
}
