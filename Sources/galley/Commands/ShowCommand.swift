import ArgumentParser
import JobModel
import Scheduling
import Values

struct ShowCommand: GalleyCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Tell where a draft came from: row, conversation, attempts, model, tokens, cost.",
    discussion: """
      EXAMPLES
        galley show output/articles/basil.md
        galley show basil --json
      """)

  @Argument(help: "A draft's path, or the key of its row.") var draft: String
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let preparation = try await Preparation.here(common, RunOptions())
    let found = try await ProvenanceReader(preparation, now: RunTime.system.moment).find(draft)
    guard !found.isEmpty else { throw RunFailure.noItem(draft, among: preparation) }
    if common.json { Console.result(JSONDocument.text(.map(["items": .list(found.map(\.json))]))) }
    for provenance in found { Console(common).say(Self.text(provenance)) }
  }

  private static func text(_ draft: Provenance) -> String {
    var lines = ["\(draft.path): \(draft.standing.state.rawValue)"]
    let sample = draft.item.sample > 1 ? ", sample \(draft.item.sample)" : ""
    lines.append("job \(draft.item.job), key \(draft.item.key)\(sample), first asked \(draft.asked.text)")
    if let accepted = draft.accepted {
      lines.append("its text was accepted on \(accepted.text), instead of the replies'")
    }
    if let failure = draft.standing.failure { lines.append("failed: \(failure.message)") }
    lines.append("\nrow")
    for (name, value) in draft.row.pairs { lines.append("  \(name): \((try? JSON.text(value)) ?? "")") }
    lines.append("\nreplies")
    for (name, stored) in draft.replies {
      let usage = stored.reply.usage.map { "\($0.input) tokens in, \($0.output) out" } ?? "usage unknown"
      let model = stored.reply.model.map { $0 == stored.model ? $0 : "\(stored.model) (\($0))" } ?? stored.model
      lines.append(
        "  \(name): \(stored.provider), \(model), \(usage), cost \(stored.cost.map(\.shown) ?? "unknown"), "
          + "finish \(stored.reply.finish.rawValue), \(stored.arrivedAt.moment.text)")
    }
    lines.append("\nattempts (\(draft.attempts.count), cost \(draft.cost.map(\.shown) ?? "unknown"))")
    for attempt in draft.attempts {
      lines.append("  \(attempt.start.startedAt.moment.text)  \(attempt.start.reply): \(Self.outcome(attempt))")
    }
    lines.append("\nconversation")
    for message in draft.messages { lines.append("[\(message.role.rawValue)]\n\(message.text)\n") }
    return lines.joined(separator: "\n")
  }

  private static func outcome(_ attempt: AttemptFact) -> String {
    guard let end = attempt.end else { return "under way, or cut off" }
    let id = end.requestID.map { ", request id \($0)" } ?? ""
    switch end.result {
    case .reply: return "reply\(id)"
    case .failure(_, let code, let message): return "\(code): \(message)\(id)"
    case .unknown: return "cut off by the end of its run: counted as billed in the worst case"
    }
  }
}
