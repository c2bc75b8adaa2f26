/// A reply as it was committed, with where it came from.
package final class StoredReply: Sendable {
  package let reply: Reply
  /// nil where the price is unknown.
  package let cost: Money?
  package let provider: String
  package let api: API
  /// The model that was asked for; `reply.model` is the one that the provider reports.
  package let model: String
  package let attempt: AttemptID
  package let arrivedAt: WallTime

  package init(
    reply: Reply, cost: Money?, provider: String, api: API, model: String, attempt: AttemptID, arrivedAt: WallTime
  ) {
    self.reply = reply
    self.cost = cost
    self.provider = provider
    self.api = api
    self.model = model
    self.attempt = attempt
    self.arrivedAt = arrivedAt
  }
}
