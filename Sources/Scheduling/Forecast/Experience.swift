import JobModel

/// What earlier replies of a job teach about those to come.
struct Experience {
  /// An item whose replies are there.
  struct Observation {
    /// What its prompts hold by our count, by how many of its replies stand in them, from the first one on: those of the
    /// requests that follow. Nothing stands in place of the other replies.
    let own: [[Double]]
    /// What was reported; nil for a reply that is not there, or too old.
    let usage: [Usage?]
    /// Its prompts are still those that were sent. Else it is not known what the replies are in them, and `own` has only
    /// what they hold without.
    let isCurrent: Bool

    /// What the prompts that were sent hold by our count; nil where they have changed since.
    var sent: [Double]? { isCurrent ? own.compactMap(\.first) : nil }
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
    for item in observations {
      for case (let own, let usage?) in zip(item.sent ?? [], item.usage) {
        reported += Double(usage.input)
        counted += own
      }
    }
    return reported > 0 && counted > 0 ? reported / counted : 1
  }

  /// Of the items that have all replies from one on: with those before in place, as in the items that are to be asked.
  func excess(from start: Int) -> Excess {
    let ratio = ratio
    var excess = Excess()
    for item in observations {
      let usage = item.usage[start...].compactMap(\.self)
      guard usage.count == item.usage.count - start else { continue }
      let total = usage.reduce(Usage(), +)
      let own = (item.own.indices.contains(start) ? item.own[start] : Array(item.own[0][start...])).reduce(0, +)
      // Each reply stands in all prompts behind it at least.
      let carried = zip(usage, (0..<usage.count).reversed()).reduce(0.0) { $0 + Double($1.0.output * $1.1) }
      excess.input.append(item.isCurrent ? Double(total.input) - ratio * own : ratio * carried)
      excess.cachedInput.append(Double(total.cachedInput))
      excess.output.append(Double(total.output))
      excess.reasoning.append(Double(total.reasoning))
      excess.own.append(own)
    }
    return excess
  }
}
