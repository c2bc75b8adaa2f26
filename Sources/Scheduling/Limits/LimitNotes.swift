import JobModel
import Ledger
import Synchronization

/// Notes down for `status` what holds the run back, whenever that changes, and for the next run what was learned of limits,
/// as answers come; both at the end.
final class LimitNotes: Sendable {
  /// What was learned is noted this long after the last time.
  static let interval = Duration.seconds(10)
  /// What holds the run back is looked at for so long before it is noted: no more than one write comes in this time.
  static let change = Duration.seconds(1)

  private struct State {
    var last: Instant?
    /// As it was last noted.
    var hold: HoldBack?
    var known: [LimitKey: LearnedLimit]
  }

  private struct LimitKey: Hashable {
    let endpoint: Gate.Endpoint
    let address: String

    init(_ endpoint: Gate.Endpoint, address: String) {
      (self.endpoint, self.address) = (endpoint, address)
    }
  }

  private let run: RunID
  private let ledger: Ledger
  private let admission: Admission
  private let addresses: [String: String]
  private let timer: Timer
  private let wall: @Sendable () -> WallTime
  private let state: Mutex<State>

  /// - Parameters:
  ///   - addresses: of each provider, its base address.
  ///   - remembered: what is on record already.
  ///   - timer: the admission's.
  init(
    run: RunID, ledger: Ledger, admission: Admission, addresses: [String: String],
    remembered: [Gate.Endpoint: LearnedLimit], timer: Timer, wall: @escaping @Sendable () -> WallTime
  ) {
    self.run = run
    self.ledger = ledger
    self.admission = admission
    self.addresses = addresses
    self.timer = timer
    self.wall = wall
    let known = remembered.map { (LimitKey($0.key, address: addresses[$0.key.provider] ?? ""), $0.value) }
    state = Mutex(State(known: Dictionary(uniqueKeysWithValues: known)))
  }

  /// Notes what holds the run back, again and again, until its jobs have ended or the task is cancelled.
  func keep(_ control: RunControl, clock: any Clock<Duration>) async {
    while await admission.untilHeldBack(otherThan: state.withLock(\.hold)) {
      guard await control.goesOn(for: Self.change, clock: clock) else { return }
      let hold = admission.takeHeldBack()
      if hold != state.withLock(\.hold) { await note(hold, timer.now()) }
    }
  }

  /// An answer has come.
  func noteIfDue() async {
    let now = timer.now()
    let due = state.withLock { state -> (isFirst: Bool, hold: HoldBack?)? in
      if let last = state.last, now - last < Self.interval { return nil }
      defer { state.last = now }
      return (state.last == nil, state.hold)
    }
    if let due { await note(due.isFirst ? admission.takeHeldBack() : due.hold, now) }
  }

  /// The last word.
  func finish() async { await note(nil, nil) }

  private func note(_ hold: HoldBack?, _ now: Instant?) async {
    let learned = admission.learned.filter { !$0.value.isEmpty }
    let wall = wall()
    let changed = state.withLock { state in
      (state.last, state.hold) = (now, hold)
      return learned.compactMap { endpoint, limit -> LimitFact? in
        let key = LimitKey(endpoint, address: addresses[endpoint.provider] ?? "")
        guard state.known.updateValue(limit, forKey: key) != limit else { return nil }
        return LimitFact(
          provider: endpoint.provider, address: key.address, model: endpoint.model, limit: limit, learnedAt: wall)
      }
    }
    // What made it fail has stopped the ledger: whoever sends or ends next is told, and here is nothing that is owed.
    try? await ledger.note(run, heldBy: hold, learned: changed, at: wall)
  }
}

extension [LimitFact] {
  /// What is known of providers at these addresses.
  func limits(at addresses: [String: String]) -> [Gate.Endpoint: LearnedLimit] {
    let ours = filter { addresses[$0.provider] == $0.address }
    return Dictionary(
      ours.map { (Gate.Endpoint(provider: $0.provider, model: $0.model), $0.limit) }, uniquingKeysWith: { $1 })
  }
}
