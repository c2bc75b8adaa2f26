import NIOCore
import NIOHTTP1
import NIOHTTP2
import NIOPosix
import NIOSSL
import Synchronization

/// An HTTPS server that speaks HTTP/2 alone, and answers nobody before as many requests as it waits for are there.
final class HTTP2Server: Sendable {
  /// The answers to requests that have arrived.
  private let waiting = Mutex<[@Sendable () -> Void]>([])
  private let wanted: Int
  private let answer: [UInt8]

  private init(wanted: Int, answer: [UInt8]) { (self.wanted, self.answer) = (wanted, answer) }

  /// - Parameters:
  ///   - folder: of `SelfSigned`.
  ///   - streams: requests that one connection may have in flight.
  ///   - wanted: requests that are to arrive before the first is answered.
  static func serving(
    _ folder: String, streams: Int, wanted: Int, answer: [UInt8],
    during body: (_ port: Int) async throws -> Void
  ) async throws {
    var configuration = TLSConfiguration.makeServerConfiguration(
      certificateChain: try NIOSSLCertificate.fromPEMFile("\(folder)/certificate").map { .certificate($0) },
      privateKey: .privateKey(try NIOSSLPrivateKey(file: "\(folder)/made", format: .pem)))
    configuration.applicationProtocols = ["h2"]
    let context = try NIOSSLContext(configuration: configuration)
    let server = HTTP2Server(wanted: wanted, answer: answer)
    let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.backlog, value: 512)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
          var settings = NIOHTTP2Handler.ConnectionConfiguration()
          settings.initialSettings = [HTTP2Setting(parameter: .maxConcurrentStreams, value: streams)]
          _ = try channel.pipeline.syncOperations.configureHTTP2Pipeline(
            mode: .server, connectionConfiguration: settings, streamConfiguration: .init()
          ) { stream in
            stream.eventLoop.makeCompletedFuture {
              try stream.pipeline.syncOperations.addHandlers(HTTP2FramePayloadToHTTP1ServerCodec(), Answering(server))
            }
          }
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    do {
      try await body(channel.localAddress?.port ?? 0)
    } catch {
      try await channel.close()
      throw error
    }
    try await channel.close()
  }

  private func arrived(_ answer: @escaping @Sendable () -> Void) {
    let ready = waiting.withLock { waiting in
      waiting.append(answer)
      return waiting.count == wanted ? waiting : []
    }
    for answer in ready { answer() }
  }

  private final class Answering: ChannelInboundHandler, Sendable {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let server: HTTP2Server

    init(_ server: HTTP2Server) { self.server = server }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      guard case .end = unwrapInboundIn(data) else { return }
      let channel = context.channel
      let body = server.answer
      server.arrived {
        let head = HTTPResponseHead(
          version: .http2, status: .ok, headers: ["content-length": "\(body.count)"])
        channel.write(HTTPServerResponsePart.head(head), promise: nil)
        channel.write(HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(bytes: body))), promise: nil)
        channel.writeAndFlush(HTTPServerResponsePart.end(nil), promise: nil)
      }
    }
  }
}
