import JobModel
import Ledger
import Providers
import Values
import Workspace

/// How an item's conversation ended in this run.
enum ConversationEnd: Sendable {
  /// Every reply is there; `isRecorded`: the last request has put the whole conversation on record.
  case complete(Walk, isRecorded: Bool)
  case failed(ItemFailure)
  /// Out of attempts: the next run tries again.
  case gaveUp(ItemFailure)
  /// The run stopped before.
  case stopped
}

/// Brings conversations to their end: the only place where an attempt leads to another.
struct Conversing: Sendable {
  let run: RunID
  let inspector: Inspector
  let provider: Provider
  let ledger: Ledger
  let transport: Transport
  let control: RunControl
  let pauses: ProviderPauses
  let inFlight: QuestionsInFlight
  let health: ProviderHealth
  let server: ServerGate
  let tally: Tally
  let time: RunTime
  let observe: @Sendable (RunEvent) -> Void

  private var job: Job { inspector.job }
  var lane: Admission.Lane { Admission.Lane(job: job.name, provider: provider.settings.name) }

  /// Asks for each reply that is missing, in turn.
  ///
  /// The item comes with a place for its first request: so items are asked in the order in which they were taken.
  ///
  /// - Throws: what stops the run: the state could not be written.
  func converse(_ inspected: InspectedItem) async throws(LedgerError) -> ConversationEnd {
    var replies = inspected.replies
    var hasPlace = true
    // Its request has put the conversation up to it on record.
    var lastAsked: Fingerprint?
    defer { if hasPlace { control.admission.leave(lane) } }
    var walk = inspected.walk
    while true {
      if let error = walk.error { return .failed(ItemFailure(error)) }
      guard let open = walk.open.first else { return .complete(walk, isRecorded: walk.fingerprints.last == lastAsked) }
      let known = replies[open.fingerprint]
      if inFlight.isAsked(open.fingerprint), hasPlace {
        // Who asks already has a place; waiting needs none.
        hasPlace = false
        control.admission.leave(lane)
      }
      let answer = try await inFlight.claim(open.fingerprint) { () throws(LedgerError) -> Answer in
        // Somebody else may have asked since the walk.
        if let reply = try await ledger.reader.reply(open.fingerprint), reply.attempt != known?.attempt {
          return .found(reply)
        }
        // Another item has asked the same in this run, for nothing.
        if let failed = try await ledger.reader.lastFailure(open.fingerprint), failed.run == run {
          let failure = ItemFailure(code: failed.code, message: failed.message, attempts: failed.attempts)
          return .end(failed.scope == .transient ? .gaveUp(failure) : .failed(failure))
        }
        return try await ask(open, of: inspected, walk: walk, hasPlace: &hasPlace)
      }
      switch answer {
      case .reply(let reply): (replies[open.fingerprint], lastAsked) = (reply, open.fingerprint)
      case .found(let reply): replies[open.fingerprint] = reply
      case .end(let end): return end
      case nil: break
      }
      walk = try await inspector.walk(inspected.item, asked: inspected.asked, replies: &replies)
    }
  }

  private enum Answer {
    case reply(StoredReply)
    /// Another item had asked for it.
    case found(StoredReply)
    case end(ConversationEnd)
  }

  /// Asks one question until it is answered or nothing more is to be tried.
  private func ask(
    _ open: Walk.Open, of inspected: InspectedItem, walk: Walk, hasPlace: inout Bool
  ) async throws(LedgerError) -> Answer {
    let item = inspected.item.id
    var attempt = 0
    while true {
      guard await server.ready() else { return .end(.stopped) }
      do {
        if !hasPlace { try await control.admission.enter(lane) }
      } catch {
        return .end(.stopped)
      }
      hasPlace = false
      attempt += 1
      let result: Result<(Outcome, StoredReply?), LedgerError>
      do throws(LedgerError) {
        result = .success(try await send(open, attempt: attempt, of: inspected, walk: walk))
      } catch {
        result = .failure(error)
      }
      let next = next(after: result, attempt: attempt)
      // Only now: whoever comes in next must see that the run or the job has been stopped.
      control.admission.leave(lane)
      let (outcome, reply) = try result.get()
      guard case .failure(let failure) = outcome.result else {
        if let reply { return .reply(reply) }
        continue
      }
      if failure.code == "cancelled" { return .end(.stopped) }
      let end = ItemFailure(code: failure.code, message: failure.message, attempts: attempt)
      switch next {
      case .again(let wait):
        observe(.attemptFailed(job: job.name, key: item.key, message: failure.message, again: wait))
        // While the provider is left alone, admission lets nobody in: the wait is there.
        if job.retry.pause(after: failure) == nil {
          guard await control.pause(wait, clock: time.clock) else { return .end(.stopped) }
        }
      case .giveUp: return .end(failure.scope == .transient ? .gaveUp(end) : .failed(end))
      case .stopJob: return .end(.failed(end))
      case .stopRun, nil: return .end(.stopped)
      }
    }
  }

