import JobModel
import Ledger
import Synchronization

/// Notes down for `status` what holds the run back, and for the next run what was learned of limits: as answers come, and
/// at the end.
final class LimitNotes: Sendable {
  /// At the latest.
  static let interval = Duration.seconds(10)
  /// At the earliest, where something else holds the run back than before.
  static let change = Duration.seconds(1)

  private struct State {
    var last: Instant?
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
  private let time: RunTime
  private let state: Mutex<State>

  /// - Parameters:
  ///   - addresses: of each provider, its base address.
  ///   - remembered: what is on record already.
  init(
    run: RunID, ledger: Ledger, admission: Admission, addresses: [String: String],
    remembered: [Gate.Endpoint: LearnedLimit], time: RunTime
  ) {
    self.run = run
    self.ledger = ledger
    self.admission = admission
    self.addresses = addresses
    self.time = time
    let known = remembered.map { (LimitKey($0.key, address: addresses[$0.key.provider] ?? ""), $0.value) }
    state = Mutex(State(known: Dictionary(uniqueKeysWithValues: known)))
  }

  /// An answer has come.
  func noteIfDue(_ now: Instant) async {
    let hold = admission.heldBack
    let isDue = state.withLock { state in
      guard let last = state.last else { return true }
      return now - last >= (hold == state.hold ? Self.interval : Self.change)
    }
    if isDue { await note(hold, now) }
  }

  /// The last word.
  func finish() async { await note(nil, nil) }

  private func note(_ hold: HoldBack?, _ now: Instant?) async {
    let learned = admission.learned.filter { !$0.value.isEmpty }
    let wall = time.wall()
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
