import JobModel
import Ledger
import Workspace

/// One folder of drafts with its state: `output/`, or `output/rehearsal/` for what was only rehearsed.
struct Stage: Sendable {
  let folder: WorkspaceFolder
  let rehearsal: Bool

  /// Relative to the workspace.
  var root: String { rehearsal ? "output/rehearsal" : "output" }
  /// Where the drafts go.
  var output: String { folder.at(root) }
  /// The program's own state.
  var state: String { folder.at("\(root)/.galley") }
  /// Where servers that a run starts leave their words.
  var logs: String { "\(state)/log" }

  /// The stages that the jobs need, each with its jobs, in the jobs' order.
  static func split(_ preparation: Preparation) -> [(stage: Stage, jobs: [Int])] {
    let all = preparation.jobs.indices
    return [false, true].compactMap { rehearsal in
      let jobs = all.filter { (preparation.jobs[$0].provider.api == .rehearsal) == rehearsal }
      return jobs.isEmpty ? nil : (Stage(folder: preparation.folder, rehearsal: rehearsal), jobs)
    }
  }
}

extension Preparation {
  /// Whether all of its jobs are rehearsed: nobody outside hears of them.
  package var isRehearsal: Bool { jobs.allSatisfy { $0.provider.api == .rehearsal } }
}
