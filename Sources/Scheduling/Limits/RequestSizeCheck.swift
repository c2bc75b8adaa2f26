import JobModel
import Tokens
import Values
import Workspace

/// Finds requests that are larger than what their limits let through in a minute: they would never be answered.
struct RequestSizeCheck {
  /// A text that is counted with another vocabulary than the model's may have so much of the count in it at least: they
  /// differ by a third in the languages that were compared, and only a sure error is one.
  private static let sureShare = 0.5

  private let limit: (tokens: Int, place: SourcePlace?, whose: String)
  private let file: String
  private let counter: TokenCounter

  /// nil where no limit of tokens is declared.
  init?(_ loaded: LoadedJob) {
    let (job, provider) = (loaded.job, loaded.provider)
    let own = job.limits.rate.tokensPerMinute.map { ($0, job.limits.tokensPlace, "") }
    let shared = provider.limits.tokensPerMinute.map {
      ($0, provider.tokensPlace, " of the provider '\(provider.name)'")
    }
    guard let limit = [own, shared].compactMap(\.self).min(by: { $0.0 < $1.0 }) else { return nil }
    self.limit = limit
    file = job.file
    counter = TokenCounter(model: job.model)
  }

  /// - Parameter walk: an item's conversation, with stand-ins for its replies.
  func check(_ walk: Walk) throws(ItemError) {
    for open in walk.open {
      let output = open.question.settings.maxTokens ?? 0
      // Most fit even if every byte were a token, which takes no counting.
      guard open.question.inputTokenBound.addingOrMost(output) > limit.tokens else { continue }
      let size = output.addingOrMost(inputTokens(open.question))
      guard size > limit.tokens else { continue }
      let message =
        "tokens_per_minute\(limit.whose) is \(limit.tokens), and the reply '\(open.request.name)' of an item asks for at "
        + "least \(size) tokens, \(output) of them by max_tokens: raise the limit, or lower max_tokens, or shorten the prompt"
      throw ItemError(
        code: "limits", diagnostic: limit.place?.diagnostic(message) ?? Diagnostic(file: file, message: message))
    }
  }

  /// At least so many.
  private func inputTokens(_ question: Question) -> Int {
    let counted = question.messages.reduce(0) { $0 + counter.count($1.text) }
    return Int(counter.vocabulary == nil ? counted * Self.sureShare : counted)
  }
}
