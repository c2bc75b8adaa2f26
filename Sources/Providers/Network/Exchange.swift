import AsyncHTTPClient
import JobModel
import NIOCore
import NIOHTTP1

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

  func fetch(_ request: HTTPClientRequest, within timeout: Duration) async -> Arrival {
    await withTaskGroup(of: Arrival?.self) { group in
      group.addTask { await collect(request) }
      group.addTask {
        try? await Task.sleep(for: timeout)
        return nil
      }
      var late = false
      for await ended in group {
        group.cancelAll()
        guard var arrival = ended else {
          // The sleep ended first: its time is over, or the whole has been cancelled.
          late = !Task.isCancelled
          continue
        }
        if late, arrival.fault?.code == ConnectionFault.cancelled.code {
          arrival.fault = ConnectionFault.timeout(timeout)
        }
        return arrival
      }
      return Arrival(fault: ConnectionFault.cancelled)
    }
  }

  private func collect(_ request: HTTPClientRequest) async -> Arrival {
    var arrival = Arrival()
    do {
      // The client's own deadline ends with the head of the response; `fetch` watches over all of it.
      let response = try await client.execute(request, deadline: .now() + .hours(24))
      arrival.status = Int(response.status.code)
      arrival.headers = response.headers
      for try await part in response.body {
        guard arrival.body.count + part.readableBytes <= Transport.mostBytes else {
          throw ConnectionFault.tooLarge
        }
        arrival.body.append(contentsOf: part.readableBytesView)
      }
    } catch {
      let fault = ConnectionFault.failure(error)
      arrival.fault = fault
      arrival.refused = ConnectionFault.isRefusal(error)
      // Of a body without end a piece will do for the record.
      if fault.code == ConnectionFault.tooLarge.code { arrival.body = Array(arrival.body.prefix(65_536)) }
    }
    return arrival
  }
}
