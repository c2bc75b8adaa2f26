import Drafting
import JobModel
import Ledger
import Values
import Workspace

/// An item with all that is known of it.
final class InspectedItem: Sendable {
  let item: Item
  let path: DraftPath
  /// The moment at which it was first asked, or would be now.
  let asked: Moment
  let walk: Walk
  /// The replies that are known, by what was asked.
  let replies: [Fingerprint: StoredReply]
  /// What should lie at the path; nil while replies are missing.
  let wanted: DraftFile?
  /// The conversation that the draft is made of: today's, or where that is not complete the one that was placed.
  let settled: Walk?
  /// What is on record of the item, or of the one whose draft it has adopted.
  let recorded: ItemFact?
  let fact: DraftFact?
  let state: FileState
  /// Another job, which is still there, has placed what lies at the path.
  let isOthers: Bool
  let standing: Standing
  /// Held for a person: a reply was cut off.
  let held: Bool

  init(
    item: Item, path: DraftPath, asked: Moment, walk: Walk, replies: [Fingerprint: StoredReply], wanted: DraftFile?,
    settled: Walk?, recorded: ItemFact?, fact: DraftFact?, state: FileState, isOthers: Bool, standing: Standing,
    held: Bool
  ) {
    self.item = item
    self.path = path
    self.asked = asked
    self.walk = walk
    self.replies = replies
    self.wanted = wanted
    self.settled = settled
    self.recorded = recorded
    self.fact = fact
    self.state = state
    self.isOthers = isOthers
    self.standing = standing
    self.held = held
  }

  /// The right file lies there, and the state does not say so yet: a run died before, or somebody else has put it there.
  var isUnrecorded: Bool {
    standing.action == .keep && (fact?.intent != nil || fact?.placed?.hash != state.hash)
  }

  /// Whether `--update` would ask for it: galley has placed it, and its prompt has changed since.
  var isRenewable: Bool {
    fact?.placed != nil && fact?.accepted == nil && !isOthers && walk.error == nil && !walk.open.isEmpty
  }

  /// What is to be on record as asked: today's conversation, or where that is not complete the one that is.
  var conversation: [Fingerprint]? {
    walk.error == nil && walk.open.isEmpty ? walk.fingerprints : recorded?.conversation
  }

  /// What galley makes of the conversation, whatever lies at the path; nil where replies are missing.
  func made(by job: Job) throws -> DraftFile? { try settled.map { try DraftFile(job.compose($0)) } }

  /// Whether a run has to ask for it.
  var isAskedFor: Bool {
    (standing.action == .create || standing.action == .resume) && !walk.open.isEmpty
  }
}

/// Looks at items one by one: joins the job, the ledger's facts and the disk, and lets `judge` decide.
///
/// `plan`, `run` and `status` all look through it, so they cannot disagree.
final class Inspector: Sendable {
  let loaded: LoadedJob
  /// nil where there is no state yet.
  let reader: LedgerReader?
  let facts: JobFacts
  /// nil where there is no output yet.
  let disk: OutputFolder?
  /// For items that were never asked.
  let clock: @Sendable () -> Moment
  let update: Bool
  let retryFailed: Bool
  /// The last run that ended because its provider was out of service: what it gave up is asked again as if it had not been asked.
  let runsThatStopped: Set<RunID>
  /// The names of the workspace's job files.
  let otherJobs: Set<String>

  init(
    loaded: LoadedJob, reader: LedgerReader?, facts: JobFacts, disk: OutputFolder?,
    clock: @escaping @Sendable () -> Moment, update: Bool, retryFailed: Bool, runsThatStopped: Set<RunID>,
    otherJobs: Set<String>
  ) {
    self.loaded = loaded
    self.reader = reader
    self.facts = facts
    self.disk = disk
    self.clock = clock
    self.update = update
    self.retryFailed = retryFailed
    self.runsThatStopped = runsThatStopped
    self.otherJobs = otherJobs
  }

  var job: Job { loaded.job }

  func inspect(_ item: Item) async throws -> InspectedItem {
    let inspected = try await inspect(item, asked: nil)
    // Asked anew, so at a new moment.
    if update, inspected.standing.action == .create || inspected.standing.action == .resume,
      inspected.fact?.placed != nil
    {
      return try await inspect(item, asked: clock())
    }
    return inspected
  }

