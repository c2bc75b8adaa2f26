/// That a request would start at a deadline or after it.
struct Lateness: Hashable, Sendable {
  enum Deadline: Sendable { case run, job }

  enum Cause: Hashable, Sendable {
    /// It is that late already.
    case reached
    /// The provider asked to be left alone, for so long from now on.
    case pause(provider: String, Duration)
    /// The item waits so long before it is asked for again.
    case wait(Duration)
  }

  /// Whose it is; of two the earlier one.
  let deadline: Deadline
  /// The job that asks for nothing more; nil where none does.
  let job: String?
  let cause: Cause

  /// For the job, or for the run where it is the run that stops.
  var message: String {
    switch (cause, deadline) {
    case (.reached, .run): "the run stopped at its deadline"
    case (.reached, .job): "the job's deadline is reached"
    case (.pause(let provider, let length), _):
      "\(provider) asks for no request in the next \(length.span), which reaches past the \(owner)'s deadline"
    case (.wait(let length), _): "its next attempt, in \(length.span), would come after the \(owner)'s deadline"
    }
  }

  private var owner: String { deadline == .run ? "run" : "job" }
}
