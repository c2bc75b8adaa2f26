package import JobModel
import Synchronization

/// A draft that is to lie at its path.
package struct Draft: Sendable {
  package let path: DraftPath
  package let owner: FileOwner
  package let file: DraftFile
  /// Of all that it is made of, to be put on record with it; nil where that is not known.
  package let digest: Words256?
  /// Whether, a moment ago, nothing was on record of its path and nothing lay there, so that nobody need look again.
  package let isUnrecorded: Bool

  package init(
    path: DraftPath, owner: FileOwner, file: DraftFile, digest: Words256? = nil, isUnrecorded: Bool = false
  ) {
    self.path = path
    self.owner = owner
    self.file = file
    self.digest = digest
    self.isUnrecorded = isUnrecorded
  }
}

/// What became of a draft.
package enum PlacementResult: Hashable, Sendable {
  case placed
  /// It lay there already.
  case alreadyRight
  /// A person's file lies at its path and was left alone.
  case edited(newVersion: NewVersion)
  /// This draft cannot be placed, others can.
  case failed(PlacementError)

  package enum NewVersion: Hashable, Sendable {
    /// There is none that the person's file does not know.
    case none
    case lies(at: DraftPath)
    /// A person changed that file, too: the new version is in state only.
    case editedToo(DraftPath)
  }
}