  /// What follows an attempt; stops the job or the run where the provider leaves no choice. Nil after a reply.
  private func next(after result: Result<(Outcome, StoredReply?), LedgerError>, attempt: Int) -> NextStep? {
    guard case .success(let (outcome, _)) = result, case .failure(let failure) = outcome.result,
      failure.code != "cancelled"
    else { return nil }
    if let wait = job.retry.pause(after: failure), !pauses.hold(provider.settings.name, for: wait) {
      observe(.paused(provider: provider.settings.name, wait))
    }
    let next = job.retry.next(after: failure, attempt: attempt, fraction: time.random())
    switch next {
    case .stopJob: control.stopJob(job.name, message: failure.message)
    case .stopRun(let reason):
      control.stop(
        RunControl.Stop(
          reason: reason, message: "\(provider.settings.name): \(failure.message)", refused: failure.scope == .refused))
    case .again, .giveUp: break
    }
    return next
  }

  /// One attempt: on record before it is sent, and its outcome on record before anything else happens to it.
  private func send(
    _ open: Walk.Open, attempt: Int, of inspected: InspectedItem, walk: Walk
  ) async throws(LedgerError) -> (Outcome, StoredReply?) {
    let price = inspector.loaded.price
    let reserved = price?.worstCase(of: open.question)
    let start = AttemptStart(
      fingerprint: open.fingerprint, run: run, item: inspected.item.id, reply: open.request.name,
      turn: walk.given.count,
      provider: provider.settings.name, api: provider.settings.api, model: open.question.model, startedAt: time.wall(),
      reserved: reserved)
    let reservation = try await ledger.reserve(
      start, recording: ItemFact(askedAt: inspected.asked, conversation: walk.fingerprints + [open.fingerprint]))
    tally.sent(again: attempt > 1)
    let began = ContinuousClock.now
    let outcome = await transport.send(
      open.question, to: provider, expecting: open.request.form, timeout: job.limits.timeout)
    let cost = cost(of: outcome, settings: open.question.settings, price: price, reserved: reserved)
    let arrived = time.wall()
    // First: it was paid for, whether or not the state can take it.
    tally.settled(outcome, cost: cost)
    try await ledger.settle(reservation, outcome, cost: cost, at: arrived)
    if health.isOut(after: outcome.result, began: began, now: .now), case .failure(let failure) = outcome.result {
      control.stop(
        RunControl.Stop(
          reason: .provider,
          message:
            "\(provider.settings.name) (\(provider.settings.baseURL)) is out of service: \(ProviderHealth.limit) failures in a row, the last one: \(failure.message)"
        ))
    }
    guard case .success(let reply) = outcome.result else { return (outcome, nil) }
    return (
      outcome,
      StoredReply(
        reply: reply, cost: cost, provider: provider.settings.name, api: provider.settings.api,
        model: open.question.model,
        attempt: reservation.id, arrivedAt: arrived)
    )
  }

  /// By the usage reported; the worst case where that is unknown; nothing where it cannot have been billed.
  private func cost(of outcome: Outcome, settings: Settings, price: Price?, reserved: Money?) -> Money? {
    guard let price else { return nil }
    switch outcome.result {
    case .success(let reply): return reply.usage.map { price.cost($0, of: settings) } ?? reserved
    case .failure(let failure):
      if let usage = failure.usage { return price.cost(usage, of: settings) }
      return failure.maybeBilled ? reserved : .zero
    }
  }
}
