import JobModel
import Tokens

/// Counts the tokens of some items' prompts, evenly spread over all that come, and judges the others by their bytes.
///
/// All are counted while they are few. Then every second one of those counted is forgotten, and from there on every
/// second item counted, and so on: how many will come need not be known.
struct PromptSample {
  private let counter: TokenCounter
  private let api: API
  private let most: Int
  private var stride = 1
  private var seen = 0
  private var counted: [(tokens: Double, bytes: Double)] = []

  /// - Parameter most: items of which the counts are kept.
  init(model: String, api: API, most: Int = 512) {
    counter = TokenCounter(model: model)
    self.api = api
    self.most = most
  }

  /// Whether it errs on whole texts, since the model's vocabulary is not known.
  var isEstimate: Bool { counter.vocabulary == nil }

  /// Whether the next item is one of those that are counted.
  var countsNext: Bool { seen % stride == 0 }

  /// The next item's texts in all its questions; nil where they are not counted.
  mutating func next(_ questions: [Question]) -> Double? {
    guard countsNext else {
      pass()
      return nil
    }
    seen += 1
    let tokens = texts(questions).reduce(0, +)
    counted.append((tokens, Double(Self.bytes(questions))))
    if counted.count > most {
      counted = counted.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
      stride *= 2
    }
    return tokens
  }

  /// Lets the next item go by.
  mutating func pass() { seen += 1 }

  /// What the prompts of each question hold, with what the wire format puts around the messages.
  func tokens(_ questions: [Question]) -> [Double] {
    zip(texts(questions), questions).map { $0 + overhead($1) }
  }

  /// In OpenAI's chat format three tokens and a role for each message, and three more that open the reply
  /// (openai/openai-cookbook, How_to_count_tokens_with_tiktoken); elsewhere a blank line between them.
  func overhead(_ question: Question) -> Double {
    api == .chat ? Double(4 * question.messages.count + 3) : Double(question.messages.count)
  }

  /// Of all that was counted.
  var tokensPerByte: Double {
    let sum = counted.reduce((0, 0)) { ($0.0 + $1.tokens, $0.1 + $1.bytes) }
    return sum.1 > 0 ? sum.0 / sum.1 : 0
  }

  /// The standard deviation of what an item's tokens are beside what its bytes let expect.
  var scatter: Double {
    guard counted.count > 1 else { return 0 }
    let ratio = tokensPerByte
    let squares = counted.reduce(0) { $0 + ($1.tokens - ratio * $1.bytes) * ($1.tokens - ratio * $1.bytes) }
    return (squares / Double(counted.count - 1)).squareRoot()
  }

  /// How many were counted and are kept.
  var size: Int { counted.count }

  /// Each question holds the messages of the one before and more: a message is counted once.
  private func texts(_ questions: [Question]) -> [Double] {
    var sums: [Double] = [0]
    for message in questions.last?.messages ?? [] {
      sums.append((sums.last ?? 0) + (message.text.isEmpty ? 0 : counter.count(message.text)))
    }
    return questions.map { sums[$0.messages.count] }
  }

  static func bytes(_ questions: [Question]) -> Int {
    questions.reduce(0) { $0 + $1.messages.reduce(0) { $0 + $1.text.utf8.count } }
  }
}
