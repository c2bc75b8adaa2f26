import Drafting
import JobModel
import Ledger
import Values
import Workspace

/// A stage to be looked at: without the lock, while a run may go on, or by a command that holds it.
struct StageView: Sendable {
  let stage: Stage
  /// nil where there is no state yet.
  let reader: LedgerReader?
  /// nil where there is no output yet.
  let disk: OutputFolder?
  private let runsThatStopped: Set<RunID>
  private let jobNames: Set<String>

  init(_ stage: Stage) async throws {
    try await self.init(
      stage, reader: try LedgerReader.open(stage.state), disk: try OutputFolder(existing: stage.output))
  }

  init(_ stage: Stage, reader: LedgerReader?, disk: OutputFolder?) async throws {
    self.stage = stage
    self.reader = reader
    self.disk = disk
    jobNames = stage.folder.jobNames
    runsThatStopped = try await reader?.runsThatStopped() ?? []
  }

  func inspector(for loaded: LoadedJob, now: Moment, update: Bool, retryFailed: Bool) async throws -> Inspector {
    try await inspector(for: loaded, clock: { now }, update: update, retryFailed: retryFailed)
  }

  /// - Parameter clock: for items that were never asked: in a run time goes on.
  func inspector(
    for loaded: LoadedJob, clock: @escaping @Sendable () -> Moment, update: Bool, retryFailed: Bool
  ) async throws -> Inspector {
    Inspector(
      loaded: loaded, reader: reader, facts: try await reader?.facts(job: loaded.job.name) ?? JobFacts(), disk: disk,
      clock: clock, update: update, retryFailed: retryFailed, runsThatStopped: runsThatStopped,
      otherJobs: jobNames)
  }
}

/// A draft whose row is gone.
struct Orphan: Sendable {
  let key: String
  let sample: Int
  let path: String
}

extension Inspector {
  /// Drafts of this job that lie on the disk and that no item of it makes, by path.
  ///
  /// - Parameter paths: of all items.
  func orphans(besides paths: Set<Text>) -> [Orphan] {
    facts.drafts.compactMap { path, fact -> Orphan? in
      guard case .item(let id) = fact.owner, fact.placed != nil, !paths.contains(path),
        let draft = DraftPath(recorded: path.string), let state = try? disk?.look(at: draft), state != .missing
      else { return nil }
      return Orphan(key: id.key, sample: id.sample, path: path.string)
    }.sorted { Text($0.path) < Text($1.path) }
  }
}

extension LoadedJob {
  /// Requests of this job that may be in flight: what it says, or its provider; else galley finds it out.
  var concurrency: Concurrency {
    let declared = provider.limits.concurrency?.fixed
    switch job.limits.rate.concurrency ?? provider.limits.concurrency {
    case .fixed(let own): return .fixed(min(own, declared ?? own))
    case .auto, nil:
      if provider.api == .rehearsal { return .fixed(declared ?? Run.rehearsalConcurrency) }
      return declared.map { .fixed($0) } ?? .auto
    }
  }

  /// The most that `concurrency` can be.
  var places: Int {
    concurrency.fixed
      ?? (job.limits.rate.isPaced || provider.limits.isPaced ? AutoWindow.mostPaced : AutoWindow.most)
  }
}

extension Concurrency {
  /// nil where the number is to be found out.
  var fixed: Int? { if case .fixed(let count) = self { count } else { nil } }
}
