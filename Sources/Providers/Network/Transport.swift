import AsyncHTTPClient
package import JobModel
import NIOCore
import NIOHTTP1
import NIOSSL

/// The one way to the network: sends a question and gives back how it ended. It never retries.
package struct Transport: Sendable {
  /// Of a response, decoded: what is longer is no reply.
  package static let mostBytes = 32 * 1024 * 1024

  private let clients: Clients
  private let userAgent: String
  private let present: @Sendable () -> Int

  /// - Parameters:
  ///   - concurrency: requests in flight of the whole run: none of them waits for another's connection.
  ///   - connecting: how long a connection may take to come about, failed tries repeated.
  ///   - present: seconds since 1970.
  package init(
    concurrency: Int, connecting: Duration = .seconds(10), userAgent: String = "galley",
    present: @escaping @Sendable () -> Int = WallClock.seconds
  ) {
    self.init(
      concurrency: concurrency, connecting: connecting, userAgent: userAgent, present: present, trust: .default)
  }

  /// - Parameter trust: whose certificates are believed.
  init(
    concurrency: Int, connecting: Duration, userAgent: String = "galley",
    present: @escaping @Sendable () -> Int = WallClock.seconds, trust: NIOSSLTrustRoots
  ) {
    clients = Clients(concurrency: concurrency, connecting: connecting, trust: trust)
    self.userAgent = userAgent
    self.present = present
  }

  /// Asks once. Cancellation ends the request and gives the failure `cancelled`.
  /// - Parameters:
  ///   - form: what the job will read the reply as; a rehearsal writes accordingly.
  ///   - timeout: for the request, whole.
  package func send(
    _ question: Question, to provider: Provider, expecting form: ReplyForm = .text, timeout: Duration
  ) async -> Outcome {
    switch provider.settings.api.answering {
    case .rehearsal:
      return Outcome(result: .success(Rehearsal.reply(to: question, as: form)))
    case .wire(let format):
      let wire: WireRequest
      do throws(Failure) { wire = try format.request(question, to: provider.settings) } catch {
        return Outcome(result: .failure(error))
      }
      let arrival = await clients.withClient { client in
        await Exchange(client: client, starts: clients.starts).fetch(
          { try request(wire, to: provider, in: format) }, within: timeout)
      }
      return outcome(of: arrival, from: provider, in: format)
    }
  }

  /// Ends what is under way and closes all connections. Nothing may be sent afterwards.
  package func shutdown() async { await clients.shutdown() }

  private func request(
    _ wire: WireRequest, to provider: Provider, in format: any WireFormat
  ) throws -> HTTPClient.Request {
    var headers = wire.headers
    headers.add(name: "user-agent", value: userAgent)
    provider.sign(&headers, in: format)
    var request = try provider.endpoint.get()
    request.headers = headers
    request.body = .byteBuffer(ByteBuffer(bytes: wire.body))
    return request
  }

  private func outcome(of arrival: Arrival, from provider: Provider, in format: any WireFormat) -> Outcome {
    // Before anybody reads it: so no key reaches a reply, a message or the state.
    let body = provider.redaction.clean(arrival.body)
    let headers = provider.redaction.clean(arrival.headers)
    let result: Result<Reply, Failure>
    if let status = arrival.status, arrival.fault == nil || !(200..<300 ~= status) {
      result = format.reply(WireResponse(status: status, headers: headers, body: body, arrival: present()))
    } else {
      result = .failure(arrival.fault ?? .badReply([]))
    }
    let id = headers.first(name: "x-request-id") ?? headers.first(name: "request-id")
    return Outcome(
      result: provider.redaction.clean(result), status: arrival.status, requestID: id.map { Wording.plain($0) },
      body: body, limits: RateLimitHeaders.report(headers, arrival: present()))
  }
}

extension ProviderSettings {
  /// - Parameter path: begins with `/`.
  func address(_ path: String) -> String {
    var base = Substring(baseURL)
    while base.last == "/" { base.removeLast() }
    return base + path
  }
}

extension Provider {
  /// Adds the key and the headers of galley.yaml; these win.
  func sign(_ headers: inout HTTPHeaders, in format: any WireFormat) {
    if let key {
      let header = format.authorization(key)
      headers.replaceOrAdd(name: header.name, value: header.value)
    }
    for header in settings.headers { headers.replaceOrAdd(name: header.name, value: header.value) }
  }
}
