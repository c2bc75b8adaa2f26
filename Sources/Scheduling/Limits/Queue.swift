import DequeModule

/// Who waits to send a request, in lines; each is served in the order in which they came.
struct Queue: Sendable {
  /// The requests of a lane that stand alike with money.
  struct Line: Hashable, Sendable {
    let lane: Lane
    let money: Need
  }

  enum Need: Hashable, Sendable {
    /// Needs no money, or has it already: is never held up by those who wait for it.
    case has
    /// Has some and needs more. They pass those who have none: what they hold comes back only with them.
    case needsMore
    case needsAll
  }

  private var waiting: [Int: Ask] = [:]
  /// First come first; who has gone meanwhile is not in `waiting`.
  private var lines: [Line: Deque<Int>] = [:]
  private var arrivals = 0

  /// Somebody comes.
  mutating func newcomer() -> Int {
    arrivals += 1
    return arrivals
  }

  mutating func add(_ ask: Ask, as id: Int, money: Need) {
    waiting[id] = ask
    lines[Line(lane: ask.lane, money: money), default: []].append(id)
  }

  mutating func remove(_ id: Int) { waiting[id] = nil }

  subscript(id: Int) -> Ask? { waiting[id] }

  /// The first of each line.
  mutating func heads() -> [(id: Int, line: Line)] {
    Array(lines.keys).compactMap { line in head(of: line).map { ($0, line) } }
  }

  /// Who is first in a line; nil where nobody stands in it.
  mutating func head(of line: Line) -> Int? {
    while let id = lines[line]?.first {
      if waiting[id] != nil { return id }
      lines[line]?.removeFirst()
    }
    lines[line] = nil
    return nil
  }

  /// How many stand so.
  func count(_ need: Need) -> Int {
    lines.reduce(0) { sum, line in line.key.money == need ? sum + line.value.count { waiting[$0] != nil } : sum }
  }
}
