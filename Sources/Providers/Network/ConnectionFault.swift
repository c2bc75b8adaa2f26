import AsyncHTTPClient
import JobModel
import NIOCore
import NIOHTTP1
import NIOHTTPCompression
import NIOPosix
import NIOSSL

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// What an error of the connection means. All but those before the connection stood may have been billed.
enum ConnectionFault {
  static func failure(_ error: any Error) -> Failure {
    switch error {
    case let failure as Failure: failure
    case is CancellationError: cancelled
    case let error as HTTPClientError: client(error)
    case let error as NIOConnectionError: connection(error)
    case let error as ChannelError: channel(error)
    case let error as IOError where beforeConnecting.contains(error.errnoCode): connect(reason(error))
    case is NIOSSLError, is BoringSSLError, is NIOSSLExtraError: tls(error)
    case NIOHTTPDecompression.DecompressionError.limit: tooLarge
    case is NIOHTTPDecompression.DecompressionError, is NIOHTTPDecompression.ExtraDecompressionError: garbled(error)
    case HTTPParserError.invalidEOFState: cut
    case is HTTPParserError: garbled(error)
    default: cut
    }
  }

  static let cancelled = Failure(
    scope: .transient, code: "cancelled", message: "the request was broken off, since the run ends", maybeBilled: true)

  static let tooLarge = Failure(
    scope: .item, code: "too_large", message: "the answer is longer than 32 MiB; no model writes as much",
    maybeBilled: true)

  static let cut = Failure(
    scope: .transient, code: "cut", message: "the connection broke off before the answer was whole", maybeBilled: true)

  static func timeout(_ time: Duration) -> Failure {
    Failure(
      scope: .transient, code: "timeout", message: "no whole answer within \(time); see `timeout` under limits",
      maybeBilled: true)
  }

  private static func connect(_ why: String) -> Failure {
    Failure(scope: .transient, code: "connect", message: "no connection to the provider: \(Wording.plain(why))")
  }

  private static func connection(_ error: NIOConnectionError) -> Failure {
    connect("\(error.host):\(error.port): \(cause(error))")
  }

  private static func tls(_ error: any Error) -> Failure {
    // A connection that ends without TLS's goodbye is one that was cut.
    if case NIOSSLError.uncleanShutdown = error { return cut }
    return Failure(
      scope: .unavailable, code: "tls",
      message: "no trustworthy connection to the provider: \(Wording.plain("\(error)")); check `base_url` and this "
        + "machine's certificates and clock")
  }

  private static func garbled(_ error: any Error) -> Failure {
    Failure(
      scope: .transient, code: "bad_reply", message: "the provider's answer is no HTTP: \(Wording.plain("\(error)"))",
      maybeBilled: true)
  }

  private static func client(_ error: HTTPClientError) -> Failure {
    switch error {
    case .cancelled: cancelled
    case .connectTimeout, .getConnectionFromPoolTimeout, .tlsHandshakeTimeout, .socksHandshakeTimeout,
      .httpProxyHandshakeTimeout:
      connect("it did not come about in time")
    case .invalidURL, .emptyHost, .emptyScheme, .missingSocketPath, .alreadyShutdown:
      Failure(scope: .unavailable, code: "request", message: "no request can be made: \(error); check `base_url`")
    default: cut
    }
  }

  private static func channel(_ error: ChannelError) -> Failure {
    if case .connectTimeout = error { connect("it did not come about in time") } else { cut }
  }

  /// Nothing was sent: refused, unreachable, or this machine out of ports or descriptors.
  private static let beforeConnecting: Set<CInt> = [
    ECONNREFUSED, ENETUNREACH, EHOSTUNREACH, ENETDOWN, EADDRNOTAVAIL, EMFILE, ENFILE,
  ]

  /// Whether the provider's machine answered that nobody listens at that port.
  static func isRefusal(_ error: any Error) -> Bool {
    if let error = error as? IOError { return error.errnoCode == ECONNREFUSED }
    guard let tries = (error as? NIOConnectionError)?.connectionErrors, !tries.isEmpty else { return false }
    return tries.allSatisfy { isRefusal($0.error) }
  }

  private static func cause(_ error: NIOConnectionError) -> String {
    if let first = error.connectionErrors.first {
      return (first.error as? IOError).map(reason) ?? "\(first.error)"
    }
    return error.dnsAError == nil && error.dnsAAAAError == nil ? "nothing answers" : "the name is not known"
  }

  private static func reason(_ error: IOError) -> String { String(cString: strerror(error.errnoCode)) }
}
