import JobModel

/// Whose requests wait in one line.
struct Lane: Hashable, Sendable {
  let job: String
  let provider: String
  let model: String

  init(job: String, provider: String, model: String = "") {
    self.job = job
    self.provider = provider
    self.model = model
  }
}

/// An item's wish to send one request.
struct Ask: Sendable {
  let lane: Lane
  var size: RequestSize
  /// The most that the item may still cost, this request included. What no budget binds asks for nothing.
  var worstCase: Money
  /// What is held for the item already.
  var held: Money
  /// The item's key, for messages.
  var item = ""

  init(lane: Lane, size: RequestSize = RequestSize(input: 0, output: 0), worstCase: Money = .zero, held: Money = .zero)
  {
    self.lane = lane
    self.size = size
    self.worstCase = worstCase
    self.held = held
  }
}

/// That a request may be sent: all that limits it has been counted. To be settled on every way out.
final class Permit: Sendable {
  let ask: Ask
  /// The lane's number at the gate.
  let lane: Int
  let began: Instant
  /// What the request is counted at until its usage is known.
  let tokens: Int
  /// What is held for the item from now on.
  let held: Money
  let sending: LearnedPace.Sending?

  init(ask: Ask, lane: Int, began: Instant, tokens: Int, held: Money, sending: LearnedPace.Sending?) {
    self.ask = ask
    self.lane = lane
    self.began = began
    self.tokens = tokens
    self.held = held
    self.sending = sending
  }
}

/// Why no request may be sent any more.
enum Refusal: Error, Hashable, Sendable {
  /// The run or the job was stopped; whoever did that has said why.
  case closed
  case deadline(Lateness)
  case budget(PurseRefusal)
}

/// What became of a request that was admitted.
struct Settlement: Sendable {
  /// How it ended, for the learned pace.
  var answer = LearnedPace.Answer.accepted
  /// Whether the provider has too much to do: refused for its rate, failed, late.
  var isTrouble = false
  /// nil where none was reported.
  var usage: Usage?
  /// Whether it may have used tokens that nobody reported.
  var maybeBilled = true
  var report: LimitReport?
  /// What it cost, and what of the item's hold was for it; nil where the hold stays as it is.
  var charge: Charge?

  struct Charge: Sendable {
    var cost: Money
    var releasing: Money
    var startedAt: WallTime
  }
}
