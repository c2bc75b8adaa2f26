/// What a reply to a job's item took.
package struct UsageFact: Sendable {
  package let item: ItemKey
  /// The reply's name in the job.
  package let reply: String
  package let usage: Usage

  package init(item: ItemKey, reply: String, usage: Usage) {
    self.item = item
    self.reply = reply
    self.usage = usage
  }
}
