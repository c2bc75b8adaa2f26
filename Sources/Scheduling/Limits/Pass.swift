import JobModel

/// What an item has of the admission: a permit for the request that it sends, and money for all that it has still to ask.
struct Pass: Sendable {
  private let admission: Admission
  private let job: String
  private(set) var permit: Permit?
  private var held = Money.zero

  /// - Throws: `Refusal`, or `CancellationError`.
  init(_ admission: Admission, _ ask: Ask) async throws {
    self.admission = admission
    job = ask.lane.job
    try await enter(ask)
  }

  /// Waits until a request may be sent. Whoever is turned away holds nothing any more.
  ///
  /// - Parameter ask: what is held already is added.
  /// - Throws: `Refusal`, or `CancellationError`.
  mutating func enter(_ ask: Ask) async throws {
    var ask = ask
    ask.held = held
    held = .zero
    let permit = try await admission.enter(ask)
    (self.permit, held) = (permit, permit.held)
  }

  /// The request has ended, or is not sent after all. What is held for the next ones stays.
  ///
  /// - Parameter settlement: nil where nothing was sent.
  mutating func leave(_ settlement: Settlement?) {
    guard let permit = permit.take() else { return }
    held = admission.leave(permit, settlement)
  }

  /// Gives everything back: the item has come to its end, or waits for somebody who may wait for what it has.
  mutating func giveUp() {
    leave(nil)
    admission.release(held, job: job)
    held = .zero
  }
}
