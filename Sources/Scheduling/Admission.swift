import JobModel
import Synchronization

/// The one place where requests wait: for a place, for the pace of requests and tokens, for money, for a provider that
/// wants to be left alone. Who comes out has a permit, for which all has been counted, or a reason to stop.
///
/// A place is held from admission until its reply is in line for the disk, before whatever is asked in its place; and by
/// nothing else.
final class Admission: Sendable {
  private typealias Waiter = CheckedContinuation<Permit, any Error>

  private struct State {
    var gate: Gate
    var waiters: [Int: Waiter] = [:]
    /// The keeper of the timer, when it sleeps.
    var keeper: CheckedContinuation<Void, Never>?
    /// Until when it sleeps; nil: until something changes.
    var armed: Instant?
    /// The end of its last sleep: it is no earlier than that, whatever the clock says.
    var latest: Instant
    var isOver = false
    var holds: HoldTimes
    /// Who waits for another thing to hold the run back than this.
    var watcher: (known: HoldBack?, continuation: CheckedContinuation<Void, Never>)?

    init(_ gate: Gate, now: Instant) {
      self.gate = gate
      latest = now
      holds = HoldTimes(from: now)
    }

    /// The watcher, if there is something to see.
    mutating func sight() -> CheckedContinuation<Void, Never>? {
      guard let watcher, isOver || watcher.known != holds.current else { return nil }
      self.watcher = nil
      return watcher.continuation
    }

    /// Whether something is to be done before the timer's time.
    var isEarlier: Bool {
      guard let wake = gate.nextWake else { return false }
      return armed.map { wake < $0 } ?? true
    }

    /// The keeper, if it has to be woken.
    mutating func alarm() -> CheckedContinuation<Void, Never>? { isEarlier ? keeper.take() : nil }
  }

  private let state: Mutex<State>
  private let timer: Timer
  private let wall: @Sendable () -> WallTime

  /// - Parameters:
  ///   - gate: what limits the requests; its times are `timer`'s.
  ///   - wall: decides on the day and the month of a budget.
  init(_ gate: Gate, timer: Timer, wall: @escaping @Sendable () -> WallTime) {
    state = Mutex(State(gate, now: timer.now()))
    self.timer = timer
    self.wall = wall
  }

  /// Requests that are in flight now.
  var inFlight: Int { state.withLock { $0.gate.inFlight } }

  /// What the first in line waits for; nil where nobody waits.
  var heldBack: HoldBack? { state.withLock { $0.gate.heldBack } }

  /// What held the requests back for the longest time since this was last asked; nil where that is nothing.
  func takeHeldBack() -> HoldBack? {
    state.withLock { $0.holds.take(at: max(timer.now(), $0.latest)) }
  }

  /// What was learned of limits, to be remembered for the next run.
  var learned: [Gate.Endpoint: LearnedLimit] { state.withLock { $0.gate.learned } }

  /// Which budget had too little left for some items; nil where all fitted.
  var shortage: String? { state.withLock { $0.gate.shortage(at: wall()) } }

  /// Whether requests of the job have to say what they may cost.
  func isBound(_ job: String) -> Bool { state.withLock { $0.gate.isBound(job) } }

