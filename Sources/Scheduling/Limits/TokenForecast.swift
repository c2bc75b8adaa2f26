import JobModel

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
/// The first ones are counted at their worst case. From the first reply on it is what replies of the job have used of
/// theirs, the latest ones counting most, and a tenth more. Why not the worst case for ever: what is counted and not used
/// comes back only with the reply, so with 12,500 tokens for each request of 2,500 and 10 s for a reply a run would be
/// 40 s behind its limit before it is as fast; counted at what they use it is so when the first replies come. Why the
/// mean and no upper quantile: what counts is the sum of all that are in flight, and a request that used more is paid by
/// the next ones.
struct TokenForecast: Sendable {
  /// The weight of the latest reply: some thirty count.
  private static let weight = 1.0 / 32
  /// One part in so many is added.
  private static let margin = 10
  /// Of a reply without a bound, before there was any.
  private static let unboundedOutput = 1000

  private var input = Share()
  /// As a share of the bound, of replies that had one; of the others their mean.
  private var output = Share()
  private var unbounded = Share()

  /// What was used of what could have been, in sums that forget.
  private struct Share: Sendable {
    var used = 0.0
    var of = 0.0

    mutating func add(_ used: Int, of whole: Int) {
      self.used += (Double(used) - self.used) * (of == 0 ? 1 : TokenForecast.weight)
      of += (Double(whole) - of) * (of == 0 ? 1 : TokenForecast.weight)
    }

    /// nil before anything was added.
    func part(of whole: Int) -> Int? {
      guard of > 0 else { return nil }
      let used = Int((Double(whole) * used / of).rounded())
      return used + (used + TokenForecast.margin - 1) / TokenForecast.margin
    }
  }

  func tokens(of size: RequestSize) -> Int {
    let input = min(input.part(of: size.input) ?? size.input, size.input)
    guard let bound = size.output else { return input + (unbounded.part(of: 1) ?? Self.unboundedOutput) }
    return input + min(output.part(of: bound) ?? bound, bound)
  }

  mutating func learn(_ usage: Usage, of size: RequestSize) {
    if size.input > 0 { input.add(usage.input, of: size.input) }
    if let bound = size.output, bound > 0 {
      output.add(usage.output, of: bound)
    } else {
      unbounded.add(usage.output, of: 1)
    }
  }
}
