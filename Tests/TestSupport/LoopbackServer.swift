import NIOCore
import NIOPosix
import Synchronization

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A real HTTP/1.1 server on this machine that answers, or misbehaves, exactly as a test says.
package final class LoopbackServer: Sendable {
  package let port: Int
  private let received = Mutex<[LoopbackRequest]>([])

  private init(port: Int) { self.port = port }

  /// Without a path and a slash at the end.
  package var baseURL: String { "http://127.0.0.1:\(port)" }

  /// All requests that have arrived whole, in that order.
  package var requests: [LoopbackRequest] { received.withLock { $0 } }

  /// Serves for as long as the body runs.
  /// - Parameters:
  ///   - port: 0 for a free one.
  ///   - respond: `request.number` counts from 1, for scripts.
  package static func serving<Result: Sendable>(
    port: Int = 0, _ respond: @escaping @Sendable (LoopbackRequest) async -> LoopbackResponse,
    during body: (LoopbackServer) async throws -> Result
  ) async throws -> Result {
    let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .bind(host: "127.0.0.1", port: port) { connection in
        connection.eventLoop.makeCompletedFuture {
          try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: connection)
        }
      }
    let server = LoopbackServer(port: listener.channel.localAddress?.port ?? 0)
    return try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await server.accept(listener, respond) }
      defer { group.cancelAll() }
      return try await body(server)
    }
  }

  /// A port of this machine on which nobody listens.
  package static func freePort() async throws -> Int {
    let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .bind(host: "127.0.0.1", port: 0).get()
    defer { listener.close(promise: nil) }
    let port = listener.localAddress?.port ?? 0
    try await listener.close()
    return port
  }

  private func accept(
    _ listener: NIOAsyncChannel<NIOAsyncChannel<ByteBuffer, ByteBuffer>, Never>,
    _ respond: @escaping @Sendable (LoopbackRequest) async -> LoopbackResponse
  ) async throws {
    try await listener.executeThenClose { connections in
      try await withThrowingDiscardingTaskGroup { group in
        for try await connection in connections {
          // A client that goes away in the middle is what many tests are about.
          group.addTask { try? await self.serve(connection, respond) }
        }
      }
    }
  }

  private func serve(
    _ connection: NIOAsyncChannel<ByteBuffer, ByteBuffer>,
    _ respond: @escaping @Sendable (LoopbackRequest) async -> LoopbackResponse
  ) async throws {
    try await connection.executeThenClose { inbound, outbound in
      var parts = inbound.makeAsyncIterator()
      var bytes: [UInt8] = []
      while let part = try await parts.next() {
        bytes += part.readableBytesView
        // A TLS handshake: answered in the clear, as other servers without TLS do.
        if bytes.first == 0x16 {
          try await outbound.write(ByteBuffer(bytes: LoopbackResponse.head(400, [])))
          return
        }
        while let request = received.withLock({ LoopbackRequest.take(from: &bytes, into: &$0) }) {
          for step in await respond(request).steps {
            switch step {
            case .send(let bytes, let times):
              for _ in 0..<times { try await outbound.write(ByteBuffer(bytes: bytes)) }
            case .close: return
            case .reset:
              let socket = connection.channel as? any SocketOptionProvider
              try await socket?.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
              return
            case .silence: while try await parts.next() != nil {}
            }
          }
        }
      }
    }
  }
}
