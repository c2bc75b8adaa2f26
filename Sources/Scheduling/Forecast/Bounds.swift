import JobModel

/// How long an item's missing replies may be.
struct Bounds {
  /// `max_tokens` of each.
  let each: [Int?]

  var replies: Int { each.count }

  /// Of all of them together; nil where nothing bounds one.
  var most: Double? {
    each.reduce(0 as Double?) { sum, bound in sum.flatMap { sum in bound.map { sum + Double($0) } } }
  }

  /// How long each may turn out: from half of what all but a twentieth of other replies have to twice of what all but a
  /// twentieth keep to, since jobs ask for different things; without any, from a twentieth of its bound up to it.
  func lengths(_ others: [Int]) -> [Outlook.Range] {
    let sorted = others.sorted()
    let edge = sorted.count / 20
    return each.map { bound in
      let most = bound.map { Double($0) }
      guard let first = sorted.dropFirst(edge).first, let last = sorted.dropLast(edge).last else {
        return Outlook.Range(low: max((most ?? 0) / 20, 1), high: most)
      }
      return Outlook.Range(low: Double(first) / 2, high: Double(last) * 2).clamped(1, most)
    }
  }
}
