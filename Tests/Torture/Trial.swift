import CommandSupport
import Foundation

/// One point of the sweep: a run in which the fault happens, and then two that nothing disturbs.
struct Trial {
  let fault: Fault
  let library: String
  /// The workspace as it is before; copied.
  let before: Workspace
  /// What has to be there in the end.
  let expected: Outcome
  let standIn: StandIn
  let questions: Questions
  /// Where the copies are made.
  let folder: URL

  struct Report: Sendable {
    let fault: Fault
    let record: FaultRecord
    /// How the run with the fault ended.
    let ended: Ended
    /// Questions that were asked again, whose replies may have been lost.
    let askedAgain: Int
    let violations: [String]
    /// Kept, to look into, where anything was violated.
    let workspace: Workspace

    /// "0", "73" or "SIGKILL", as tallies have it.
    var end: String {
      ended.exit.map(String.init) ?? (ended.signal == SIGKILL ? "killed" : "signal \(ended.signal ?? 0)")
    }
  }

  func run() async throws -> Report {
    let name = "\(fault.kind.rawValue)-\(fault.number)"
    let workspace = Workspace(folder: folder.appending(path: name))
    let record = folder.appending(path: "\(name).record")
    try FileManager.default.copyItem(at: before.folder, to: workspace.folder)
    try Data(count: FaultRecord.size).write(to: record)
    let durable = Durable(folder: folder.appending(path: "\(name).durable"))
    if fault.kind == .powerCut {
      try FileManager.default.createDirectory(at: durable.folder, withIntermediateDirectories: false)
    }
    try Patient.configure(workspace, standIn, trial: name)

    let ended = try await workspace.galley(
      ["run"],
      environment: fault.environment(library: library, below: workspace.folder, record: record, durable: durable.folder)
    )
    let seen = try FaultRecord(record)
    if fault.kind == .powerCut, seen.wasReached { try durable.replace(workspace.folder) }
    var violations = judge(ended, seen) + (try tornDrafts(of: workspace))
    violations += try await judgeCleanRuns(in: workspace, trial: name)

    let asked = questions.of(name)
    let askedAgain = asked.count - Set(asked).count
    if askedAgain > (fault.kind.losesWhatIsInFlight ? Patient.concurrency : 0) {
      violations.append("\(askedAgain) questions were asked again")
    }
    if Set(asked).count != Patient.questions { violations.append("\(Set(asked).count) different questions were asked") }
    questions.forget(name)
    try FileManager.default.removeItem(at: record)
    if fault.kind == .powerCut { try FileManager.default.removeItem(at: durable.folder) }
    if violations.isEmpty { try FileManager.default.removeItem(at: workspace.folder) }
    return Report(
      fault: fault, record: seen, ended: ended, askedAgain: askedAgain, violations: violations, workspace: workspace)
  }

  /// What may come of the run in which the fault happens.
  private func judge(_ ended: Ended, _ record: FaultRecord) -> [String] {
    if fault.kind.kills && record.wasReached {
      return ended.signal == SIGKILL ? [] : ["it was killed and lives: \(ended)"]
    }
    switch ended.exit {
    case 0: return []
    case 73 where record.wasReached: return []
    // Jobs and data that cannot be read are wrong, as far as their reader can tell.
    case 65 where record.wasReached && !record.path.contains("/output"): return []
    case 78 where record.path.hasSuffix("/galley.yaml"): return []
    default: return ["the run with the fault ended otherwise than it may: \(ended)"]
    }
  }

  /// Whatever lies at a draft's path is the old file or the new one, whole.
  private func tornDrafts(of workspace: Workspace) throws -> [String] {
    let old = try before.drafts()
    return try workspace.drafts().compactMap { path, bytes in
      guard let new = expected.drafts[path] else {
        return path.hasSuffix(".md") ? "a file that nobody asked for: \(path)" : nil
      }
      return bytes == new || bytes == old[path] ? nil : "torn: \(path)"
    }
  }

  /// A temporary file with the begin of a draft, whose removal failed as well. Since its text is none that galley meant to
  /// write, it could be a person's: it stays, and galley names it.
  private func isTorn(_ path: String, _ bytes: Data?) -> Bool {
    guard fault.kind.keepsTornFiles, path.contains(".md.galley-"), let bytes else { return false }
    return expected.drafts.values.contains { $0.starts(with: bytes) && $0 != bytes }
  }

  /// Run again, everything is made good; and once more, nothing is left to do.
  private func judgeCleanRuns(in workspace: Workspace, trial: String) async throws -> [String] {
    var violations: [String] = []
    let clean = try await workspace.galley("run")
    if clean.exit != 0 { violations.append("the run after it: \(clean)") }
    let asked = questions.of(trial).count
    let again = try await workspace.galley("run")
    if again.exit != 0 { violations.append("the second run after it: \(again)") }
    if questions.of(trial).count != asked { violations.append("the second run after it asked again") }

    let outcome = try await Outcome(workspace)
    violations += outcome.flaws
    for path in Set(outcome.drafts.keys).union(expected.drafts.keys).sorted()
    where outcome.drafts[path] != expected.drafts[path] && !isTorn(path, outcome.drafts[path]) {
      violations.append(
        "\(expected.drafts[path] == nil ? "left behind" : outcome.drafts[path] == nil ? "missing" : "differs"): \(path)"
      )
    }
    if outcome.replies != expected.replies {
      let missing = expected.replies.subtracting(outcome.replies).count
      violations.append("\(missing) replies are not in the state, of \(expected.replies.count)")
    }
    if outcome.stateFiles != expected.stateFiles {
      violations.append("beside the state: \(outcome.stateFiles.symmetricDifference(expected.stateFiles).sorted())")
    }
    return violations
  }
}
