import JobModel

extension LearnedLimit {
  /// `1782 requests and 90000 tokens a minute`
  var text: String { perMinute(requests: requestsPerMinute, tokens: tokensPerMinute) ?? "nothing" }
}

extension RateLimits {
  /// `4 in flight, 500 requests a minute`; nil where nothing is declared.
  var text: String? {
    let places: String? =
      switch concurrency {
      case .fixed(let count): "\(count) in flight"
      case .auto: "as many in flight as it takes gladly"
      case nil: nil
      }
    let parts = [places, perMinute(requests: requestsPerMinute, tokens: tokensPerMinute)].compactMap { $0 }
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }
}

extension HoldBack {
  /// As a sentence ends with it.
  var words: String {
    switch self {
    case .concurrency: "concurrency: all places are taken"
    case .requests: "requests: no more of them in this time"
    case .tokens: "tokens: no more of them in this time"
    case .budget: "budget: what is left is held for requests under way"
    case .provider: "provider: it asked to be left alone"
    }
  }
}

private func perMinute(requests: Int?, tokens: Int?) -> String? {
  let parts = [requests.map { "\($0) requests" }, tokens.map { "\($0) tokens" }].compactMap { $0 }
  return parts.isEmpty ? nil : parts.joined(separator: " and ") + " a minute"
}
