/// Two texts compared line by line, in the form of `diff -u` (POSIX, IEEE Std 1003.1, "Diff -u Output Format").
package struct UnifiedDiff: Sendable {
  /// What became of a line; its value stands before the line.
  package enum Mark: String, Sendable {
    case kept = " "
    case removed = "-"
    case added = "+"
  }

  /// A line of one of the texts, or of both.
  package struct Line: Sendable {
    package let mark: Mark
    /// Without its line break.
    package let text: String
    /// False for a last line without one.
    package let isEnded: Bool
  }

  /// A stretch of changes, with the unchanged lines around it.
  package struct Hunk: Sendable {
    /// `@@ -1,3 +1,4 @@`
    package let header: String
    package let lines: [Line]
  }

  /// None where the texts are equal, scalar by scalar.
  package let hunks: [Hunk]

  /// Lines around a change, as `diff -u` has them.
  private static let context = 3

  /// The most lines that differ in one stretch and are still matched with each other: memory grows with their square, at this
  /// number to some 60 MB. Beyond, all old ones are removed and all new ones added, which is right but longer.
  private static let mostMatched = 4_000

  package init(from old: String, to new: String) {
    let steps = Self.steps(from: Self.lines(of: old), to: Self.lines(of: new))
    hunks = Self.stretches(of: steps).map { Self.hunk(steps, $0) }
  }

  /// The whole, with the two lines that name the texts; empty where they are equal.
  package func text(from old: String, to new: String) -> String {
    if hunks.isEmpty { return "" }
    return "--- \(old)\n+++ \(new)\n" + hunks.map(\.text).joined()
  }

  /// A line of either text, with its place in both.
  private struct Step {
    let line: Line
    /// Lines before it.
    let old: Int
    let new: Int
  }

  /// Each with its line break.
  private static func lines(of text: String) -> [Text] {
    var lines: [Text] = []
    var start = text.startIndex
    // By bytes: to Swift, CRLF is one character and no line feed.
    while let end = text.utf8[start...].firstIndex(of: UInt8(ascii: "\n")) {
      let next = text.utf8.index(after: end)
      lines.append(Text(String(text[start..<next])))
      start = next
    }
    if start < text.endIndex { lines.append(Text(String(text[start...]))) }
    return lines
  }

  private static func steps(from old: [Text], to new: [Text]) -> [Step] {
    let head = zip(old, new).prefix { $0 == $1 }.count
    let tail = zip(old[head...].reversed(), new[head...].reversed()).prefix { $0 == $1 }.count
    let (before, after) = (Array(old[head..<(old.count - tail)]), Array(new[head..<(new.count - tail)]))
    var removed = Set(before.indices)
    var added = Set(after.indices)
    if before.count + after.count <= mostMatched {
      (removed, added) = ([], [])
      for change in after.difference(from: before) {
        switch change {
        case .remove(let offset, _, _): removed.insert(offset)
        case .insert(let offset, _, _): added.insert(offset)
        }
      }
    }
    var steps: [Step] = []
    var (oldPlace, newPlace) = (0, 0)
    while oldPlace < old.count || newPlace < new.count {
      let mark: Mark =
        if removed.contains(oldPlace - head) { .removed } else if added.contains(newPlace - head) { .added } else {
          .kept
        }
      let line = mark == .added ? new[newPlace] : old[oldPlace]
      steps.append(Step(line: Line(mark, line.string), old: oldPlace, new: newPlace))
      if mark != .added { oldPlace += 1 }
      if mark != .removed { newPlace += 1 }
    }
    return steps
  }

  /// Changes with the lines around them; what is nearer to each other than these reach is one.
  private static func stretches(of steps: [Step]) -> [Range<Int>] {
    var stretches: [Range<Int>] = []
    for place in steps.indices where steps[place].line.mark != .kept {
      let range = max(place - context, 0)..<min(place + context + 1, steps.count)
      if let last = stretches.last, range.lowerBound <= last.upperBound {
        stretches[stretches.count - 1] = last.lowerBound..<range.upperBound
      } else {
        stretches.append(range)
      }
    }
    return stretches
  }

  private static func hunk(_ steps: [Step], _ range: Range<Int>) -> Hunk {
    let part = steps[range]
    let first = steps[range.lowerBound]
    let old = span(first.old, part.count { $0.line.mark != .added })
    let new = span(first.new, part.count { $0.line.mark != .removed })
    return Hunk(header: "@@ -\(old) +\(new) @@", lines: part.map(\.line))
  }

  /// A count of one is left out; no lines stand behind the line before them.
  private static func span(_ before: Int, _ count: Int) -> String {
    switch count {
    case 0: "\(before),0"
    case 1: "\(before + 1)"
    default: "\(before + 1),\(count)"
    }
  }
}

extension UnifiedDiff.Line {
  fileprivate init(_ mark: UnifiedDiff.Mark, _ line: String) {
    self.mark = mark
    isEnded = line.utf8.last == UInt8(ascii: "\n")
    text = isEnded ? String(decoding: line.utf8.dropLast(), as: UTF8.self) : line
  }

  /// As it stands in the output, without a line break at its end.
  package var shown: String { mark.rawValue + text + (isEnded ? "" : "\n\\ No newline at end of file") }
}

extension UnifiedDiff.Hunk {
  fileprivate var text: String { header + "\n" + lines.map { $0.shown + "\n" }.joined() }
}
