import Drafting
import JobModel
import Ledger
import Providers
import Values
import Workspace

/// A run over the items of one job.
final class JobRun: Sendable {
  let index: Int
  let inspector: Inspector
  /// Requests of this job that may be in flight.
  let places: Int
  let only: NamePattern?
  let order: ItemOrder
  /// `--overwrite-edited`
  let overwriteEdited: Bool
  let conversing: Conversing
  let forecast: RunForecast
  let placer: Placer
  let limit: SharedLimit
  let tally: Tally
  let control: RunControl
  let observe: @Sendable (RunEvent) -> Void

  /// Drafts of the job that wait for the disk or are on their way there.
  private let placing = ItemCount()

  init(
    index: Int, inspector: Inspector, places: Int, only: NamePattern?, order: ItemOrder, overwriteEdited: Bool,
    conversing: Conversing, forecast: RunForecast, placer: Placer, limit: SharedLimit, tally: Tally,
    control: RunControl, observe: @escaping @Sendable (RunEvent) -> Void
  ) {
    self.index = index
    self.inspector = inspector
    self.places = places
    self.only = only
    self.order = order
    self.overwriteEdited = overwriteEdited
    self.conversing = conversing
    self.forecast = forecast
    self.placer = placer
    self.limit = limit
    self.tally = tally
    self.control = control
    self.observe = observe
  }

  private var job: Job { inspector.job }

  private struct ItemEnd: Sendable {
    var failure: StageFailure?
    var collected: (place: Int, entry: CollectedItem)?
  }

  /// Fan-out: the next item when one ends.
  func perform() async -> Result<Void, StageFailure> {
    var failure: StageFailure?
    var collected = Collection(job: job)
    var restamped: [PlacedDraft] = []
    await withTaskGroup(of: ItemEnd.self) { group in
      let fanOut = FanOut(places: places)
      var alive = 0
      // Remembered here: to ask the placer is to wait for the batch that it places.
      var probed: Set<String> = []
      func take(_ end: ItemEnd) {
        alive -= 1
        if let entry = end.collected { collected.add(entry.entry, at: entry.place) }
        if let error = end.failure { failure = failure ?? error }
      }
      for result in job.items(of: inspector.loaded.rows, order: order) {
        guard case .success(let item) = result, failure == nil, control.stopped?.reason != .signal else { break }
        let inspected: InspectedItem
        do {
          inspected = try await inspector.glance(item)
          try await forecast.learn(from: inspected)
        } catch {
          failure = stop(error)
          break
        }
        if let entry = inspected.collected(by: job) { collected.add(entry, at: item.place) }
        guard chosen(inspected) else {
          tally.leaveOut(job: index)
          continue
        }
        guard let ending = decide(inspected) else {
          while fanOut.isFull(alive: alive, placing: placing.count), let end = await group.next() { take(end) }
          var pass: Pass?
          if inspected.isAskedFor {
            do throws(StageFailure) {
              pass = try await admit(inspected, &probed)
            } catch {
              failure = error
              break
            }
            if pass == nil { continue }
          }
          alive += 1
          group.addTask { [pass] in await self.work(on: inspected, pass) }
          continue
        }
        tally.end(ending, job: index)
        if let placed = inspected.refreshed(shape: inspector.loaded.shape) {
          restamped.append(PlacedDraft(path: inspected.path.text, placed: placed))
        }
      }
      for await end in group { take(end) }
    }
    if let failure { return .failure(failure) }
    do {
      // So that the next look need not read these files, or make them anew to compare them.
      if !restamped.isEmpty { try await conversing.ledger.placed(restamped) }
    } catch {
      return .failure(StageFailure(error))
    }
    return await collect(collected)
  }

  /// Waits for a place for an item's first request, once its folder has been found fit for its draft.
  ///
  /// - Parameter probed: folders that have been found fit.
  /// - Returns: nil where the item has ended without a request.
  /// - Throws: what ends the run.
  private func admit(_ inspected: InspectedItem, _ probed: inout Set<String>) async throws(StageFailure) -> Pass? {
    let folder = String(inspected.path.folder)
    if !probed.contains(folder) {
      do throws(PlacementError) {
        try await placer.probe(inspected.path)
      } catch {
        if error.stopsRun { throw stop(error) }
        fail(inspected, ItemFailure(code: "placement", message: error.message, attempts: 0), asked: false)
        return nil
      }
      probed.insert(folder)
    }
    do {
      return try await Pass(control.admission, conversing.wish(inspected, inspected.walk, inspected.replies))
    } catch {
      control.obey(error)
      limit.giveBack()
      tally.end(inspected.unasked, job: index)
      return nil
    }
  }