  private func inspect(_ item: Item, asked moment: Moment?) async throws -> InspectedItem {
    var itemFact = facts.items[ItemKey(key: item.id.key, sample: item.id.sample)]
    var asked = moment ?? itemFact?.askedAt ?? clock()
    let path = try job.path(of: item, asked: asked)
    var fact = facts.drafts[Text(path.text)]
    let state = try disk?.look(at: path, recorded: fact?.placed) ?? .missing
    // Another job may have placed it.
    if fact == nil, state != .missing { fact = try await reader?.draft(path: path.text) }
    if itemFact == nil, case .item(let former)? = fact?.owner {
      // A draft belongs to its path: a new key adopts it, with the moment at which it was asked.
      itemFact = try await adopted(former)
      asked = moment ?? itemFact?.askedAt ?? asked
    }
    // Another job's draft is no more ours than a person's file, as long as that job is there.
    let owner = fact?.owner.job ?? job.name
    let isOthers = owner != job.name && otherJobs.contains(owner) && state != .missing
    var presence = isOthers ? .foreign : JobModel.Presence(state, fact: fact)
    var replies = try await recorded(itemFact)
    let walk = try await walk(item, asked: asked, replies: &replies)
    let isOutdated = fact?.placed != nil && walk.error == nil && !walk.open.isEmpty
    var settled: Walk? = walk.error == nil && walk.open.isEmpty ? walk : nil
    if isOutdated, let itemFact {
      settled = self.walk(item, asked: asked, conversation: itemFact.conversation, replies: replies)
      if settled == nil, itemFact.conversation.contains(where: { replies[$0] == nil }) {
        settled = try await earlier(item)
      }
    }
    var conversation = try await conversation(walk)
    var wanted: DraftFile?
    let isAccepted = !isOthers && fact?.accepted != nil
    if isAccepted, let text = try await reader?.acceptedText(path: path.text) {
      wanted = DraftFile(bytes: text)
    } else if let settled, !isOutdated || (presence == .gone && !update) {
      do {
        wanted = try DraftFile(job.compose(settled))
      } catch {
        conversation = .broken(ItemFailure(composing: error))
      }
    }
    if let wanted, isAccepted || !isOutdated {
      let isThere = state.hash == wanted.hash
      // Also where the state does not know of it: what galley would write, to the byte, is no text of a person's.
      if isThere, !isOthers { presence = .ours }
      conversation = .complete(matches: isThere)
    }
    let held = !isAccepted && settled?.cutOff(.review) != nil
    let cutOff = isAccepted ? nil : settled?.cutOff(.fail)
    let standing = judge(
      Evidence(
        conversation: conversation, held: held, cutOff: cutOff, presence: presence, update: update,
        retryFailed: retryFailed))
    return InspectedItem(
      item: item, path: path, asked: asked, walk: walk, replies: replies, wanted: wanted, settled: settled,
      recorded: itemFact, fact: fact, state: state, isOthers: isOthers, standing: standing, held: held)
  }

  private func adopted(_ id: ItemID) async throws -> ItemFact? {
    if id.job == job.name { return facts.items[ItemKey(key: id.key, sample: id.sample)] }
    return try await reader?.item(id)
  }

  private func recorded(_ fact: ItemFact?) async throws -> [Fingerprint: StoredReply] {
    guard let reader, let conversation = fact?.conversation, !conversation.isEmpty else { return [:] }
    return Dictionary(zip(conversation, try await reader.replies(conversation)), uniquingKeysWith: { $1 })
  }

  /// Goes as far as the replies in the ledger reach.
  func walk(_ item: Item, asked: Moment, replies: inout [Fingerprint: StoredReply]) async throws(LedgerError) -> Walk {
    guard reader != nil else {
      return job.walk(item, asked: asked, api: loaded.provider.api, throughStandIns: false, known: nil)
    }
    let known = replies
    let walk = job.walk(item, asked: asked, api: loaded.provider.api, throughStandIns: false) {
      [self] request, fingerprint in
      known[fingerprint].flatMap { usable($0, for: request) ? $0 : nil }
    }
    return try await goOn(walk, item, &replies)
  }

  /// Goes on behind the reply that was open, as far as the replies in the ledger reach.
  ///
  /// - Parameter replies: the one that was open among them. It has just been asked for, so it is taken as it is: asked for
  ///   again, it may be as bad again.
  func walk(on walk: Walk, _ item: Item, replies: inout [Fingerprint: StoredReply]) async throws(LedgerError) -> Walk {
    guard let open = walk.open.first, let reply = replies[open.fingerprint] else { return walk }
    return try await goOn(next(walk, reply, item, replies), item, &replies)
  }

