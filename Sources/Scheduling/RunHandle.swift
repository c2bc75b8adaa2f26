import JobModel
import Synchronization

/// The command's hold on a run that goes on: asks it to stop, and sees how far it is.
package final class RunHandle: Sendable {
  private struct State {
    var stopWanted = false
    var control: RunControl?
    var tally: Tally?
    /// Who waits to be told that the run shall stop.
    var waiting: CheckedContinuation<Void, Never>?
  }

  private let state = Mutex(State())

  package init() {}

  /// No new request starts; those in flight get their time to finish and are stored.
  package func stop() {
    let (control, waiting) = state.withLock { state in
      state.stopWanted = true
      return (state.control, state.waiting.take())
    }
    waiting?.resume()
    control?.stop(.signal)
  }

  /// Where the run stands; nil before it has begun.
  package var progress: RunProgress? {
    let (control, tally) = state.withLock { ($0.control, $0.tally) }
    guard let control, let tally else { return nil }
    var progress = RunProgress()
    tally.fill(&progress)
    progress.inFlight = control.admission.inFlight
    progress.heldBack = control.admission.heldBack
    return progress
  }

  /// Returns when the run is asked to stop, or when the task is cancelled. For one task at a time.
  package func untilStopWanted() async {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let waits = state.withLock { state in
          guard !state.stopWanted, !Task.isCancelled else { return false }
          state.waiting = continuation
          return true
        }
        if !waits { continuation.resume() }
      }
    } onCancel: {
      state.withLock { $0.waiting.take() }?.resume()
    }
  }

  var stopWanted: Bool { state.withLock { $0.stopWanted } }

  /// Does what goes before the first request, and cancels it when the run is asked to stop.
  ///
  /// - Throws: `RunFailure.interrupted`, or what the work throws.
  func unlessStopped<Result: Sendable>(
    _ work: @escaping @Sendable () async throws -> Result
  ) async throws -> Result {
    try await withThrowingTaskGroup(of: Result?.self) { group in
      group.addTask { try await work() }
      group.addTask {
        await self.untilStopWanted()
        return nil
      }
      defer { group.cancelAll() }
      guard let first = try await group.next(), let result = first else {
        throw RunFailure.interrupted("stopped by a signal before the first request")
      }
      return result
    }
  }

  func attach(_ control: RunControl, _ tally: Tally) {
    let stopNow = state.withLock { state in
      state.control = control
      state.tally = tally
      return state.stopWanted
    }
    if stopNow { control.stop(.signal) }
  }
}

extension RunControl.Stop {
  static let signal = RunControl.Stop(
    reason: .signal, message: "stopped by a signal")
}
