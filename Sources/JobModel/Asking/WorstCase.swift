import OrderedCollections
package import Templates
import Values

extension Price {
  /// The most that a question can cost, in the dearer of the standard tier and the one that it asks for.
  ///
  /// The input is bounded by its bytes, the output by `max_tokens` or the longest reply of the model: nil where neither
  /// is known.
  package func worstCase(of question: Question) -> Money? { worstCase(of: question, besides: 0) }

  /// The most that the rest of an item's conversation can cost; nil where nothing bounds a reply.
  ///
  /// `plan` says it, and a run sets it aside, before the first of these requests. A reply that is not there yet goes into
  /// each prompt behind it as a message and as often as templates mention it. When one of these requests comes, its
  /// prompt is there, and its bytes are counted: it is sent only where those have been set aside.
  ///
  /// - Parameter open: the replies to come, all that are missing, in the order in which they will be asked for.
  package func worstCase(of open: [Walk.Open]) -> WorstCase? {
    var (sum, bounds) = (WorstCase(), [Int]())
    for next in open {
      guard let most = worstCase(of: next.question, besides: next.coming.tokens(bounds)),
        let reply = outputBound(of: next.question)
      else { return nil }
      sum.cost += most
      sum.unbounded = sum.unbounded ?? next.coming.unbounded
      bounds.append(reply)
    }
    return sum
  }

  /// The most that requests can cost.
  package struct WorstCase: Sendable {
    package var cost = Money.zero
    /// The place in a template that makes it no bound: how much of a reply is printed there is not known before the reply
    /// is. It holds all that is known.
    package var unbounded: TemplateError?

    package init() {}

    package static func + (a: WorstCase, b: WorstCase) -> WorstCase {
      var sum = a
      sum.cost += b.cost
      sum.unbounded = a.unbounded ?? b.unbounded
      return sum
    }
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
    let input = question.inputTokenBound.addingOrMost(more)
    return tiers(of: question.settings).map { dearest(input: input, output: output, $0) }.max()
  }

  /// Cached input may cost more than other, and a short request more a token than a long one: whatever is dearest. With
  /// fewer tokens than `input` a request may fall below a step, so each step up to it counts.
  private func dearest(input: Int, output: Int, _ tier: ServiceTier) -> Money {
    func cost(_ input: Int) -> Money {
      let rates = rates(tier, input: input)
      return Money(tokens: input, at: max(rates.input, rates.cachedInput, rates.cacheWrite))
        + Money(tokens: output, at: max(rates.output, rates.reasoning))
    }
    let below = steps(of: knows(tier) ? tier : .standard).map(\.above).filter { 0 < $0 && $0 < input }
    return below.map(cost).reduce(cost(input), max)
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
}
