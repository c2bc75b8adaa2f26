import Drafting
import JobModel
import Templates
import Values
import Workspace

/// Renders every item once, with stand-ins for the replies, and reports all that does not fit before anything is sent.
struct Survey {
  /// So many errors of a job's rows are told one by one.
  static let told = 20

  let now: Moment
  /// Of the first paths that are awkward.
  private(set) var warnings: [String] = []
  private var drafts: PathCensus
  private var rehearsed: PathCensus

  /// - Parameters:
  ///   - drafts: `output/`, and `rehearsed` where rehearsals go; nil where they are not there yet.
  init(now: Moment, drafts: OutputFolder?, rehearsed: OutputFolder?) {
    self.now = now
    self.drafts = PathCensus(disk: drafts)
    self.rehearsed = PathCensus(disk: rehearsed)
  }

  /// How many items the job has.
  mutating func check(_ loaded: LoadedJob, log: DiagnosticLog) -> Int {
    let job = loaded.job
    var tally = RowErrors(job: job, log: log)
    var keys: Set<Text> = []
    var count = 0
    for result in job.items(of: loaded.rows) {
      switch result {
      case .failure(let error):
        if loaded.namesAreRight || error.code != "template" { tally.add(error.diagnostic, key: nil) }
      case .success(let item):
        count += 1
        if item.id.sample == 1, !keys.insert(Text(item.id.key)).inserted {
          tally.add(job.diagnosticOfKey("two rows have the key '\(item.id.key)'; make 'key' tell them apart"), key: nil)
        }
        for error in check(item, of: loaded) where loaded.namesAreRight || error.code != "template" {
          tally.add(error.diagnostic, key: item.id.key)
        }
      }
    }
    do {
      if let path = try job.collectPath(asked: now) {
        try checkPath(path, owner: "the collected file of \(job.name)", of: loaded)
      }
    } catch {
      if loaded.namesAreRight || error.code != "template" { tally.add(error.diagnostic, key: nil) }
    }
    tally.finish()
    return count
  }

  /// All that is wrong with an item.
  private mutating func check(_ item: Item, of loaded: LoadedJob) -> [ItemError] {
    let job = loaded.job
    var errors: [ItemError] = []
    do {
      let sample = job.samples > 1 ? " (sample \(item.id.sample))" : ""
      try checkPath(try job.path(of: item, asked: now), owner: "\(job.name): \(item.id.key)\(sample)", of: loaded)
    } catch {
      errors.append(error)
    }
    let walk = job.walk(item, asked: now, api: loaded.provider.api, throughStandIns: true) { _, _ in nil }
    do throws(ItemError) {
      if let error = walk.error { throw error }
      try loaded.checkSize(of: walk)
      _ = try job.compose(walk)
    } catch {
      errors.append(error)
    }
    return errors
  }

  private mutating func checkPath(_ path: DraftPath, owner: String, of loaded: LoadedJob) throws(ItemError) {
    let job = loaded.job
    if warnings.count < Self.told, let warning = path.warning { warnings.append("\(job.name): \(warning)") }
    let fault =
      loaded.provider.api == .rehearsal ? rehearsed.add(path, owner: owner) : drafts.add(path, owner: owner)
    if let fault { throw ItemError(code: "path", diagnostic: job.diagnosticOfPath(fault)) }
  }
}

/// Errors of a job's rows: each place once, with the first row that it stops.
private struct RowErrors {
  let job: Job
  let log: DiagnosticLog
  private var seen: Set<Diagnostic> = []
  private var untold = 0

  init(job: Job, log: DiagnosticLog) {
    self.job = job
    self.log = log
  }

  mutating func add(_ diagnostic: Diagnostic, key: String?) {
    guard seen.insert(diagnostic).inserted else { return }
    guard seen.count <= Survey.told else {
      untold += 1
      return
    }
    let row = key.map { " (first in the row with the key '\($0)')" } ?? ""
    log.add(
      Diagnostic(
        file: diagnostic.file, line: diagnostic.line, column: diagnostic.column, message: diagnostic.message + row))
  }

  func finish() {
    if untold > 0 { log.add(Diagnostic(file: job.file, message: "\(untold) more errors in the rows of this job")) }
  }
}