  private func goOn(
    _ walk: Walk, _ item: Item, _ replies: inout [Fingerprint: StoredReply]
  ) async throws(LedgerError) -> Walk {
    var walk = walk
    while let open = walk.open.first, replies[open.fingerprint] == nil,
      let reply = try await reader?.reply(open.fingerprint)
    {
      replies[open.fingerprint] = reply
      guard usable(reply, for: open.request) else { break }
      walk = next(walk, reply, item, replies)
    }
    return walk
  }

  private func next(_ walk: Walk, _ reply: StoredReply, _ item: Item, _ replies: [Fingerprint: StoredReply]) -> Walk {
    job.walk(on: walk, reply, item: item, api: loaded.provider.api) { [self] request, fingerprint in
      replies[fingerprint].flatMap { usable($0, for: request) ? $0 : nil }
    }
  }

  /// The most that all replies which are not there yet can cost together; nil where a price or a bound is unknown.
  ///
  /// - Parameter walk: as far as the replies reach.
  func worstCase(
    _ item: Item, asked: Moment, _ walk: Walk, _ replies: [Fingerprint: StoredReply]
  ) -> Price.WorstCase? {
    guard let price = loaded.price else { return nil }
    if walk.isWhole { return price.worstCase(of: walk.open) }
    let whole = job.walk(item, asked: asked, api: loaded.provider.api, throughStandIns: true) {
      [self] request, fingerprint in
      replies[fingerprint].flatMap { usable($0, for: request) ? $0 : nil }
    }
    return price.worstCase(of: whole.open)
  }

  /// The conversation as it was when the draft was placed; nil where replies of it are missing.
  private func walk(
    _ item: Item, asked: Moment, conversation: [Fingerprint], replies: [Fingerprint: StoredReply]
  ) -> Walk? {
    var rest = conversation[...]
    let walk = job.walk(item, asked: asked, api: loaded.provider.api, throughStandIns: false) { _, _ in
      rest.popFirst().flatMap { replies[$0] }
    }
    return walk.open.isEmpty && walk.error == nil ? walk : nil
  }

  /// The conversation before the one on record, which was asked for by `--update` and has not come to its end.
  private func earlier(_ item: Item) async throws -> Walk? {
    guard let fact = try await reader?.earlier(item.id) else { return nil }
    return walk(item, asked: fact.askedAt, conversation: fact.conversation, replies: try await recorded(fact))
  }

  /// `--retry-failed` asks again for what made its item fail although it came: a reply that was cut off, where the job
  /// takes that for a failure, and one without the list that was asked for.
  private func usable(_ reply: StoredReply, for request: ReplyRequest) -> Bool {
    guard retryFailed else { return true }
    if request.onLength == .fail, reply.reply.finish == .length { return false }
    if case .list(let entries) = request.value(of: reply) { return !entries.isEmpty }
    return true
  }

  private func conversation(_ walk: Walk) async throws -> Evidence.Conversation {
    if let error = walk.error { return .broken(ItemFailure(error)) }
    guard let open = walk.open.first else { return .complete(matches: false) }
    let given = walk.given.count
    guard let reader, let failed = try await reader.lastFailure(open.fingerprint) else {
      return .waiting(given: given, failure: nil, final: false)
    }
    let failure = ItemFailure(code: failed.code, message: failed.message, attempts: failed.attempts)
    switch failed.scope {
    case .item:
      return .waiting(given: given, failure: failure, final: true)
    case .transient where failed.attemptsInRun >= job.retry.attempts && !runsThatStopped.contains(failed.run):
      return .waiting(given: given, failure: failure, final: false)
    case .model:
      return .waiting(given: given, failure: failure, final: false)
    case .transient, .refused, .unavailable:
      return .waiting(given: given, failure: nil, final: false)
    }
  }
}

extension ItemFailure {
  init(_ error: ItemError) {
    let place = error.diagnostic
    let prefix = place.line > 0 ? "\(place.file):\(place.line):\(place.column): " : ""
    self.init(code: error.code, message: prefix + place.message, attempts: 0)
  }

  /// Why a draft could not be made of a complete conversation.
  init(composing error: any Error) {
    switch error {
    case let error as ItemError: self.init(error)
    case let error as DraftFileError: self.init(code: "front_matter", message: error.message, attempts: 0)
    default: self.init(code: "compose", message: "\(error)", attempts: 0)
    }
  }
}

extension Walk {
  /// The first reply that was cut off by `max_tokens` where its job asks for this; nil where there is none.
  func cutOff(_ wish: OnLength) -> ItemFailure? {
    given.first { $0.reply.reply.finish == .length && $0.request.onLength == wish }.map {
      ItemFailure(code: "length", message: "the reply '\($0.request.name)' was cut off by max_tokens", attempts: 1)
    }
  }
}
