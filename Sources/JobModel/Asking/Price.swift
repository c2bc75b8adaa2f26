/// What a model's tokens cost.
package struct Price: Hashable, Sendable {
  /// Pico-dollars for one token, which is micro-dollars for a million.
  package let input: Int
  package let cachedInput: Int
  package let output: Int

  package init(input: Int, cachedInput: Int, output: Int) {
    self.input = input
    self.cachedInput = cachedInput
    self.output = output
  }

  /// What the reported usage costs.
  package func cost(_ usage: Usage) -> Money {
    let cached = min(usage.cachedInput, usage.input)
    return Money(picoDollars: (usage.input - cached) * input + cached * cachedInput + usage.output * output)
  }

  /// The most that a question can cost: no tokenizer that works on bytes makes more tokens than there are bytes.
  ///
  /// nil where nothing bounds the output.
  package func worstCase(of question: Question) -> Money? {
    guard let maxTokens = question.settings.maxTokens else { return nil }
    return cost(Usage(input: question.inputTokenBound, output: maxTokens))
  }

  /// Reads USD for a million tokens; nil for anything but a number with at most six decimals.
  package static func picoDollarsPerToken(_ text: String) -> Int? {
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let digits = parts.allSatisfy { $0.utf8.allSatisfy { (48...57).contains($0) } }
    guard digits, let dollars = Int(parts[0].isEmpty ? "0" : parts[0]), dollars <= 1_000_000 else { return nil }
    let decimals = parts.count == 2 ? String(parts[1]) : ""
    guard !(parts[0].isEmpty && decimals.isEmpty), decimals.utf8.count <= 6 else { return nil }
    let millionths = Int(decimals + String(repeating: "0", count: 6 - decimals.utf8.count)) ?? 0
    return dollars * 1_000_000 + millionths
  }
}

extension Question {
  /// Tokens that a message costs beside its text, generously: OpenAI's chat format takes 3 to 4.
  package static let messageOverhead = 8

  /// No request has more input tokens than this.
  package var inputTokenBound: Int { messages.reduce(0) { $0 + $1.text.utf8.count + Self.messageOverhead } }

  /// What the input probably is: four bytes to a token, as English has with current vocabularies.
  package var inputTokenEstimate: Int { messages.reduce(0) { $0 + ($1.text.utf8.count + 3) / 4 + 4 } }
}
