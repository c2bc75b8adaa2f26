import JobModel
import Ledger
import Values
import Workspace

/// Finds drafts by what people call them: a key, or a path with or without `output/` in front.
struct DraftSearch: Sendable {
  let preparation: Preparation
  let now: Moment
  private let name: String
  private let paths: [String]

  init(_ name: String, in preparation: Preparation, now: Moment) {
    self.preparation = preparation
    self.now = now
    self.name = name
    var paths = [name]
    for prefix in ["./", preparation.folder.path + "/"] where name.hasPrefix(prefix) {
      paths.append(String(name.dropFirst(prefix.count)))
    }
    self.paths = paths
  }

  /// An item that was found, where it was looked for.
  struct Found: Sendable {
    let view: StageView
    let loaded: LoadedJob
    let inspected: InspectedItem
  }

  /// The items that have this key or this draft.
  func items() async throws -> [Found] {
    var found: [Found] = []
    for (stage, jobs) in Stage.split(preparation) {
      let view = try await StageView(stage)
      for index in jobs {
        let loaded = preparation.jobs[index]
        let inspector = try await view.inspector(for: loaded, now: now, update: false, retryFailed: false)
        for case .success(let item) in loaded.job.items(of: loaded.rows) {
          let isKey = item.id.key.hasSameScalars(as: name)
          // Cheap first: most items are others.
          if !isKey, let path = try? loaded.job.path(of: item, asked: inspector.asked(item)), !means(path, in: stage) {
            continue
          }
          let inspected = try await inspector.inspect(item)
          if isKey || means(inspected.path, in: stage) {
            found.append(Found(view: view, loaded: loaded, inspected: inspected))
          }
        }
      }
    }
    return found
  }

  /// The jobs whose collected file has this path.
  func collections() throws -> [(stage: Stage, loaded: LoadedJob)] {
    try Stage.split(preparation).flatMap { stage, jobs in
      try jobs.map { preparation.jobs[$0] }.filter { loaded in
        try loaded.job.collectPath(asked: now).map { means($0, in: stage) } ?? false
      }.map { (stage, $0) }
    }
  }

  private func means(_ path: DraftPath, in stage: Stage) -> Bool {
    paths.contains { $0.hasSameScalars(as: path.text) || $0.hasSameScalars(as: "\(stage.root)/\(path.text)") }
  }
}

extension Inspector {
  /// The moment at which an item was first asked, or would be now.
  fileprivate func asked(_ item: Item) -> Moment {
    facts.items[ItemKey(key: item.id.key, sample: item.id.sample)]?.askedAt ?? clock()
  }
}
