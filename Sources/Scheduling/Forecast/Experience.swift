import JobModel

/// What earlier replies of a job teach about those to come.
struct Experience {
  /// An item whose replies are there.
  struct Observation {
    /// What its prompts hold by our count, with nothing in place of the replies; by the reply that they ask for.
    let own: [Double]
    /// What was reported; nil for a reply that is not there, or too old.
    let usage: [Usage?]
    /// Its prompts are still those that were sent.
    let isCurrent: Bool
  }

  /// What items with the same replies missing had beside their own text.
  struct Excess {
    var input: [Double] = []
    var cachedInput: [Double] = []
    var output: [Double] = []
    var reasoning: [Double] = []
    var own: [Double] = []
  }

  private var observations: [Observation] = []

  mutating func add(_ observation: Observation) { observations.append(observation) }

  /// Tokens that the provider reports for each of our count; 1 where none tells.
  var ratio: Double {
    var (reported, counted) = (0.0, 0.0)
    for item in observations where item.isCurrent {
      var replies: Double? = 0
      for (own, usage) in zip(item.own, item.usage) {
        if let usage, let replies {
          reported += Double(usage.input)
          counted += own + replies
        }
        replies = replies.flatMap { sum in usage.map { sum + Double($0.output) } }
      }
    }
    return reported > 0 && counted > 0 ? reported / counted : 1
  }

  /// Of the items that have all replies from one on.
  func excess(from start: Int) -> Excess {
    let ratio = ratio
    var excess = Excess()
    for item in observations {
      let usage = item.usage[start...].compactMap(\.self)
      guard usage.count == item.own.count - start else { continue }
      let total = usage.reduce(Usage(), +)
      var (own, carried, replies) = (0.0, 0.0, 0.0)
      for (text, usage) in zip(item.own[start...], usage) {
        own += text
        carried += replies
        replies += Double(usage.output)
      }
      // Replies before the first missing one stand in the new items' own text.
      let given = item.usage[..<start].reduce(0 as Double?) { sum, usage in
        sum.flatMap { sum in usage.map { sum + Double($0.output) } }
      }
      let measured = given.map { Double(total.input) - ratio * (own + $0 * Double(usage.count)) }
      excess.input.append(item.isCurrent ? measured ?? ratio * carried : ratio * carried)
      excess.cachedInput.append(Double(total.cachedInput))
      excess.output.append(Double(total.output))
      excess.reasoning.append(Double(total.reasoning))
      excess.own.append(own)
    }
    return excess
  }
}
