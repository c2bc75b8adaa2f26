import JobModel
import Synchronization

/// Lets requests through, as many at once as their job, their provider and the machine allow, first come first served
/// among those that may go.
///
/// A place is held from admission until its reply is committed, and by nothing else.
final class Admission: Sendable {
  struct Lane: Hashable {
    let job: String
    let provider: String
  }

  /// Why no request may start any more.
  struct Closed: Error {}

  private struct Waiter {
    let id: Int
    let lane: Lane
    let continuation: CheckedContinuation<Void, any Error>
  }

  private struct State {
    var inFlightByJob: [String: Int] = [:]
    var inFlightByProvider: [String: Int] = [:]
    var waiting: [Waiter] = []
    var nextID = 0
    var cancelled: Set<Int> = []
    var closed = false
    var closedJobs: Set<String> = []
    /// How many pauses each provider is in.
    var held: [String: Int] = [:]
  }

  private let jobLimits: [String: Int]
  private let providerLimits: [String: Int]
  private let limit: Int
  private let state = Mutex(State())

  /// - Parameters:
  ///   - jobs: places of each job.
  ///   - providers: places of each provider that has a limit of its own.
  ///   - limit: places of all together.
  init(jobs: [String: Int], providers: [String: Int], limit: Int = .max) {
    jobLimits = jobs
    providerLimits = providers
    self.limit = limit
  }

  /// Requests that are in flight now.
  var inFlight: Int { state.withLock { $0.inFlightByJob.values.reduce(0, +) } }

  /// Waits for a place. Give it back with `leave`.
  ///
  /// - Throws: `Closed` when no request may start any more, `CancellationError` when the task is cancelled.
  func enter(_ lane: Lane) async throws {
    let id = state.withLock { state in
      state.nextID += 1
      return state.nextID
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let refusal: (any Error)? = state.withLock { state in
          if state.closed || state.closedJobs.contains(lane.job) { return Closed() }
          if state.cancelled.remove(id) != nil { return CancellationError() }
          state.waiting.append(Waiter(id: id, lane: lane, continuation: continuation))
          return nil
        }
        if let refusal { continuation.resume(throwing: refusal) } else { admit() }
      }
    } onCancel: {
      let waiter = state.withLock { state -> Waiter? in
        guard let place = state.waiting.firstIndex(where: { $0.id == id }) else {
          state.cancelled.insert(id)
          return nil
        }
        return state.waiting.remove(at: place)
      }
      waiter?.continuation.resume(throwing: CancellationError())
    }
  }

  func leave(_ lane: Lane) {
    state.withLock { state in
      state.inFlightByJob[lane.job, default: 0] -= 1
      state.inFlightByProvider[lane.provider, default: 0] -= 1
    }
    admit()
  }

  /// No request to this provider starts until `release`, which takes back one `hold`.
  ///
  /// - Returns: whether it was held already.
  @discardableResult
  func hold(_ provider: String) -> Bool {
    state.withLock { state in
      defer { state.held[provider, default: 0] += 1 }
      return state.held[provider, default: 0] > 0
    }
  }

  func release(_ provider: String) {
    state.withLock { $0.held[provider, default: 0] -= 1 }
    admit()
  }

  /// No request starts from now on; those that wait are turned away.
  func close() {
    let turnedAway = state.withLock { state in
      state.closed = true
      defer { state.waiting = [] }
      return state.waiting
    }
    for waiter in turnedAway { waiter.continuation.resume(throwing: Closed()) }
  }

  /// No request of this job starts from now on.
  func close(job: String) {
    let turnedAway = state.withLock { state in
      state.closedJobs.insert(job)
      let ours = state.waiting.filter { $0.lane.job == job }
      state.waiting.removeAll { $0.lane.job == job }
      return ours
    }
    for waiter in turnedAway { waiter.continuation.resume(throwing: Closed()) }
  }

  private func admit() {
    let admitted = state.withLock { state -> [Waiter] in
      var admitted: [Waiter] = []
      var inFlight = state.inFlightByJob.values.reduce(0, +)
      state.waiting.removeAll { waiter in
        guard inFlight < limit, state.held[waiter.lane.provider, default: 0] == 0,
          state.inFlightByJob[waiter.lane.job, default: 0] < jobLimits[waiter.lane.job, default: .max],
          state.inFlightByProvider[waiter.lane.provider, default: 0]
            < providerLimits[waiter.lane.provider, default: .max]
        else { return false }
        state.inFlightByJob[waiter.lane.job, default: 0] += 1
        state.inFlightByProvider[waiter.lane.provider, default: 0] += 1
        inFlight += 1
        admitted.append(waiter)
        return true
      }
      return admitted
    }
    for waiter in admitted { waiter.continuation.resume() }
  }
}
