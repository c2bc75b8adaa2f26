/// The name that somebody who wrote `word` most likely meant, or nil where nothing is near.
///
/// Near is at most one slip (a letter too many, missing, wrong, or two swapped) for every three letters, and at
/// least one; upper and lower case count as the same letter. Of equally near names the first wins.
package func nearest(to word: String, among names: some Sequence<String>) -> String? {
  let wanted = Array(word.lowercased().unicodeScalars)
  let limit = max(1, wanted.count / 3)
  var best: (name: String, slips: Int)?
  for name in names where !name.hasSameScalars(as: word) {
    let candidate = Array(name.lowercased().unicodeScalars)
    guard abs(candidate.count - wanted.count) <= limit else { continue }
    let slips = slips(between: wanted, and: candidate)
    if slips <= limit, slips < max(wanted.count, candidate.count), slips < best?.slips ?? .max { best = (name, slips) }
  }
  return best?.name
}

/// Damerau–Levenshtein distance, in the form in which no letter is touched twice.
private func slips(between a: [Unicode.Scalar], and b: [Unicode.Scalar]) -> Int {
  var beforeLast: [Int] = []
  var last = Array(0...b.count)
  for i in a.indices {
    var row = [i + 1] + Array(repeating: 0, count: b.count)
    for j in b.indices {
      row[j + 1] = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { row[j + 1] = min(row[j + 1], beforeLast[j - 1] + 1) }
    }
    (beforeLast, last) = (last, row)
  }
  return last[b.count]
}
