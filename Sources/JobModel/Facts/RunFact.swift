/// One `galley run`: a counter of the ledger.
package struct RunID: Hashable, Comparable, Sendable {
  package let number: Int

  package init(_ number: Int) { self.number = number }

  package static func < (a: RunID, b: RunID) -> Bool { a.number < b.number }
}

/// Why a run stopped before its end; the names are those of `run --json`.
package enum StopReason: String, Sendable, CaseIterable, Codable {
  case budget, deadline, limit, signal, provider, disk, lock
}

/// One run, from its beginning to its end.
package struct RunFact: Hashable, Sendable {
  package let id: RunID
  package let jobs: [String]
  package let pid: Int
  package let startedAt: WallTime
  package let state: State
  /// The last time that it noted what holds it back; nil where it never did.
  package let hold: Hold?

  package init(id: RunID, jobs: [String], pid: Int, startedAt: WallTime, state: State, hold: Hold? = nil) {
    self.id = id
    self.jobs = jobs
    self.pid = pid
    self.startedAt = startedAt
    self.state = state
    self.hold = hold
  }

  package struct Hold: Hashable, Sendable {
    /// nil where nothing did.
    package let by: HoldBack?
    package let at: WallTime

    package init(by: HoldBack?, at: WallTime) {
      self.by = by
      self.at = at
    }
  }

  package enum State: Hashable, Sendable {
    /// Going on; or dead, if nobody holds the lock.
    case open
    /// Found open when a later run began: its process had died.
    case died
    case ended(End)
  }

  package struct End: Hashable, Sendable {
    package let at: WallTime
    /// The process's exit code.
    package let exit: Int
    /// nil where it ran to its end.
    package let stopped: StopReason?
    /// Its totals: the JSON document that `run --json` prints.
    package let summary: String

    package init(at: WallTime, exit: Int, stopped: StopReason?, summary: String) {
      self.at = at
      self.exit = exit
      self.stopped = stopped
      self.summary = summary
    }
  }
}
