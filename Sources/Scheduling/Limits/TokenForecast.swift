import JobModel
import Values

/// What is known of a request's tokens before it is sent.
struct RequestSize: Hashable, Sendable {
  /// More input tokens than this it has in no case.
  var input: Int
  /// More output tokens than this it has in no case; nil where nothing bounds them.
  var output: Int?

  init(input: Int, output: Int?) {
    self.input = input
    self.output = output
  }

  init(_ question: Question) { self.init(input: question.inputTokenBound, output: question.settings.maxTokens) }
}

/// How many tokens a request of a job is counted at before its usage is known.
///
/// The first ones are counted at their worst case. From the first reply on it is the mean of what replies of the job have
/// used of theirs, one more that used all of it, and a tenth.
///
/// Why not the worst case for ever: what is counted and not used comes back only with the reply, so a run whose requests
/// use a fifth is behind its limit by four times the latency before it is as fast. Why the mean and no upper quantile:
/// what counts is the sum of all that are in flight, and who used more is paid by the next ones. Why one more that used
/// all: the first replies to come are often the shortest, and a few of them say little of the others.
struct TokenForecast: Sendable {
  /// So many of the latest replies count.
  private static let memory = 100.0
  /// One part in so many is added.
  private static let margin = 10
  /// Of a reply without a bound, before there was any.
  private static let unboundedOutput = 1000

  private var input = Share()
  /// As a share of the bound, of replies that had one; of the others their mean.
  private var output = Share()
  private var unbounded = Share()

  /// What was used of what could have been: means that forget.
  private struct Share: Sendable {
    private var count = 0.0
    private var used = 0.0
    private var of = 0.0

    /// - Parameter most: what the first one could have used.
    mutating func add(_ used: Int, of whole: Int, most: Int) {
      if count == 0 { (count, self.used, of) = (1, Double(most), Double(whole)) }
      count = min(count + 1, TokenForecast.memory)
      self.used += (Double(used) - self.used) / count
      of += (Double(whole) - of) / count
    }

    /// nil before anything was added.
    func part(of whole: Int) -> Int? {
      guard of > 0 else { return nil }
      let used = Int(min((Double(whole) * used / of).rounded(), Double(Int.max / 2)))
      return used + (used + TokenForecast.margin - 1) / TokenForecast.margin
    }
  }

  func tokens(of size: RequestSize) -> Int {
    let input = min(input.part(of: size.input) ?? size.input, size.input)
    guard let bound = size.output else {
      return input.addingOrMost(unbounded.part(of: 1) ?? Self.unboundedOutput)
    }
    return input.addingOrMost(min(output.part(of: bound) ?? bound, bound))
  }

  mutating func learn(_ usage: Usage, of size: RequestSize) {
    if size.input > 0 { input.add(usage.input, of: size.input, most: size.input) }
    if let bound = size.output, bound > 0 {
      output.add(usage.output, of: bound, most: bound)
    } else {
      unbounded.add(usage.output, of: 1, most: Self.unboundedOutput)
    }
  }
}
