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
  /// The jobs that were looked at, each with the number of its first item; the collected file has the one behind its last.
  private var jobs: [(loaded: LoadedJob, first: Int)] = []

  /// - Parameters:
  ///   - drafts: `output/`, and `rehearsed` where rehearsals go; nil where they are not there yet.
  init(now: Moment, drafts: OutputFolder?, rehearsed: OutputFolder?) {
    self.now = now
    self.drafts = PathCensus(disk: drafts)
    self.rehearsed = PathCensus(disk: rehearsed)
  }

  /// How many items the job has.
  mutating func check(_ loaded: LoadedJob, log: DiagnosticLog) async -> Int {
    let job = loaded.job
    let places = job.places(of: loaded.rows)
    let first = jobs.last.map { $0.first &+ $0.loaded.job.places(of: $0.loaded.rows) &+ 1 } ?? 0
    jobs.append((loaded, first))
    if loaded.provider.api == .rehearsal { rehearsed.reserve(places) } else { drafts.reserve(places) }
    var tally = RowErrors(job: job, log: log)
    var keys: Set<KeyIdentity> = []
    keys.reserveCapacity(min(loaded.rows.combinations, 1 << 24))
    var count = 0
    await SurveyedItem.forEach(of: loaded, now: now) { item in
      if item.isItem { count += 1 }
      if let key = item.rowKey, !keys.insert(key).inserted {
        tally.add(job.diagnosticOfKey("two rows have the key '\(item.key)'; make 'key' tell them apart"), key: nil)
      }
      if let (path, identity) = item.path {
        checkPath(path, identity, of: loaded, number: first &+ item.place, key: item.key, &tally)
      }
      for error in item.errors where loaded.namesAreRight || error.code != "template" {
        tally.add(error.diagnostic, key: item.isItem ? item.key : nil)
      }
    }
    do {
      if let path = try job.collectPath(asked: now) {
        checkPath(path, path.identity, of: loaded, number: first &+ places, key: nil, &tally)
      }
    } catch {
      if loaded.namesAreRight || error.code != "template" { tally.add(error.diagnostic, key: nil) }
    }
    tally.finish()
    return count
  }

  /// - Parameter key: of the item; nil for a collected file.
  private mutating func checkPath(
    _ path: DraftPath, _ identity: DraftPath.Identity, of loaded: LoadedJob, number: Int, key: String?,
    _ tally: inout RowErrors
  ) {
    let job = loaded.job
    if warnings.count < Self.told, let warning = path.warning { warnings.append("\(job.name): \(warning)") }
    let fault =
      loaded.provider.api == .rehearsal
      ? rehearsed.add(path, identity, of: number) : drafts.add(path, identity, of: number)
    guard let fault else { return }
    // Each has words of its own: none is told twice.
    if tally.isFull { return tally.addUntold() }
    tally.add(job.diagnosticOfPath(message(fault, at: path, of: number)), key: key)
  }

  private func message(_ fault: PathCensus.Fault, at path: DraftPath, of number: Int) -> String {
    let advice = "make 'path' tell them apart"
    let owner = draft(number).owner
    switch fault {
    case .taken(let other):
      return "two items have the path 'output/\(path.text)': \(draft(other).owner) and \(owner); \(advice)"
    case .isFolder(let other):
      return "'output/\(path.text)' of \(owner) is the folder of 'output/\(draft(other).path)'; \(advice)"
    case .liesUnder(let folder, let other):
      return "'output/\(folder.text)' of \(draft(other).owner) is the folder of 'output/\(path.text)'; \(advice)"
    case .blocked(let reason): return reason
    }
  }

  /// How a message calls an item and its path: made again, since no census keeps them.
  private func draft(_ number: Int) -> (owner: String, path: String) {
    guard let (loaded, first) = jobs.last(where: { $0.first <= number }) else { return ("", "") }
    let job = loaded.job
    var items = job.items(of: loaded.rows)
    guard number &- first < job.places(of: loaded.rows), case .success(let item)? = items.item(at: number &- first)
    else {
      return ("the collected file of \(job.name)", (try? job.collectPath(asked: now))?.text ?? "")
    }
    let sample = job.samples > 1 ? " (sample \(item.id.sample))" : ""
    return ("\(job.name): \(item.id.key)\(sample)", (try? job.path(of: item, asked: now))?.text ?? "")
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

  /// Whether the next error would only be counted.
  var isFull: Bool { seen.count >= Survey.told }

  mutating func addUntold() { untold += 1 }

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
