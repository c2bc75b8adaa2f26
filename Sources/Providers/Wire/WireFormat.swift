package import JobModel
package import NIOHTTP1

/// What goes to a provider, but for its address and key.
package struct WireRequest: Sendable {
  package let headers: HTTPHeaders
  package let body: [UInt8]
}

/// What came back whole.
package struct WireResponse: Sendable {
  package let status: Int
  package let headers: HTTPHeaders
  /// Decoded of its content encoding.
  package let body: [UInt8]
  /// By this machine's clock, in seconds since 1970: the present for a `retry-after` date where the response has no
  /// `Date`.
  package let arrival: Int

  package init(status: Int, headers: HTTPHeaders = [:], body: [UInt8], arrival: Int) {
    self.status = status
    self.headers = headers
    self.body = body
    self.arrival = arrival
  }
}

/// One provider API: how a question is put and how its answer is read. Pure: no network, no clock.
package protocol WireFormat: Sendable {
  /// Where questions go: joined to the provider's `base_url`; begins with `/`.
  var path: String { get }
  /// - Throws: where the question holds what the format has no words for.
  func request(_ question: Question, to provider: ProviderSettings) throws(Failure) -> WireRequest
  /// Classifies every failure; nobody else reads what a provider says.
  func reply(_ response: WireResponse) -> Result<Reply, Failure>
  /// The header that carries the key.
  func authorization(_ key: Secret) -> (name: String, value: String)
}

extension WireFormat {
  package func authorization(_ key: Secret) -> (name: String, value: String) {
    ("authorization", "Bearer \(key.revealed)")
  }
}

/// Who answers the questions of an API.
package enum Answering: Sendable {
  case wire(any WireFormat)
  case rehearsal
}

extension API {
  /// The list of all formats: a new one is its file and a line here.
  package var answering: Answering {
    switch self {
    case .chat: .wire(ChatFormat())
    case .completions: .wire(CompletionsFormat())
    case .rehearsal: .rehearsal
    }
  }
}
