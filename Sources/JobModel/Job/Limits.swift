package import YAML

/// Requests in flight.
package enum Concurrency: Hashable, Sendable {
  case fixed(Int)
  /// As many as the provider takes gladly: found out while the run goes on.
  case auto
}

/// What may be asked of a provider, by one job or by all of a run. What is nil is not bounded.
package struct RateLimits: Hashable, Sendable {
  package var concurrency: Concurrency?
  package var requestsPerMinute: Int?
  /// Input and output together.
  package var tokensPerMinute: Int?

  package init(concurrency: Concurrency? = nil, requestsPerMinute: Int? = nil, tokensPerMinute: Int? = nil) {
    self.concurrency = concurrency
    self.requestsPerMinute = requestsPerMinute
    self.tokensPerMinute = tokensPerMinute
  }
}

/// What may be spent, in the worst case. What is nil is not bounded.
package struct Budget: Sendable {
  package var run: Money?
  /// In a day of UTC.
  package var day: Money?
  /// In a calendar month of UTC.
  package var month: Money?
  /// Where it stands, for messages.
  package let source: YAMLNode
  /// It stands in the defaults of galley.yaml: one purse for all jobs that have no budget of their own.
  package let isShared: Bool

  /// Whether it counts what earlier runs spent.
  package var hasSpan: Bool { day != nil || month != nil }

  /// `jobs/articles.yaml:12:5`
  package var place: String { "\(source.file):\(source.mark.line):\(source.mark.column)" }
}

/// `limits` of a job.
package struct Limits: Sendable {
  package var rate: RateLimits
  package var budget: Budget?
  /// No request starts later than this after the run began.
  package var deadline: Duration?
  /// For one request, whole.
  package var timeout: Duration
  /// Where `tokens_per_minute` stands; nil where it does not.
  package var tokensPlace: SourcePlace?
}

/// Where something stands in a file of the workspace.
package struct SourcePlace: Hashable, Sendable {
  package let file: String
  package let line: Int
  package let column: Int

  init(_ node: YAMLNode) { (file, line, column) = (node.file, node.mark.line, node.mark.column) }

  package func diagnostic(_ message: String) -> Diagnostic {
    Diagnostic(file: file, line: line, column: column, message: message)
  }
}
