import JobModel
import Ledger
import Providers
import Values
import Workspace

/// How an item's conversation ended in this run.
indirect enum ConversationEnd: Sendable {
  /// Every reply is there; `asked`: the questions that were sent for it. The last of them has put the conversation up to it
  /// on record.
  case complete(Walk, asked: Set<Fingerprint>)
  case failed(ItemFailure)
  /// Out of attempts: the next run tries again.
  case gaveUp(ItemFailure)
  /// The run stopped before.
  case stopped
}

/// Brings conversations to their end: the only place where an attempt leads to another.
///
/// Thousands of items wait in it at once, and each keeps the frames of its functions: what is large is an object.
final class Conversing: Sendable {
  let run: RunID
  let inspector: Inspector
  let provider: Provider
  let ledger: Ledger
  let transport: Transport
  let control: RunControl
  let notes: LimitNotes
  let inFlight: QuestionsInFlight
  let health: ProviderHealth
  let server: ServerGate
  let tally: Tally
  let time: RunTime
  let observe: @Sendable (RunEvent) -> Void

  init(
    run: RunID, inspector: Inspector, provider: Provider, ledger: Ledger, transport: Transport, control: RunControl,
    notes: LimitNotes, inFlight: QuestionsInFlight, health: ProviderHealth, server: ServerGate, tally: Tally,
    time: RunTime, observe: @escaping @Sendable (RunEvent) -> Void
  ) {
    self.run = run
    self.inspector = inspector
    self.provider = provider
    self.ledger = ledger
    self.transport = transport
    self.control = control
    self.notes = notes
    self.inFlight = inFlight
    self.health = health
    self.server = server
    self.tally = tally
    self.time = time
    self.observe = observe
  }

  private var job: Job { inspector.job }
  private var lane: Lane { Lane(job: job.name, provider: provider.settings.name, model: job.model) }

  /// What the item asks of the admission for its next request.
  ///
  /// - Parameter walk: with an open question.
  func wish(_ inspected: InspectedItem, _ walk: Walk, _ replies: [Fingerprint: StoredReply]) -> Ask {
    var ask = Ask(lane: lane)
    if let open = walk.open.first { ask.size = RequestSize(open.question) }
    guard control.admission.isBound(job.name) else { return ask }
    // A budget without a price or a bound is refused before any request; should one get here, it gets nothing.
    ask.worstCase = inspector.worstCase(inspected.item, asked: inspected.asked, walk, replies)?.cost ?? .most
    ask.item = inspected.item.id.key
    return ask
  }

