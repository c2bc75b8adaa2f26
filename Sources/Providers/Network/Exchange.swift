import AsyncHTTPClient
import JobModel
import NIOCore
import NIOHTTP1
import Synchronization

/// What came of one request: all that arrived until it ended or broke.
struct Arrival: Sendable {
  /// nil where no response came.
  var status: Int?
  var headers: HTTPHeaders = [:]
  /// What had arrived, also of a response that broke off.
  var body: [UInt8] = []
  /// nil where the response came whole.
  var fault: Failure?
  /// The connection was refused: nobody listens there.
  var refused = false
}

/// Sends a request and collects its response, within a time that covers both.
struct Exchange: Sendable {
  let client: HTTPClient
  /// nil where there are too few requests to need it.
  var starts: StartLimit?

  /// - Parameter request: throws where the address is none.
  func fetch(_ request: () throws -> HTTPClient.Request, within timeout: Duration) async -> Arrival {
    let counts = await starts?.enter() ?? false
    let collector = Collector(counts ? starts : nil)
    defer { collector.started() }
    do {
      let task = try begin(request, collector, within: timeout)
      try await withTaskCancellationHandler {
        try await task.get()
      } onCancel: {
        task.cancel()
      }
    } catch {
      collector.end(error, timeout)
    }
    return collector.arrival
  }

  /// A request and its response in one piece: the client's sequence of parts wakes a task for each, and its deadline ends
  /// with the head of the response.
  @inline(never)  // a request is large, and would be kept until its response is there
  private func begin(
    _ request: () throws -> HTTPClient.Request, _ collector: Collector, within timeout: Duration
  ) throws -> HTTPClient.Task<Void> {
    client.execute(request: try request(), delegate: collector, deadline: .now() + TimeAmount(timeout))
  }
}

/// Takes a response as it arrives, on the event loop of its connection.
private final class Collector: HTTPClientResponseDelegate {
  private let collected = Mutex(Arrival())
  /// nil when the request has its connection.
  private let starting: Mutex<StartLimit?>

  init(_ starting: StartLimit?) { self.starting = Mutex(starting) }

  var arrival: Arrival { collected.withLock { $0 } }

  /// The request waits for its connection no more.
  func started() { starting.withLock { $0.take() }?.leave() }

  func didSendRequestHead(task: HTTPClient.Task<Void>, _ head: HTTPRequestHead) { started() }

  func didReceiveHead(task: HTTPClient.Task<Void>, _ head: HTTPResponseHead) -> EventLoopFuture<Void> {
    collected.withLock { ($0.status, $0.headers) = (Int(head.status.code), head.headers) }
    return task.eventLoop.makeSucceededVoidFuture()
  }

  func didReceiveBodyPart(task: HTTPClient.Task<Void>, _ part: ByteBuffer) -> EventLoopFuture<Void> {
    let fits = collected.withLock { arrival in
      guard arrival.body.count + part.readableBytes <= Transport.mostBytes else { return false }
      arrival.body.append(contentsOf: part.readableBytesView)
      return true
    }
    return fits
      ? task.eventLoop.makeSucceededVoidFuture() : task.eventLoop.makeFailedFuture(ConnectionFault.tooLarge)
  }

  func didFinishRequest(task: HTTPClient.Task<Void>) {}

  /// The response has not come whole.
  func end(_ error: any Error, _ timeout: Duration) {
    let isLate = error as? HTTPClientError == .deadlineExceeded
    let fault = isLate ? ConnectionFault.timeout(timeout) : ConnectionFault.failure(error)
    collected.withLock { arrival in
      arrival.fault = fault
      arrival.refused = ConnectionFault.isRefusal(error)
      // Of a body without end a piece will do for the record.
      if fault.code == ConnectionFault.tooLarge.code { arrival.body = Array(arrival.body.prefix(65_536)) }
    }
  }
}
