import AsyncHTTPClient
import NIOCore
import NIOHTTPCompression
import NIOSSL
import Synchronization

/// The HTTP clients of a run, which share its requests: as many that none waits unseen for another's connection.
///
/// Where a server speaks HTTP/2 a client has one connection to it, which takes as many requests as the server likes. And a
/// client's pool copies the list of its connections for each new one: thousands are better kept in several.
package final class Clients: Sendable {
  /// Requests in flight of one client: half of what HTTP/2 wants a server to take at least (RFC 9113, 6.5.2).
  package static let share = 50
  /// Connections that a client may open to a host beyond its requests: one that waits for a place in the pool fails after
  /// the time to connect.
  package static let spare = 2

  private let clients: [HTTPClient]
  /// nil where all may be sent together.
  let starts: StartLimit?
  /// Requests in flight of each.
  private let inFlight: Mutex<[Int]>

  /// - Parameters:
  ///   - concurrency: requests in flight of the whole run.
  ///   - connecting: how long a connection may take to come about.
  ///   - trust: whose certificates are believed.
  init(concurrency: Int, connecting: Duration, trust: NIOSSLTrustRoots) {
    let places = max(concurrency, 1)
    let count = (places + Self.share - 1) / Self.share
    starts = places > StartLimit.most ? StartLimit() : nil
    var configuration = HTTPClient.Configuration()
    configuration.tlsConfiguration = .makeClientConfiguration()
    configuration.tlsConfiguration?.trustRoots = trust
    configuration.redirectConfiguration = .disallow
    // Asking again is the retry policy's business, which waits, counts and tells.
    configuration.connectionPool.retryConnectionEstablishment = false
    configuration.decompression = .enabled(limit: .size(Transport.mostBytes))
    configuration.timeout.connect = TimeAmount(connecting)
    configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = (places + count - 1) / count + Self.spare
    configuration.connectionPool.idleTimeout = .seconds(30)
    // Nobody traces; without this a span is made and thrown away for each request.
    configuration.tracing.tracer = nil
    configuration.http1_1ConnectionDebugInitializer = WholeWrites.add
    clients = (0..<count).map { [configuration] _ in
      HTTPClient(eventLoopGroupProvider: .shared(EventLoops.group), configuration: configuration)
    }
    inFlight = Mutex(Array(repeating: 0, count: count))
  }

  /// Does something with the client that has most room for one more request.
  func withClient<T>(_ body: (HTTPClient) async -> T) async -> T {
    let place = inFlight.withLock { inFlight in
      let place = inFlight.indices.min { inFlight[$0] < inFlight[$1] } ?? 0
      inFlight[place] += 1
      return place
    }
    defer { inFlight.withLock { $0[place] -= 1 } }
    return await body(clients[place])
  }

  /// Ends what is under way and closes all connections.
  func shutdown() async { for client in clients { try? await client.shutdown() } }
}
