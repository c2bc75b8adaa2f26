import JobModel
import Synchronization

/// Counts what a run does; every item ends in one of a job's counters.
final class Tally: Sendable {
  enum Ending: Sendable { case created, kept, rewritten, edited, review, failed, pending, stale }

  private struct State {
    var jobs: [JobSummary]
    var requests = 0
    var retries = 0
    var tokens = Usage()
    var cost: Money? = .zero
    var replies = 0
    var asked = 0
    var gaveUp: [(job: Int, key: String, failure: ItemFailure)] = []
    var ended = 0
    var collectionsFailed = 0
  }

  private let state: Mutex<State>

  init(jobs: [JobSummary]) { state = Mutex(State(jobs: jobs)) }

  func end(_ ending: Ending, job: Int, asked: Bool = false) {
    state.withLock { state in
      state.ended += 1
      if asked { state.asked += 1 }
      switch ending {
      case .created: state.jobs[job].created += 1
      case .kept: state.jobs[job].kept += 1
      case .rewritten: state.jobs[job].rewritten += 1
      case .edited: state.jobs[job].edited += 1
      case .review: state.jobs[job].review += 1
      case .failed: state.jobs[job].failed += 1
      case .pending: state.jobs[job].pending += 1
      case .stale: state.jobs[job].stale += 1
      }
    }
  }

  /// An item that `--only` does not choose is none of this run's.
  func leaveOut(job: Int) { state.withLock { $0.jobs[job].items -= 1 } }

  /// A job's collected file could not be made or placed.
  func failCollection() { state.withLock { $0.collectionsFailed += 1 } }

  /// What has no ending is pending: the run stopped before.
  func countPending(job: Int) {
    state.withLock { state in
      let known = state.jobs[job]
      let counted =
        known.created + known.kept + known.rewritten + known.edited + known.review + known.failed + known.stale
      state.jobs[job].pending = max(known.items - counted, 0)
    }
  }

  func sent(again: Bool) {
    state.withLock { state in
      state.requests += 1
      if again { state.retries += 1 }
    }
  }

  /// - Parameter cost: nil where the price is unknown.
  func settled(_ outcome: Outcome, cost: Money?) {
    state.withLock { state in
      switch outcome.result {
      case .success(let reply):
        state.replies += 1
        state.tokens = state.tokens + (reply.usage ?? Usage())
      // What was held back or came empty was paid for as well.
      case .failure(let failure): state.tokens = state.tokens + (failure.usage ?? Usage())
      }
      if let total = state.cost { state.cost = cost.map { total + $0 } }
    }
  }

  /// An item ran out of attempts. Whether that is its failure or the provider's shows at the end.
  func gaveUp(_ failure: ItemFailure, key: String, job: Int) {
    state.withLock { state in
      state.ended += 1
      state.asked += 1
      state.gaveUp.append((job, key, failure))
    }
  }

  /// What the first of the items that ran out of attempts was told; nil where none did.
  var firstGivenUp: String? {
    state.withLock { state in
      state.gaveUp.first.map { "the provider answered none of the requests; the first was told: \($0.failure.message)" }
    }
  }

  /// Counts the items that ran out of attempts: as pending where the provider was out of service, else as failed.
  ///
  /// - Returns: those that failed.
  func settleGivenUp(outOfService: Bool) -> [(job: String, key: String, failure: ItemFailure)] {
    state.withLock { state in
      defer { state.gaveUp = [] }
      if outOfService { return [] }
      for item in state.gaveUp { state.jobs[item.job].failed += 1 }
      return state.gaveUp.map { (state.jobs[$0.job].job, $0.key, $0.failure) }
    }
  }

  /// Whether no request of the run brought a reply, and every item that was asked for ran out of attempts.
  var nothingAnswered: Bool { state.withLock { $0.replies == 0 && !$0.gaveUp.isEmpty && $0.gaveUp.count == $0.asked } }

  func fill(_ summary: inout RunSummary) {
    state.withLock { state in
      summary.jobs += state.jobs
      summary.requests += state.requests
      summary.collectionsFailed += state.collectionsFailed
      summary.retries += state.retries
      summary.tokens = summary.tokens + state.tokens
      summary.cost = summary.cost.flatMap { sum in state.cost.map { sum + $0 } }
    }
  }

  func fill(_ progress: inout RunProgress) {
    state.withLock { state in
      progress.total = state.jobs.reduce(0) { $0 + $1.items }
      progress.done = state.ended
      progress.asked = state.asked
      progress.requests = state.requests
      progress.failed = state.jobs.reduce(state.gaveUp.count) { $0 + $1.failed }
      progress.cost = state.cost
    }
  }
}

extension InspectedItem {
  /// What an item that is not asked for any more ends as: the draft of a stale one still lies there.
  var unasked: Tally.Ending { standing.state == .stale ? .stale : .pending }
}
