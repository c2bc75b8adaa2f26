import AsyncHTTPClient
import JobModel
import NIOCore
import NIOHTTP1

/// Who answers at a provider's address.
package enum Presence: Hashable, Sendable {
  /// `GET {base}/models` says 200.
  case ready
  /// 503: llama.cpp's server while it reads its model.
  case loading
  /// Something else answers, with this status: it may want a key, or know no `/models`.
  case answers(status: Int)
  /// Nobody listens there: the connection was refused.
  case nobody
  /// It cannot be told: no route, no such name, no answer in time. The reason is for people.
  case unreachable(String)

  /// Asks once, and gives up after `patience`.
  package static func ask(_ provider: Provider, patience: Duration = .seconds(5)) async -> Presence {
    let arrival = await models(of: provider, within: patience)
    return switch arrival.status {
    case 200: .ready
    case 503: .loading
    case let status?: .answers(status: status)
    case nil: arrival.refused ? .nobody : .unreachable(arrival.fault?.message ?? "no answer")
    }
  }

  /// What `GET {base}/models` brings, asked once.
  static func models(of provider: Provider, within patience: Duration) async -> Arrival {
    var configuration = HTTPClient.Configuration()
    configuration.redirectConfiguration = .disallow
    configuration.timeout.connect = TimeAmount(patience)
    // Unlike a question, which may wait for a server that is coming back, this wants to know at once.
    configuration.connectionPool.retryConnectionEstablishment = false
    configuration.httpVersion = .http1Only
    let client = HTTPClient(eventLoopGroupProvider: .shared(EventLoops.group), configuration: configuration)
    var headers = HTTPHeaders()
    if case .wire(let format) = provider.settings.api.answering { provider.sign(&headers, in: format) }
    let arrival = await Exchange(client: client).fetch(
      { try HTTPClient.Request(url: provider.settings.address("/models"), headers: headers) }, within: patience)
    try? await client.shutdown()
    return arrival
  }
}
