package import JobModel
import Ledger
import OrderedCollections
package import Values
import Workspace

/// Where a draft came from: what `show` tells.
package struct Provenance: Sendable {
  package let item: ItemID
  package let path: String
  package let standing: Standing
  package let row: Fields
  package let asked: Moment
  /// When a person's text was accepted as the draft; nil where none was.
  package let accepted: Moment?
  package let messages: [Message]
  package let attempts: [AttemptFact]
  package let replies: [(name: String, reply: StoredReply)]

  package var cost: Money? {
    attempts.reduce(Money?.some(.zero)) { sum, attempt in
      guard let sum else { return nil }
      guard let end = attempt.end else { return attempt.start.reserved.map { sum + $0 } }
      return end.cost.map { sum + $0 }
    }
  }

  package var json: Value {
    var row = ValueMap()
    for (name, value) in self.row.pairs { row[MapKey(name)] = value }
    return .map([
      "job": .string(item.job), "key": .string(item.key), "sample": .integer(item.sample), "path": .string(path),
      "state": .string(standing.state.rawValue), "asked": .moment(asked),
      "accepted": accepted.map { .moment($0) } ?? .none, "row": .map(row),
      "messages": .list(messages.map { .map(["role": .string($0.role.rawValue), "text": .string($0.text)]) }),
      "replies": .list(
        replies.map { name, stored in
          .map([
            "name": .string(name), "provider": .string(stored.provider), "model": .string(stored.model),
            "model_reported": stored.reply.model.map { .string($0) } ?? .none,
            "finish_reason": .string(stored.reply.finish.rawValue), "tokens": stored.reply.usage.map(\.json) ?? .none,
            "cost_usd": stored.cost.map(\.json) ?? .none, "arrived": .moment(stored.arrivedAt.moment),
          ])
        }),
      "attempts": .list(attempts.map(\.json)), "cost_usd": cost.map(\.json) ?? .none,
    ])
  }
}

extension Usage {
  package var json: Value {
    .map([
      "input": .integer(input), "cached_input": .integer(cachedInput), "output": .integer(output),
      "reasoning": .integer(reasoning),
    ])
  }
}

extension AttemptFact {
  fileprivate var json: Value {
    let (outcome, message): (String, Value) =
      switch end?.result {
      case nil: ("open", .none)
      case .reply: ("reply", .none)
      case .unknown: ("unknown", .none)
      case .failure(_, let code, let message): (code, .string(message))
      }
    return .map([
      "reply": .string(start.reply), "provider": .string(start.provider), "model": .string(start.model),
      "started": .moment(start.startedAt.moment), "outcome": .string(outcome), "message": message,
      "status": end?.status.map { .integer($0) } ?? .none, "request_id": end?.requestID.map { .string($0) } ?? .none,
      "cost_usd": end?.cost.map(\.json) ?? .none,
    ])
  }
}

extension WallTime {
  /// In whole seconds, for people.
  package var moment: Moment { Moment(secondsSinceEpoch: milliseconds / 1000, precision: .second) }
}

/// Finds where drafts came from: sends and writes nothing.
package struct ProvenanceReader: Sendable {
  let preparation: Preparation
  let now: Moment

  package init(_ preparation: Preparation, now: Moment) {
    self.preparation = preparation
    self.now = now
  }

  /// - Parameter name: a key, or a draft's path with or without `output/` in front.
  package func find(_ name: String) async throws -> [Provenance] {
    var found: [Provenance] = []
    for hit in try await DraftSearch(name, in: preparation, now: now).items() {
      let (inspected, item) = (hit.inspected, hit.inspected.item)
      let walk = inspected.settled ?? inspected.walk
      found.append(
        Provenance(
          item: item.id, path: "\(hit.view.stage.root)/\(inspected.path.text)", standing: inspected.standing,
          row: item.row, asked: inspected.asked,
          accepted: inspected.fact?.accepted?.at.moment, messages: walk.messages,
          attempts: try await hit.view.reader?.attempts(of: item.id) ?? [],
          replies: walk.given.map { ($0.request.name, $0.reply) }))
    }
    return found
  }
}
