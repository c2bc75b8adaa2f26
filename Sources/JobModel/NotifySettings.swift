/// How a run tells the person who can mend it: `notify` in galley.yaml.
package struct NotifySettings: Sendable {
  /// What may be told of a run.
  package enum Event: String, CaseIterable, Sendable {
    /// It ended with an exit code that is neither 0 nor 75, could not begin, or another run had the lock.
    case failure
    /// It began and ended, other than by a signal.
    case finish
    /// It stopped at its budget.
    case budget
    /// It leaves drafts that are held for review.
    case review
  }

  /// A program and its arguments; empty where none is named. No shell reads them.
  package var command: [String] = []
  /// Takes a JSON document by POST.
  package var webhook: SecretAddress?
  /// When the command and the webhook are told.
  package var events: Set<Event> = [.failure, .budget]
  /// Asked for by GET at the beginning and at the end of every run.
  package var heartbeat: SecretAddress?

  package init() {}
}
