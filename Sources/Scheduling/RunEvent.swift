package import JobModel

/// What a run tells while it goes on.
package enum RunEvent: Sendable {
  /// A folder of drafts is about to be locked; its state lies, or will lie, in this folder.
  case opening(state: String)
  /// The lock is had and the state open: the run begins here.
  case began(state: String, jobs: [String])
  /// The lock is about to be given back.
  case closing(state: String)
  /// A word for the terminal, such as that a server is being started.
  case note(String)
  /// A request failed; nil: it is not asked again.
  case attemptFailed(job: String, key: String, message: String, again: Duration?)
  /// The provider asked for this time without requests, longer than the job's `cap`.
  case paused(provider: String, Duration)
  case itemFailed(job: String, key: String, message: String)
  case jobStopped(job: String, message: String)
  /// A signal came. Other reasons stand in the summary.
  case stopping(String)
  /// A word for the log alone.
  case detail(String)
  /// Somebody who was to be told of the run was not.
  case untold(String)
}

/// Where a run stands, for its progress line.
package struct RunProgress: Sendable {
  /// Items of all jobs.
  package var total = 0
  /// Items of which nothing is left to do in this run.
  package var done = 0
  /// Items that were asked for and have ended.
  package var asked = 0
  package var inFlight = 0
  package var requests = 0
  package var failed = 0
  /// nil where a price is unknown.
  package var cost: Money?
  package var seconds: Double = 0
  /// What the first request in line waits for; nil where none waits.
  package var heldBack: HoldBack?

  package init() {}
}
