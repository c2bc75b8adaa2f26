import JobModel
import Workspace

/// Requests of a job that are still to be sent, and what their prompts hold.
struct Demand {
  /// Items of which the same reply is the first that is missing.
  struct Start {
    var items = 0
    /// Whose prompts were rendered.
    var rendered = 0
    /// Tokens of the rendered ones that were counted, and of what is around their messages.
    var tokens = 0.0
    /// Bytes of the rendered ones that were not counted, and how many items they are.
    var bytes = 0
    var uncounted = 0
  }

  /// By the place of that reply in the job.
  private(set) var starts: [Start]
  private(set) var requests = 0
  /// The most that the replies can be; nil where nothing bounds one of them.
  private(set) var outputMax: Int? = 0
  /// nil where a price or a bound on the output is unknown.
  private(set) var worst: Money?

  init(_ loaded: LoadedJob) {
    starts = Array(repeating: Start(), count: loaded.job.requests.count)
    worst = loaded.price.map { _ in .zero }
  }

  /// Adds an item of which these replies are missing, the last of them the job's last.
  mutating func add(_ open: [Walk.Open], price: Price?, sample: inout PromptSample) {
    guard let start = countItem(missing: open.count) else { return sample.pass() }
    let questions = open.map(\.question)
    starts[start].rendered += 1
    starts[start].tokens += questions.reduce(0) { $0 + sample.overhead($1) }
    if let tokens = sample.next(questions) {
      starts[start].tokens += tokens
    } else {
      starts[start].bytes += PromptSample.bytes(questions)
      starts[start].uncounted += 1
    }
    addWorstCase(questions, price: price)
  }

  /// Adds an item like the others: its prompts were not rendered.
  ///
  /// - Returns: which reply is the first that is missing.
  @discardableResult
  mutating func countItem(missing: Int) -> Int? {
    guard missing > 0, missing <= starts.count else { return nil }
    requests += missing
    starts[starts.count - missing].items += 1
    return starts.count - missing
  }

  /// Whether no item with so many replies missing was rendered yet.
  func lacksSample(missing: Int) -> Bool {
    missing > 0 && missing <= starts.count && starts[starts.count - missing].rendered == 0
  }

  private mutating func addWorstCase(_ questions: [Question], price: Price?) {
    for question in questions {
      let bound = price.map { $0.outputBound(of: question) } ?? question.settings.maxTokens
      outputMax = outputMax.flatMap { sum in bound.map { sum + $0 } }
    }
    let most = price.flatMap { $0.worstCase(ofConversation: questions) }
    worst = worst.flatMap { sum in most.map { sum + $0 } }
  }
}