  /// What an item ends as that needs no work; nil where there is some.
  private func decide(_ inspected: InspectedItem) -> Tally.Ending? {
    switch inspected.standing.action {
    case .keep: return inspected.isUnrecorded ? nil : inspected.held ? .review : .kept
    case .stale, .orphan: return .stale
    case .failed: return .failed
    case .edited: return inspected.wanted == nil && !overwrites(inspected) ? .edited : nil
    case .rewrite: return nil
    case .create, .resume:
      if !inspected.isAskedFor { return nil }
      guard control.mayAsk(job.name), limit.take() else {
        return inspected.unasked
      }
      return nil
    }
  }

  /// `--only`
  private func chosen(_ inspected: InspectedItem) -> Bool {
    guard let only else { return true }
    return only.matches(inspected.item.id.key) || only.matches(inspected.path.text)
  }

  /// Whether a person's file at the path gives way to galley's.
  private func overwrites(_ inspected: InspectedItem) -> Bool {
    overwriteEdited && inspected.standing.state == .edited && !inspected.isOthers
  }

  /// What an item has come to, before it is placed.
  private struct Made {
    let draft: Draft
    /// Held for a person.
    let held: Bool
    /// What the draft is made of, where no request of the item's own has put that on record.
    let unrecorded: [Fingerprint]?
    var collected: (place: Int, entry: CollectedItem)?
  }

  /// - Parameter pass: with a permit for its first request; nil where it needs none.
  private func work(on inspected: InspectedItem, _ pass: Pass?) async -> ItemEnd {
    do {
      guard let made = try await make(inspected, pass) else { return ItemEnd() }
      if let unrecorded = made.unrecorded { try await record(inspected, conversation: unrecorded) }
      try await place(made.draft, of: inspected, asked: pass != nil, held: made.held)
      return ItemEnd(collected: made.collected)
    } catch {
      return ItemEnd(failure: stop(error))
    }
  }

  /// Brings the item's conversation to its end where it has a pass.
  ///
  /// - Returns: nil where there is nothing to place: the item has ended then.
  private func make(_ inspected: InspectedItem, _ pass: Pass?) async throws -> Made? {
    guard let pass else { return remake(inspected) }
    switch try await conversing.converse(inspected, pass) {
    case .stopped: tally.end(inspected.unasked, job: index)
    case .failed(let failure): fail(inspected, failure)
    case .gaveUp(let failure): tally.gaveUp(failure, key: inspected.item.id.key, job: index)
    case .complete(let walk, let asked): return compose(inspected, walk, asked)
    }
    return nil
  }

  /// What a conversation has come to that was asked for.
  private func compose(_ inspected: InspectedItem, _ walk: Walk, _ asked: Set<Fingerprint>) -> Made? {
    forecast.add(inspected, ended: walk, asked: asked)
    let file: DraftFile
    do {
      file = try DraftFile(job.compose(walk))
    } catch {
      fail(inspected, ItemFailure(composing: error))
      return nil
    }
    if let cut = walk.cutOff(.fail) {
      fail(inspected, cut)
      return nil
    }
    let isOnRecord = walk.fingerprints.last.map(asked.contains) == true
    var made = Made(
      draft: draft(of: inspected, walk, file), held: walk.cutOff(.review) != nil,
      unrecorded: isOnRecord ? nil : walk.fingerprints)
    if job.collect != nil {
      let entry = CollectedItem(item: inspected.item, path: inspected.path, walk: walk, job: job)
      made.collected = (inspected.item.place, entry)
    }
    return made
  }

  /// A stale draft is made again of the conversation that is on record, and takes that along to another key.
  private func remake(_ inspected: InspectedItem) -> Made? {
    guard let file = inspected.wanted ?? (overwrites(inspected) ? try? inspected.made(by: job) : nil) else {
      if inspected.standing.action == .edited { tally.end(.edited, job: index) }
      return nil
    }
    return Made(
      draft: draft(of: inspected, inspected.walk, file), held: inspected.held, unrecorded: inspected.conversation)
  }

