import JobModel
import Values
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
    /// How often each of the missing replies stands in the prompts behind it, of all that were rendered together.
    var mentions: [Double] = []
  }

  /// By the place of that reply in the job.
  private(set) var starts: [Start]
  private(set) var requests = 0
  /// The most that the replies can be; nil where nothing bounds one of them.
  private(set) var outputMax: Int? = 0
  /// nil where a price or a bound on the output is unknown.
  private(set) var worst: Price.WorstCase?

  init(_ loaded: LoadedJob) {
    starts = Array(repeating: Start(), count: loaded.job.requests.count)
    worst = loaded.price.map { _ in Price.WorstCase() }
  }

  /// Adds an item of which these replies are missing, the last of them the job's last.
  ///
  /// - Returns: the most that they can cost; nil where a price or a bound is unknown.
  @discardableResult
  mutating func add(_ open: [Walk.Open], price: Price?, sample: inout PromptSample) -> Price.WorstCase? {
    guard let start = countItem(missing: open.count) else {
      sample.pass()
      return nil
    }
    let questions = open.map(\.question)
    starts[start].rendered += 1
    starts[start].addMentions(open)
    starts[start].tokens += questions.reduce(0) { $0 + sample.overhead($1) }
    if let tokens = sample.next(questions) {
      starts[start].tokens += tokens
    } else {
      starts[start].bytes += PromptSample.bytes(questions)
      starts[start].uncounted += 1
    }
    return addWorstCase(open, price: price)
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

  private mutating func addWorstCase(_ open: [Walk.Open], price: Price?) -> Price.WorstCase? {
    for question in open.map(\.question) {
      let bound = price.map { $0.outputBound(of: question) } ?? question.settings.maxTokens
      outputMax = outputMax.flatMap { sum in bound.map { sum.addingOrMost($0) } }
    }
    let most = price.flatMap { $0.worstCase(of: open) }
    worst = worst.flatMap { sum in most.map { sum + $0 } }
    return most
  }
}

extension Demand.Start {
  fileprivate mutating func addMentions(_ open: [Walk.Open]) {
    if mentions.isEmpty { mentions = Array(repeating: 0, count: open.count) }
    for question in open {
      for (place, bytes) in question.coming.perToken where mentions.indices.contains(place) {
        mentions[place] += Double(bytes) / Double(Coming.bytesPerToken)
      }
    }
  }
}
