/// Why an attempt brought no reply, classified by the provider's codec or the transport; nobody else reads messages.
package struct Failure: Error, Sendable {
  /// What the failure means for what comes next.
  package enum Scope: String, Sendable, CaseIterable {
    /// Likely to pass: asked again after a wait.
    case transient
    /// This item cannot be answered (rejected, refused, filtered): no retry.
    case item
    /// The job's model is not there: no item of the job can be answered.
    case model
    /// The provider refuses: key, permission, credit. The run stops, exit 77.
    case refused
    /// The provider cannot be used at all (redirect, TLS, an address that is none). The run stops, exit 69.
    case unavailable
  }

  package let scope: Scope
  /// Short and stable, for scripts: `http_500`, `rate_limited`, `content_filter`, `refusal`, `empty`, `rejected`, `bad_reply`, `timeout`, `connect`, `cut`, `too_large`, `redirect`, `tls`, `key`, `credit`, `model_not_found`…
  package let code: String
  /// For people; without keys and without the prompt.
  package let message: String
  /// The least wait that the provider asked for.
  package let retryAfter: Duration?
  /// Whether the request may have been billed although no reply can be used: it is then charged at its worst case.
  package let maybeBilled: Bool
  /// What the provider reported to have used for a reply that cannot be used (refused, filtered, empty); nil where it
  /// reported nothing, and then a billed request is charged at its worst case.
  package let usage: Usage?

  package init(
    scope: Scope, code: String, message: String, retryAfter: Duration? = nil, maybeBilled: Bool = false,
    usage: Usage? = nil
  ) {
    self.scope = scope
    self.code = code
    self.message = message
    self.retryAfter = retryAfter
    self.maybeBilled = maybeBilled
    self.usage = usage
  }
}

/// How one request ended: the reply or why there is none, and what stays on record.
package final class Outcome: Sendable {
  package let result: Result<Reply, Failure>
  /// nil where no response came.
  package let status: Int?
  /// The provider's id of the request, for its support.
  package let requestID: String?
  /// The response's body as it arrived (decoded of its content encoding), redacted of keys; empty where none came.
  package let body: [UInt8]
  /// What the response's headers say about the provider's limits; nil where they say nothing.
  package let limits: LimitReport?

  package init(
    result: Result<Reply, Failure>, status: Int? = nil, requestID: String? = nil, body: [UInt8] = [],
    limits: LimitReport? = nil
  ) {
    self.result = result
    self.status = status
    self.requestID = requestID
    self.body = body
    self.limits = limits
  }
}