  private func draft(of inspected: InspectedItem, _ walk: Walk, _ file: DraftFile) -> Draft {
    Draft(
      path: inspected.path, owner: .item(inspected.item.id), file: file,
      digest: inspected.digest(walk, shape: inspector.loaded.shape),
      isUnrecorded: inspected.fact == nil && inspected.state == .missing)
  }

  /// Ends the run, before anything else is asked or placed.
  private func stop(_ error: any Error) -> StageFailure {
    let failure = StageFailure(error)
    control.stop(RunControl.Stop(reason: .disk, message: failure.description))
    return failure
  }

  /// Puts on record what an item is made of where no request of its own has: its replies came from another item, or
  /// its draft from another key. Without, its `now` would be another one tomorrow.
  private func record(_ inspected: InspectedItem, conversation: [Fingerprint]) async throws(LedgerError) {
    let id = inspected.item.id
    let fact = ItemFact(askedAt: inspected.asked, conversation: conversation)
    let isKnown = !inspected.isAskedFor && inspector.facts.items[ItemKey(key: id.key, sample: id.sample)] == fact
    if isKnown { return }
    try await conversing.ledger.record([(id, fact)])
  }

  private func place(_ draft: Draft, of inspected: InspectedItem, asked: Bool, held: Bool) async throws {
    placing.add(1)
    defer { placing.add(-1) }
    let overwrites = overwrites(inspected)
    switch try await place(draft, overwriting: overwrites) {
    case .placed, .alreadyRight:
      let isFirst = inspected.fact?.placed == nil && !overwrites
      let ending: Tally.Ending =
        held ? .review : inspected.standing.action == .keep ? .kept : isFirst ? .created : .rewritten
      tally.end(ending, job: index, asked: asked)
    case .edited(let newVersion):
      if case .editedToo(let path) = newVersion {
        observe(
          .note("output/\(path.text) was changed by somebody too: the newer version is kept in the state only"))
      }
      if case .lies(let path) = newVersion {
        observe(
          .note(
            "output/\(inspected.path.text) was changed by somebody and left alone; the new version is output/\(path.text)"
          ))
      }
      tally.end(.edited, job: index, asked: asked)
    case .failed(let error):
      fail(inspected, ItemFailure(code: "placement", message: error.message, attempts: 0), asked: asked)
    }
  }

  /// - Parameter overwriting: a person's file is set aside for it.
  private func place(_ draft: Draft, overwriting: Bool) async throws -> PlacementResult {
    guard overwriting else { return try await placer.place(draft) }
    let (kept, result) = try await placer.restore(draft)
    if let kept {
      observe(
        .note("output/\(draft.path.text) was changed by somebody; what they wrote is output/\(kept.text) now"))
    }
    return result
  }

  private func fail(_ inspected: InspectedItem, _ failure: ItemFailure, asked: Bool = true) {
    tally.end(.failed, job: index, asked: asked)
    observe(.itemFailed(job: job.name, key: inspected.item.id.key, message: failure.message))
  }

  private func failCollection(_ message: String) {
    tally.failCollection()
    observe(.itemFailed(job: job.name, key: "collect", message: message))
  }

  /// Writes the file that is made of all items.
  private func collect(_ collected: Collection) async -> Result<Void, StageFailure> {
    guard job.collect != nil, control.stopped?.reason != .signal else { return .success(()) }
    let now = inspector.clock()
    do {
      guard let path = try job.collectPath(asked: now), let file = try collected.file(asked: now) else {
        return .success(())
      }
      let draft = Draft(path: path, owner: .collection(job: job.name), file: file)
      switch try await place(draft, overwriting: overwriteEdited) {
      case .placed, .alreadyRight: break
      case .edited(newVersion: .lies(let beside)):
        observe(
          .note("output/\(path.text) was changed by somebody and left alone; the new version is output/\(beside.text)"))
      case .edited: break
      case .failed(let error): failCollection(error.message)
      }
      return .success(())
    } catch let error as ItemError {
      failCollection(ItemFailure(error).message)
      return .success(())
    } catch {
      return .failure(StageFailure(error))
    }
  }
}
