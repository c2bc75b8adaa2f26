import JobModel
import Synchronization

/// Ends a run early, once: closes the admission, wakes those who wait to ask again, and remembers why.
final class RunControl: Sendable {
  struct Stop: Sendable {
    let reason: StopReason
    let message: String
    /// The provider refused (77), rather than being out of service (69).
    var refused = false
  }

  /// What can be waited for: that the run is asked to stop, or that its jobs have ended.
  private enum Moment { case stop, finish }

  private struct State {
    var stop: Stop?
    var finished = false
    var stoppedJobs: Set<String> = []
    /// Why the first job was stopped for which the run says so in the end.
    var jobStop: Stop?
    /// Whether an item was passed over, since it may cost more than what is left of a budget.
    var hasPassedOver = false
    /// Why the first item was given up that could not be asked for again in time.
    var late: Stop?
    var waiting: [Int: (moment: Moment, continuation: CheckedContinuation<Void, Never>)] = [:]
    var nextID = 0

    func isPast(_ moment: Moment) -> Bool { finished || (moment == .stop && stop != nil) }

    mutating func takeWaiting() -> [CheckedContinuation<Void, Never>] {
      let over = waiting.filter { isPast($0.value.moment) }
      for id in over.keys { waiting[id] = nil }
      return over.values.map(\.continuation)
    }
  }

  let admission: Admission
  private let observe: @Sendable (RunEvent) -> Void
  private let state = Mutex(State())

  init(admission: Admission, observe: @escaping @Sendable (RunEvent) -> Void) {
    self.admission = admission
    self.observe = observe
  }

  /// Why the run stops; nil while it goes on.
  var stopped: Stop? { state.withLock { $0.stop } }

  /// Why a job was stopped at a limit, the first one, or else why an item came too late; nil where all came to their end.
  var jobStopped: Stop? { state.withLock { $0.jobStop ?? $0.late } }

  /// Whether items of this job may still be asked for.
  func mayAsk(_ job: String) -> Bool { state.withLock { $0.stop == nil && !$0.stoppedJobs.contains(job) } }

  /// No new request starts. The first reason stands; after the jobs have ended there is nothing to stop.
  func stop(_ stop: Stop) {
    // Before anybody is turned away: the run may end with the last who is, and has to know why.
    let waiting = state.withLock { state -> [CheckedContinuation<Void, Never>]? in
      guard state.stop == nil, !state.finished else { return nil }
      state.stop = stop
      return state.takeWaiting()
    }
    // Each time: of two who stop at once, the second must not give its place back before the first has closed.
    admission.close()
    guard let waiting else { return }
    for continuation in waiting { continuation.resume() }
    if stop.reason == .signal {
      observe(.stopping("stopping: no new request starts; those in flight get 30 s (a second signal ends at once)"))
    }
  }

  /// No item of this job is asked for any more; said once.
  ///
  /// - Parameter reason: what the run is said to have stopped for, though its other jobs go on; nil: for nothing.
  func stopJob(_ job: String, message: String, reason: StopReason? = nil) {
    let isFirst = state.withLock { state in
      guard state.stoppedJobs.insert(job).inserted else { return false }
      if let reason, state.jobStop == nil { state.jobStop = Stop(reason: reason, message: "\(job): \(message)") }
      return true
    }
    // As in `stop`: after the reason, and each time.
    admission.close(job: job)
    guard isFirst else { return }
    observe(.jobStopped(job: job, message: message))
  }

  /// Does what follows from being turned away by the admission.
  func obey(_ refusal: any Error) {
    switch refusal as? Refusal {
    case .deadline(let late):
      if let job = late.job {
        stopJob(job, message: late.message, reason: .deadline)
      } else {
        stop(Stop(reason: .deadline, message: late.message))
      }
    // Others may cost less. What the run says of it in the end, the budgets know.
    case .budget(let purse): passOver(purse.message)
    // Whoever closed it has said why; who is cancelled is stopped.
    case .closed, nil: break
    }
  }

  /// An item stays pending; the first one is told, so that it is known while the run goes on.
  private func passOver(_ message: String) {
    let isFirst = state.withLock { state in
      defer { state.hasPassedOver = true }
      return !state.hasPassedOver
    }
    if isFirst { observe(.note("\(message); it is passed over")) }
  }

  /// An item cannot be asked for again in time: it is left for the next run, and all others go on.
  ///
  /// - Parameter item: as messages name it.
  func leave(_ item: String, for late: Lateness, failure: String) {
    let message = "\(item): \(failure); \(late.message)"
    state.withLock { state in
      if state.late == nil { state.late = Stop(reason: .deadline, message: message) }
    }
    observe(.note("\(message): left for the next run"))
  }

  /// The jobs have ended: wakes all who wait.
  func finish() {
    let waiting = state.withLock { state in
      state.finished = true
      return state.takeWaiting()
    }
    for continuation in waiting { continuation.resume() }
  }

  /// Waits, but no longer than the run goes on: false when it stopped meanwhile.
  func pause(_ duration: Duration, clock: any Clock<Duration>) async -> Bool {
    await outlasts(duration, .stop, clock: clock)
  }

  /// Returns when the run stops or its jobs have ended, or when the task is cancelled.
  func untilStopped() async { await wait(for: .stop) }

  /// Returns when the jobs have ended, or when the task is cancelled.
  func untilFinished() async { await wait(for: .finish) }

  /// Whether the jobs go on for longer than this.
  func goesOn(for duration: Duration, clock: any Clock<Duration>) async -> Bool {
    await outlasts(duration, .finish, clock: clock)
  }

  /// Whether the time is over before the moment has come.
  private func outlasts(_ duration: Duration, _ moment: Moment, clock: any Clock<Duration>) async -> Bool {
    await withTaskGroup { group in
      group.addTask { (try? await clock.sleep(for: duration)) != nil }
      group.addTask {
        await self.wait(for: moment)
        return false
      }
      let first = await group.next() ?? false
      group.cancelAll()
      return first
    }
  }

  private func wait(for moment: Moment) async {
    let id = state.withLock { state in
      state.nextID += 1
      return state.nextID
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let over = state.withLock { state in
          if state.isPast(moment) || Task.isCancelled { return true }
          state.waiting[id] = (moment, continuation)
          return false
        }
        if over { continuation.resume() }
      }
    } onCancel: {
      state.withLock { $0.waiting.removeValue(forKey: id) }?.continuation.resume()
    }
  }
}
