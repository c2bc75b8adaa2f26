package import JobModel

/// What the command line asks of a plan or a run.
package struct RunOptions: Sendable {
  /// Names of jobs or paths of job files; empty: every `jobs/*.yaml`.
  package var jobs: [String] = []
  package var overrides = JobDecoder.Overrides()
  package var baseURL: String?
  /// Only items whose key or path matches this glob.
  package var only: String?
  /// At most so many items are asked for.
  package var limit: Int?
  /// What all jobs of the run together may spend, in the worst case.
  package var budget: Money?
  /// No request starts later than this after the run began.
  package var deadline: Duration?
  /// Go through the items in an order that looks random, so that what is made is a sample of all.
  package var shuffles = false
  package var update = false
  package var retryFailed = false
  /// How long to wait for another run's lock; nil: not at all.
  package var lockWait: Duration?
  /// Put back what galley wrote where a person has changed it; theirs is kept beside it.
  package var overwriteEdited = false

  package init() {}
}
