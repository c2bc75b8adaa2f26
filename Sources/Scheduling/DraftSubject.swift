import Drafting
import JobModel
import Ledger
import Values
import Workspace

/// One draft that a command is about: an item's, or the collected file of a job.
struct DraftSubject: Sendable {
  let view: StageView
  let owner: FileOwner
  let path: DraftPath
  let fact: DraftFact?
  let state: FileState
  /// Another job, which is still there, has placed what lies there.
  let isOthers: Bool
  let itemState: ItemState
  /// What galley makes of what it knows, in the form that the job has today; nil where it cannot.
  let made: DraftFile?
  /// Why it cannot.
  let fault: String?
  /// nil for a collected file.
  let item: InspectedItem?

  /// For people, with `output/` in front.
  var shown: String { shown(path) }

  func shown(_ path: DraftPath) -> String { "\(view.stage.root)/\(path.text)" }

  /// That a command must not change it, since it is another job's; nil where it is not.
  var refusalOfOthers: RunFailure? {
    guard isOthers, let job = fact?.owner.job else { return nil }
    return .usage("\(shown) is a draft of the job '\(job)'; make 'path' tell the two jobs apart")
  }

  /// Whether what lies there is as galley wrote it, accepted or not.
  var isAsPlaced: Bool { state.hash != nil && (state.hash == fact?.ours || (fact == nil && state.hash == made?.hash)) }
}

extension DraftSubject {
  /// The one draft that a name means.
  ///
  /// - Throws: `RunFailure` (64) where there is none, or more than one.
  static func find(_ name: String, in preparation: Preparation, now: Moment) async throws -> DraftSubject {
    let search = DraftSearch(name, in: preparation, now: now)
    var found: [DraftSubject] = []
    for hit in try await search.items() { found.append(DraftSubject(hit.inspected, of: hit.loaded, view: hit.view)) }
    for (stage, loaded) in try search.collections() {
      let view = try await StageView(stage)
      if let subject = try await DraftSubject(collectionOf: loaded, view: view, now: now) { found.append(subject) }
    }
    guard let first = found.first else { throw RunFailure.noItem(name, among: preparation) }
    if found.count > 1 {
      throw RunFailure.usage(
        "'\(name)' means \(found.count) drafts: \(found.map(\.shown).joined(separator: ", ")); name one by its path")
    }
    return first
  }

  /// The same draft, looked at anew through another view: by whoever has the lock now.
  func again(in view: StageView, preparation: Preparation, now: Moment) async throws -> DraftSubject {
    guard let loaded = preparation.jobs.first(where: { $0.job.name == owner.job }) else { return self }
    guard let item = item?.item else {
      return try await DraftSubject(collectionOf: loaded, view: view, now: now) ?? self
    }
    let inspector = try await view.inspector(for: loaded, now: now, update: false, retryFailed: false)
    return DraftSubject(try await inspector.inspect(item), of: loaded, view: view)
  }

  private init(_ inspected: InspectedItem, of loaded: LoadedJob, view: StageView) {
    var made: DraftFile?
    var fault: String?
    do {
      made = try inspected.made(by: loaded.job)
    } catch {
      fault = ItemFailure(composing: error).message
    }
    if let error = inspected.walk.error { fault = ItemFailure(error).message }
    self.init(
      view: view, owner: .item(inspected.item.id), path: inspected.path, fact: inspected.fact, state: inspected.state,
      isOthers: inspected.isOthers, itemState: inspected.standing.state, made: made, fault: fault, item: inspected)
  }

  /// nil where the job collects nothing.
  private init?(collectionOf loaded: LoadedJob, view: StageView, now: Moment) async throws {
    let job = loaded.job
    guard let path = try job.collectPath(asked: now) else { return nil }
    let inspector = try await view.inspector(for: loaded, now: now, update: false, retryFailed: false)
    var collected = Collection(job: job)
    for case .success(let item) in job.items(of: loaded.rows) {
      if let entry = try await inspector.inspect(item).collected(by: job) { collected.add(entry, at: item.place) }
    }
    var made: DraftFile?
    var fault: String?
    do {
      made = try collected.file(asked: now)
    } catch {
      fault = ItemFailure(error).message
    }
    let fact = try await view.reader?.draft(path: path.text)
    let state = try view.disk?.look(at: path, recorded: fact?.placed) ?? .missing
    let itemState: ItemState =
      switch JobModel.Presence(state, fact: fact) {
      case .absent, .gone: .pending
      case .foreign, .edited: .edited
      case .ours: .done
      }
    self.init(
      view: view, owner: .collection(job: job.name), path: path, fact: fact, state: state, isOthers: false,
      itemState: itemState, made: made, fault: fault, item: nil)
  }
}