  /// Asks for each reply that is missing, in turn.
  ///
  /// - Parameter pass: with a permit for its first request: so items are asked in the order in which they were taken.
  /// - Throws: what stops the run: the state could not be written.
  func converse(_ inspected: InspectedItem, _ pass: Pass) async throws(LedgerError) -> ConversationEnd {
    var replies = inspected.replies
    var pass = pass
    var asked: Set<Fingerprint> = []
    defer { pass.giveUp() }
    var walk = inspected.walk
    while true {
      if let error = walk.error { return .failed(ItemFailure(error)) }
      guard let open = walk.open.first else { return .complete(walk, asked: asked) }
      let known = replies[open.fingerprint]
      // Who asks already has a permit; waiting needs none.
      if inFlight.isAsked(open.fingerprint) { pass.giveUp() }
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
        return try await ask(open, of: inspected, walk: walk, wish: wish(inspected, walk, replies), &pass)
      }
      switch answer {
      case .reply(let reply):
        replies[open.fingerprint] = reply
        asked.insert(open.fingerprint)
      case .found(let reply):
        replies[open.fingerprint] = reply
        // The permit was for this question.
        pass.leave(nil)
      case .end(let end): return end
      case nil: break
      }
      walk = try await inspector.walk(on: walk, inspected.item, replies: &replies)
    }
  }

  private indirect enum Answer {
    case reply(StoredReply)
    /// Another item had asked for it.
    case found(StoredReply)
    case end(ConversationEnd)
  }

  /// Asks one question until it is answered or nothing more is to be tried.
  private func ask(
    _ open: Walk.Open, of inspected: InspectedItem, walk: Walk, wish: Ask, _ pass: inout Pass
  ) async throws(LedgerError) -> Answer {
    var attempt = 0
    while true {
      guard await server.ready() else { return .end(.stopped) }
      do {
        if pass.permit == nil { try await pass.enter(wish) }
      } catch {
        control.obey(error)
        return .end(.stopped)
      }
      guard let began = pass.permit?.began else { return .end(.stopped) }
      attempt += 1
      let sent: Sent
      do {
        sent = try await send(open, attempt: attempt, of: inspected, walk: walk, &pass)
      } catch {
        pass.leave(nil)
        throw error
      }
      let (failure, settlement): (Failure, Settlement)
      switch sent {
      case .answered(let reply):
        await notes.noteIfDue()
        return .reply(reply)
      case .failed(let why, let what): (failure, settlement) = (why, what)
      }
      let next = next(after: failure, attempt: attempt, began: began)
      // Only now: whoever comes in next must see that the run or the job has been stopped.
      pass.leave(settlement)
      await notes.noteIfDue()
      if failure.code == "cancelled" { return .end(.stopped) }
      let end = ItemFailure(code: failure.code, message: failure.message, attempts: attempt)
      switch next {
      case .again(let wait):
        guard await mayAsk(inspected.item.id, after: wait, failure) else { return .end(.stopped) }
      case .giveUp: return .end(failure.scope == .transient ? .gaveUp(end) : .failed(end))
      case .stopJob: return .end(.failed(end))
      case .stopRun, nil: return .end(.stopped)
      }
    }
  }

  /// Waits before a question is asked again; false when the run stops meanwhile, or nothing starts so late.
  private func mayAsk(_ item: ItemID, after wait: Duration, _ failure: Failure) async -> Bool {
    let isPause = job.retry.pause(after: failure) == wait
    let cause = isPause ? Lateness.Cause.pause(provider: provider.settings.name, wait) : .wait(wait)
    if let late = control.admission.lateness(of: lane, after: wait, cause) {
      control.leave("\(item.job): \(item.key)", for: late, failure: failure.message)
      return false
    }
    observe(.attemptFailed(job: item.job, key: item.key, message: failure.message, again: wait))
    // While the provider is left alone, admission lets nobody in: the wait is there.
    return isPause ? true : await control.pause(wait, clock: time.clock)
  }

  /// What follows a failure; stops the job or the run where the provider leaves no choice. Nil where it was stopped.
  ///
  /// - Parameter began: when the request was sent.
  private func next(after failure: Failure, attempt: Int, began: Instant) -> NextStep? {
    guard failure.code != "cancelled" else { return nil }
    if let wait = job.retry.pause(after: failure),
      control.admission.rest(provider.settings.name, for: wait, began: began), wait > job.retry.cap
    {
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

  /// An attempt that has ended.
  private indirect enum Sent {
    /// Its place has been given on.
    case answered(StoredReply)
    case failed(Failure, Settlement)
  }

  /// One attempt: on record before it is sent, and its outcome on record before anything else happens to it.
  private func send(
    _ open: Walk.Open, attempt: Int, of inspected: InspectedItem, walk: Walk, _ pass: inout Pass
  ) async throws(LedgerError) -> Sent {
    let reservation = try await ledger.reserve(
      start(open, of: inspected, walk),
      recording: ItemFact(askedAt: inspected.asked, conversation: walk.fingerprints + [open.fingerprint]))
    tally.sent(again: attempt > 1)
    let began = Instant.now
    let outcome = await transport.send(
      open.question, to: provider, expecting: open.request.form, timeout: job.limits.timeout)
    let cost = cost(of: outcome, settings: open.question.settings, reserved: reservation.start.reserved)
    let arrived = time.wall()
    // First: it was paid for, whether or not the state can take it.
    tally.settled(outcome, cost: cost)
    let settlement = Settlement(outcome, of: reservation, cost: cost)
    try await ledger.settle(reservation, outcome, cost: cost, at: arrived) {
      // Whoever gets the place has to be on record before it asks, and comes to the disk behind this reply: so no more
      // replies than there are places are ever on no disk.
      if case .success = outcome.result { pass.leave(settlement) }
    }
    stopIfOut(after: outcome.result, began: began)
    switch outcome.result {
    case .failure(let failure): return .failed(failure, settlement)
    case .success(let reply):
      return .answered(
        StoredReply(
          reply: reply, cost: cost, provider: provider.settings.name, api: provider.settings.api,
          model: open.question.model, attempt: reservation.id, arrivedAt: arrived))
    }
  }

  private func start(_ open: Walk.Open, of inspected: InspectedItem, _ walk: Walk) -> AttemptStart {
    AttemptStart(
      fingerprint: open.fingerprint, run: run, item: inspected.item.id, reply: open.request.name,
      turn: walk.given.count, provider: provider.settings.name, api: provider.settings.api, model: open.question.model,
      startedAt: time.wall(), reserved: inspector.loaded.price?.worstCase(of: open.question))
  }

  /// Stops the run when its provider is out of service.
  private func stopIfOut(after result: Result<Reply, Failure>, began: Instant) {
    guard health.isOut(after: result, began: began, now: .now), case .failure(let failure) = result else { return }
    control.stop(
      RunControl.Stop(
        reason: .provider,
        message:
          "\(provider.settings.name) (\(provider.settings.baseURL)) is out of service: \(ProviderHealth.limit) failures in a row, the last one: \(failure.message)"
      ))
  }

  /// By the usage reported; the worst case where that is unknown; nothing where it cannot have been billed.
  private func cost(of outcome: Outcome, settings: Settings, reserved: Money?) -> Money? {
    guard let price = inspector.loaded.price else { return nil }
    switch outcome.result {
    case .success(let reply): return reply.usage.map { price.cost($0, of: settings) } ?? reserved
    case .failure(let failure):
      if let usage = failure.usage { return price.cost(usage, of: settings) }
      return failure.maybeBilled ? reserved : .zero
    }
  }
}

extension Settlement {
  /// - Parameter cost: nil where the price is unknown.
  fileprivate init(_ outcome: Outcome, of reservation: Reservation, cost: Money?) {
    report = outcome.limits
    let start = reservation.start
    // What cost nothing is asked for again: its money stays with the item.
    if let cost, let reserved = start.reserved, cost > .zero {
      charge = Charge(cost: cost, releasing: reserved, startedAt: start.startedAt)
    }
    switch outcome.result {
    case .success(let reply): usage = reply.usage
    case .failure(let failure):
      (usage, maybeBilled) = (failure.usage, failure.maybeBilled)
      isTrouble = failure.scope == .transient && failure.code != "cancelled"
      answer = failure.code == "rate_limited" ? .limited(retryAfter: failure.retryAfter) : .other
    }
  }
}