/// Places drafts: intent, temporary files, sync, names, check, sync, record; in batches, on a thread of its own.
///
/// The order is the protection: after a crash at any point the facts and the disk together tell what is whose.
package actor Placer {
  /// Drafts that share their two syncs and two commits.
  package static let largestBatch = 256

  private typealias Waiting = (draft: Draft, continuation: CheckedContinuation<Turn, Never>)

  /// What a draft that waited is told.
  private enum Turn: Sendable {
    case done(Result<PlacementResult, any Error>)
    /// The batch before is finished: place the next one.
    case lead
  }

  private struct Line {
    var waiting: [Waiting] = []
    var isPlacing = false

    /// Those of the next batch, besides the one that leads it.
    mutating func batch() -> [Waiting] {
      let batch = Array(waiting.prefix(Placer.largestBatch - 1))
      waiting.removeFirst(batch.count)
      return batch
    }

    /// Who leads the next batch; nil where nobody waits.
    mutating func leader() -> Waiting? {
      isPlacing = !waiting.isEmpty
      return isPlacing ? waiting.removeFirst() : nil
    }
  }

  private let thread = DiskThread()
  private let output: OutputFolder
  private let book: any DraftBook
  private let unnamed: Int
  /// Who comes does not need the thread, which may be in the kernel: only a batch does.
  private let line = Mutex(Line())
  private var swept: Set<String> = []

  /// Temporary files of earlier runs that hold what galley never wrote, so that they were left: paths under `output/`.
  package private(set) var strangeLeftovers: [String] = []

  /// - Parameter unnamed: drafts of a batch that may wait for their names as open files.
  package init(output: OutputFolder, book: any DraftBook, unnamed: Int = Placer.largestBatch) {
    self.output = output
    self.book = book
    self.unnamed = unnamed
  }

  package nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

  /// What lies at each of some paths.
  package func look(
    at paths: [(path: DraftPath, recorded: DraftFact.Placed?)]
  ) throws(PlacementError) -> [FileState] {
    var folders = LastFolder()
    var states: [FileState] = []
    states.reserveCapacity(paths.count)
    for (path, recorded) in paths { states.append(try output.look(at: path, recorded: recorded, &folders)) }
    return states
  }

  /// Finds out whether a draft could be written to its folder, before its replies are paid for. Waits for the batch that is
  /// under way: to be asked once for each folder.
  package func probe(_ path: DraftPath) throws(PlacementError) { try output.probe(path) }

  /// Places a draft together with the others that wait at this moment, and returns when it is on the disk and on record.
  ///
  /// - Throws: a `PlacementError` that stops the run, or what the book threw.
  package nonisolated func place(_ draft: Draft) async throws -> PlacementResult {
    let turn = await withCheckedContinuation { continuation in
      let leads = line.withLock { line in
        defer { line.isPlacing = true }
        if line.isPlacing { line.waiting.append((draft, continuation)) }
        return !line.isPlacing
      }
      if leads { continuation.resume(returning: .lead) }
    }
    if case .done(let result) = turn { return try result.get() }
    let others = line.withLock { $0.batch() }
    let results: Result<[PlacementResult], any Error>
    do {
      results = .success(try await place([draft] + others.map(\.draft)))
    } catch {
      results = .failure(error)
    }
    for (place, other) in others.enumerated() {
      other.continuation.resume(returning: .done(results.map { $0[place + 1] }))
    }
    line.withLock { $0.leader() }?.continuation.resume(returning: .lead)
    return try results.get()[0]
  }

  private func place(_ drafts: [Draft]) async throws -> [PlacementResult] {
    try await recover(drafts.map(\.path))
    var results = try await round(drafts, areSuccessors: false)
    // What lies beside an edited file is still to be put there.
    let edited = results.indices.filter { if case .edited(newVersion: .lies) = results[$0] { true } else { false } }
    let successors = edited.map { drafts[$0].successor }
    if successors.isEmpty { return results }
    for (place, result) in zip(edited, try await round(successors, areSuccessors: true)) {
      let path = drafts[place].path.successor
      switch result {
      case .placed, .alreadyRight: results[place] = .edited(newVersion: .lies(at: path))
      case .edited: results[place] = .edited(newVersion: .editedToo(path))
      case .failed: results[place] = result
      }
    }
    return results
  }

  /// One pass over files of which each is placed or left. Where a person's file is found and there is a new version, the
  /// result says that it lies beside it, which is still to be done.
  private func round(_ drafts: [Draft], areSuccessors: Bool) async throws -> [PlacementResult] {
    let facts = try await facts(of: drafts)
    var results: [PlacementResult] = []
    var arrivals: [(place: Int, arrival: Arrival)] = []
    var finished: [FinishedPlacing] = []
    var restamped: [FinishedPlacing] = []
    // The right text, put there by somebody else: nothing on record says yet that it was to be there.
    var adopted: [IntendedPlacing] = []
    var folders = LastFolder()
    for (place, (draft, fact)) in zip(drafts, facts).enumerated() {
      if draft.isUnrecorded {
        // A moment ago nothing lay there, and whatever does now is not replaced: it only shows when the name is given.
        arrivals.append((place, Arrival(path: draft.path, file: draft.file, old: nil)))
        results.append(.placed)
        continue
      }
      let state: FileState
      do throws(PlacementError) {
        state = try output.look(at: draft.path, recorded: fact?.placed, &folders)
      } catch {
        if error.stopsRun { throw error }
        results.append(.failed(error))
        continue
      }
      let step = PlacementStep(wanted: draft.file.hash, state: state, fact: fact, isSuccessor: areSuccessors)
      switch step {
      case .alreadyRight:
        if let placed = fact?.placed?.restamped(by: state) { restamped.append(draft.finished(placed.stamp)) }
        results.append(.alreadyRight)
      case .personsFile(let newVersion):
        results.append(.edited(newVersion: newVersion ? .lies(at: draft.path.successor) : .none))
      case .markPlaced:
        if let stamp = state.stamp { finished.append(draft.finished(stamp)) }
        if fact?.intent?.new != draft.file.hash { adopted.append(draft.intended(old: draft.file.hash)) }
        results.append(.placed)
      case .create, .replace:
        arrivals.append((place, Arrival(path: draft.path, file: draft.file, old: step.old)))
        results.append(.placed)
      }
    }
    // What was named before a crash may not have reached the disk yet.
    try output.sync(foldersOf: finished.map(\.path))
    let intended = adopted + arrivals.map { drafts[$0.place].intended(old: $0.arrival.old) }
    if !intended.isEmpty { try await book.intend(intended) }
    if !arrivals.isEmpty {
      let swapped = try output.swap(output.stage(arrivals.map(\.arrival), unnamed: unnamed))
      for ((place, _), result) in zip(arrivals, swapped) {
        switch result {
        case .placed(let stamp): finished.append(drafts[place].finished(stamp))
        case .personsFile: results[place] = .edited(newVersion: .lies(at: drafts[place].path.successor))
        case .failed(let error): results[place] = .failed(error)
        }
      }
    }
    finished += restamped
    if !finished.isEmpty { try await book.record(finished) }
    return results
  }

  /// What is on record of the paths of some drafts, in their order.
  private func facts(of drafts: [Draft]) async throws -> [DraftFact?] {
    let places = drafts.indices.filter { !drafts[$0].isUnrecorded }
    var facts = [DraftFact?](repeating: nil, count: drafts.count)
    if places.isEmpty { return facts }
    for (place, fact) in zip(places, try await book.facts(of: places.map { drafts[$0].path })) { facts[place] = fact }
    return facts
  }

  /// Puts a draft at its path although a person's file lies there: theirs is renamed to `NAME.old.md` first.
  ///
  /// A crash in between leaves theirs under that name, and the next run places the draft.
  ///
  /// - Returns: where theirs lies now, and what became of the draft; `.edited` where what lies there is no file (a link, a
  ///   folder) and was left alone.
  package func restore(_ draft: Draft) async throws -> (kept: DraftPath?, result: PlacementResult) {
    try await recover([draft.path])
    let fact = try await book.facts(of: [draft.path])[0]
    let state = try output.look(at: draft.path, recorded: fact?.placed)
    guard case .personsFile = PlacementStep(wanted: draft.file.hash, state: state, fact: fact) else {
      return (nil, try await place(draft))
    }
    if state == .other { return (nil, .edited(newVersion: .none)) }
    let kept = try output.setAside(draft.path)
    return (kept, try await place(draft))
  }

  /// Removes what dead runs left in the folders of some drafts, once for each folder, and puts back what a person wrote.
  ///
  /// - Parameter paths: before anything is looked at, those whose intents are open: a run died while it placed them.
  package func recover(_ paths: [DraftPath]) async throws {
    for path in paths where swept.insert(String(path.folder)).inserted {
      do {
        for leftover in try output.leftovers(beside: path) {
          // Empty: the run died before it wrote a byte, and nobody's text is lost with it.
          let isOurs = if leftover.hash == .ofNothing { true } else { try await book.knows(leftover.hash) }
          if isOurs {
            try output.remove(leftover)
          } else if try await !putBack(leftover) {
            strangeLeftovers.append((path.folder.isEmpty ? "" : path.folder + "/") + leftover.name)
          }
        }
      } catch let error as PlacementError where !error.stopsRun {
        // The draft itself will say so.
      }
    }
  }

  /// A text that galley never wrote can have come under a temporary name by an exchange alone. If the run died before it
  /// looked, the intent is open still and its new text lies at the path.
  private func putBack(_ leftover: Leftover) async throws -> Bool {
    guard let path = leftover.beside.sibling(ofTemporary: leftover.name),
      let intent = try await book.facts(of: [path])[0]?.intent
    else { return false }
    return try output.putBack(leftover, at: path, over: intent.new)
  }
}

extension Draft {
  /// The same text for `NAME.new.md`.
  fileprivate var successor: Draft {
    let owner: FileOwner = if case .item(let id) = owner { .successor(id) } else { owner }
    return Draft(path: path.successor, owner: owner, file: file)
  }

  fileprivate func intended(old: ContentHash?) -> IntendedPlacing {
    IntendedPlacing(path: path, owner: owner, old: old, new: file.hash)
  }

  fileprivate func finished(_ stamp: FileStamp) -> FinishedPlacing {
    FinishedPlacing(path: path, owner: owner, hash: file.hash, stamp: stamp, digest: digest)
  }
}

extension PlacementStep {
  fileprivate var old: ContentHash? { if case .replace(let old) = self { old } else { nil } }
}
