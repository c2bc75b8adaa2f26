import OrderedCollections
import Values

extension Price {
  /// The most that a question can cost, in the dearer of the standard tier and the one that it asks for.
  ///
  /// The input is bounded by its bytes, the output by `max_tokens` or the longest reply of the model: nil where neither
  /// is known.
  package func worstCase(of question: Question) -> Money? { worstCase(of: question, besides: 0) }

  /// The most that the rest of an item's conversation can cost; nil where nothing bounds a reply.
  ///
  /// A reply that is not there yet goes into each prompt behind it. How large it will be is known to its tokens, and not
  /// how often templates repeat it nor how it will be cut into tokens the second time: it is counted twice, for the
  /// message that it is and for one more mention. So this says whether a conversation that is begun can probably be
  /// finished. No request is sent on its word: when one comes, its prompt is there, and its own worst case is known.
  ///
  /// - Parameter questions: in the order in which they will be asked, with nothing in place of replies to come.
  package func worstCase(ofConversation questions: [Question]) -> Money? {
    var sum = Money.zero
    var replies = 0
    for question in questions {
      guard let most = worstCase(of: question, besides: replies), let reply = outputBound(of: question) else {
        return nil
      }
      sum += most
      replies = replies.addingWithoutOverflow(reply.addingWithoutOverflow(reply))
    }
    return sum
  }

  /// The most tokens that come back; nil where nothing bounds them.
  package func outputBound(of question: Question) -> Int? {
    // What stands in `extra` wins over what galley sends.
    let overrides = Settings.tokenParameters.contains { question.settings.extra[MapKey($0)] != nil }
    return overrides ? nil : question.settings.maxTokens ?? longestReply
  }

  /// - Parameter more: tokens of input that are not in the question yet.
  private func worstCase(of question: Question, besides more: Int) -> Money? {
    guard let output = outputBound(of: question) else { return nil }
    let input = question.inputTokenBound.addingWithoutOverflow(more)
    return [ServiceTier.standard, question.settings.serviceTier]
      .map { dearest(input: input, output: output, $0) }.max()
  }

  /// Long requests may cost less a token than short ones, cached input more than other: whatever is dearest.
  private func dearest(input: Int, output: Int, _ tier: ServiceTier) -> Money {
    let rates = rates(tier, input: input)
    return Money(tokens: input, at: max(rates.input, rates.cachedInput, rates.cacheWrite))
      + Money(tokens: output, at: max(rates.output, rates.reasoning))
  }
}

extension Question {
  /// Tokens that a message costs beside its text, generously: OpenAI's chat format takes 3 to 4.
  package static let messageOverhead = 8

  /// Tokens that a request costs beside its messages: chat templates of open models put a system message of their own
  /// before the first (Qwen 2.5's takes 20 tokens, Llama 3.1's with its dates 25), and open the reply.
  package static let requestOverhead = 128

  /// No request has more input tokens than this: no tokenizer that works on bytes makes more tokens than there are.
  package var inputTokenBound: Int {
    // A schema or a tool in `extra` reaches the model, too, and not always in the words that were sent.
    let extra = settings.extra.isEmpty ? 0 : 2 * ((try? JSON.text(.map(settings.extra)).utf8.count) ?? 0)
    return messages.reduce(Self.requestOverhead + extra) { $0 + $1.text.utf8.count + Self.messageOverhead }
  }

  /// What the input probably is: four bytes to a token, as English has with current vocabularies.
  package var inputTokenEstimate: Int { messages.reduce(0) { $0 + ($1.text.utf8.count + 3) / 4 + 4 } }
}

extension Int {
  /// The largest number where the sum does not fit; both are 0 or more.
  fileprivate func addingWithoutOverflow(_ other: Int) -> Int {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }
}
