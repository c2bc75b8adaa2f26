/// What becomes of a write when the disk fails.
enum Duty: Sendable {
  /// It leads to sending or placing: refused from then on.
  case fresh
  /// It tells what has happened: committed as long as anything can be.
  case owed
  /// The same for a reply, which goes to the rescue file where nothing can be committed any more.
  case reply(@Sendable () -> RescuedReply)

  var isFresh: Bool { if case .fresh = self { true } else { false } }

  var reply: RescuedReply? { if case .reply(let reply) = self { reply() } else { nil } }
}
