import Foundation
import JobModel
import Values

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A reply that the state could not take, as a line of a rescue file: all that `settle` and a state without any trace of
/// the request need. The names of its fields are read by later versions of galley.
struct RescuedReply: Codable, Sendable {
  /// Of this form of a line.
  var version = 1
  /// Counters of the state that failed; another state knows these as something else.
  let attempt: Int
  let run: Int
  /// The process that asked.
  let pid: Int
  /// Lower-case hexadecimal.
  let fingerprint: String
  let job: String
  let key: String
  let sample: Int
  let reply: String
  let turn: Int
  let provider: String
  let api: String
  let model: String
  /// Milliseconds since 1970.
  let startedAt: Int
  /// Pico-dollars; nil where the price is unknown.
  let reserved: Int?
  /// The item's `now`, in seconds since 1970; nil where the request did not record its item.
  let askedAt: Int?
  /// The item's conversation with this question, in lower-case hexadecimal.
  let conversation: [String]?

  let text: String
  let finish: FinishReason
  let usage: Usage?
  /// As the provider reports it.
  let modelReported: String?
  /// Pico-dollars.
  let cost: Int?
  let status: Int?
  let requestID: String?
  /// Milliseconds since 1970.
  let arrivedAt: Int
  /// The response as it arrived, in Base64; nil where the disk had no room for it.
  var body: Data?

  init(_ reply: Reply, _ outcome: Outcome, of reservation: Reservation, cost: Money?, at: WallTime) {
    let start = reservation.start
    (attempt, run, pid) = (reservation.id.number, start.run.number, Int(getpid()))
    fingerprint = start.fingerprint.description
    (job, key, sample) = (start.item.job, start.item.key, start.item.sample)
    (self.reply, turn) = (start.reply, start.turn)
    (provider, api, model) = (start.provider, start.api.rawValue, start.model)
    startedAt = start.startedAt.milliseconds
    reserved = start.reserved?.picoDollars
    askedAt = reservation.item?.askedAt.secondsSinceEpoch
    conversation = reservation.item?.conversation.map(\.description)
    (text, finish, usage, modelReported) = (reply.text, reply.finish, reply.usage, reply.model)
    self.cost = cost?.picoDollars
    (status, requestID, body) = (outcome.status, outcome.requestID, Data(outcome.body))
    arrivedAt = at.milliseconds
  }

  /// With the line break at its end.
  func line() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return [UInt8](try encoder.encode(self)) + [UInt8(ascii: "\n")]
  }
}

extension RescuedReply {
  /// What it was asked with, for a run of the state that takes it.
  ///
  /// - Returns: nil where the line holds what this galley does not know.
  func start(run: RunID) -> AttemptStart? {
    guard version == 1, let fingerprint = Fingerprint(hexadecimal: fingerprint), let api = API(rawValue: api) else {
      return nil
    }
    return AttemptStart(
      fingerprint: fingerprint, run: run, item: ItemID(job: job, key: key, sample: sample), reply: reply, turn: turn,
      provider: provider, api: api, model: model, startedAt: WallTime(milliseconds: startedAt),
      reserved: reserved.map { Money(picoDollars: $0) })
  }

  var item: ItemFact? {
    guard let askedAt, let conversation else { return nil }
    let fingerprints = conversation.compactMap { Fingerprint(hexadecimal: $0) }
    guard fingerprints.count == conversation.count else { return nil }
    return ItemFact(askedAt: Moment(secondsSinceEpoch: askedAt, precision: .second), conversation: fingerprints)
  }

  var outcome: Outcome {
    Outcome(
      result: .success(Reply(text: text, finish: finish, usage: usage, model: modelReported)), status: status,
      requestID: requestID, body: [UInt8](body ?? Data()))
  }
}

extension Fingerprint {
  /// nil for anything but 64 hexadecimal digits.
  init?(hexadecimal text: String) {
    let digits = text.utf8.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
    guard digits.count == 64, text.utf8.count == 64 else { return nil }
    self.init(bytes: stride(from: 0, to: 64, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) })
  }
}
