import JobModel

/// How long requests take under the limits: as long as the narrowest of them makes it.
struct WorkTime {
  var requests: Int
  /// Input and output.
  var tokens: Int
  /// Replies that one item waits for, one after the other.
  var chain: Int
  /// What one request took before; nil where none was sent.
  var latency: Duration?
  /// Requests in flight.
  var places: Int
  /// What the job and its provider allow, and what was learned of it.
  var limits: [RateLimits]
  /// No request starts later.
  var deadline: Duration?

  /// nil where neither a limit nor an earlier request says.
  var seconds: Double? {
    if requests == 0 { return 0 }
    var narrowest: [Double] = []
    for limit in limits {
      // The first goes at once.
      if let most = limit.requestsPerMinute { narrowest.append(Double(requests - 1) * 60 / Double(most)) }
      if let most = limit.tokensPerMinute { narrowest.append(Double(tokens) * 60 / Double(most)) }
    }
    if let latency {
      let rounds = max(Double(requests) / Double(places), Double(chain))
      narrowest.append(rounds * (latency / .seconds(1)))
    }
    guard let seconds = narrowest.max() else { return nil }
    return deadline.map { min(seconds, $0 / .seconds(1)) } ?? seconds
  }
}