  /// Waits until a request may be sent. Give the permit to `leave` afterwards. What the ask holds is given back where there
  /// is none.
  ///
  /// - Throws: `Refusal` when none may start any more, `CancellationError` when the task is cancelled.
  func enter(_ ask: Ask) async throws -> Permit {
    let id = state.withLock { $0.gate.newcomer() }
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let isCancelled = change { gate, waiters, _ in
          if Task.isCancelled {
            gate.release(ask.held, job: ask.lane.job)
            return true
          }
          waiters[id] = continuation
          gate.request(ask, as: id)
          return false
        }
        if isCancelled { continuation.resume(throwing: CancellationError()) }
      }
    } onCancel: {
      let waiter = change { gate, waiters, _ in
        gate.withdraw(id)
        return waiters.removeValue(forKey: id)
      }
      waiter?.resume(throwing: CancellationError())
    }
  }

  /// A request has ended, or was never sent.
  ///
  /// - Parameter settlement: nil where nothing was sent.
  /// - Returns: what is still held for the item.
  @discardableResult
  func leave(_ permit: Permit, _ settlement: Settlement? = nil) -> Money {
    change { gate, _, now in gate.settle(permit, settlement, at: now) }
  }

  /// Gives back what is held for an item that asks for nothing more.
  func release(_ held: Money, job: String) {
    guard held > .zero else { return }
    change { gate, _, _ in gate.release(held, job: job) }
  }

  /// Nobody asks the provider for so long.
  ///
  /// - Parameter began: when the request was sent that was told so.
  /// - Returns: whether it was not left alone before.
  func rest(_ provider: String, for length: Duration, began: Instant) -> Bool {
    change { gate, _, now in gate.rest(provider, for: length, began: began, now: now) }
  }

  /// Why a request that waits so long first would be too late; nil where it would not.
  func lateness(of lane: Lane, after wait: Duration, _ cause: Lateness.Cause) -> Lateness? {
    state.withLock { $0.gate.lateness(of: lane, notBefore: max(timer.now(), $0.latest) + wait, cause) }
  }

  /// No request starts from now on; those that wait are turned away.
  func close() { change { gate, _, _ in gate.close() } }

  /// No request of this job starts from now on.
  func close(job: String) { change { gate, _, _ in gate.close(job: job) } }

  /// Changes something, and lets go whom that lets go: outside the lock.
  private func change<Result: Sendable>(
    _ body: (inout Gate, inout [Int: Waiter], Instant) -> Result
  ) -> Result {
    let (result, answer, waiters, keeper, watcher) = state.withLock { state in
      let now = max(timer.now(), state.latest)
      let result = body(&state.gate, &state.waiters, now)
      let answer = state.gate.admit(at: now, wall: wall())
      let ids = answer.admitted.map(\.id) + answer.refused.map(\.id)
      let waiters = ids.map { state.waiters.removeValue(forKey: $0) }
      state.holds.set(state.gate.heldBack, at: now)
      return (result, answer, waiters, state.alarm(), state.sight())
    }
    keeper?.resume()
    watcher?.resume()
    for (waiter, (_, permit)) in zip(waiters, answer.admitted) { waiter?.resume(returning: permit) }
    for (waiter, (_, refusal)) in zip(waiters.dropFirst(answer.admitted.count), answer.refused) {
      waiter?.resume(throwing: refusal)
    }
    return result
  }
}

// MARK: The timer

extension Admission {
  /// Sleeps until somebody may go though nothing has changed, again and again; returns after `end`, or when the task is
  /// cancelled.
  func keep() async {
    while !state.withLock(\.isOver) {
      let moment = state.withLock { state in
        state.armed = state.gate.nextWake
        return state.armed
      }
      let hasCome = await sleep(until: moment)
      guard !Task.isCancelled else { return }
      if hasCome, let moment { state.withLock { $0.latest = max($0.latest, moment) } }
      change { _, _, _ in }
    }
  }

  /// Nobody waits any more.
  func end() {
    let (keeper, watcher) = state.withLock { state in
      state.isOver = true
      return (state.keeper.take(), state.sight())
    }
    keeper?.resume()
    watcher?.resume()
  }

  /// Waits until something else than this holds the requests back. For one task at a time.
  ///
  /// - Returns: false after `end`, or when the task is cancelled.
  func untilHeldBack(otherThan known: HoldBack?) async -> Bool {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isSeen = state.withLock { state in
          if Task.isCancelled || state.isOver || state.holds.current != known { return true }
          state.watcher = (known, continuation)
          return false
        }
        if isSeen { continuation.resume() }
      }
    } onCancel: {
      state.withLock { $0.watcher.take() }?.continuation.resume()
    }
    return !Task.isCancelled && !state.withLock(\.isOver)
  }

  /// Sleeps until then, or until something is to be done earlier.
  ///
  /// - Returns: whether the time has come.
  private func sleep(until moment: Instant?) async -> Bool {
    guard let moment else {
      await untilAlarm()
      return false
    }
    return await withTaskGroup { group in
      group.addTask { (try? await self.timer.sleep(moment - max(self.timer.now(), self.latest))) != nil }
      group.addTask {
        await self.untilAlarm()
        return false
      }
      let first = await group.next() ?? false
      group.cancelAll()
      return first
    }
  }

  private var latest: Instant { state.withLock { $0.latest } }

  private func untilAlarm() async {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isDue = state.withLock { state in
          if Task.isCancelled || state.isOver || state.isEarlier { return true }
          state.keeper = continuation
          return false
        }
        if isDue { continuation.resume() }
      }
    } onCancel: {
      state.withLock { $0.keeper.take() }?.resume()
    }
  }
}
