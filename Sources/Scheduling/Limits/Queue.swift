import DequeModule
import JobModel

/// Who waits to send a request, in lines; each is served in the order in which they came.
struct Queue: Sendable {
  /// The requests of a lane that stand alike with money.
  struct Line: Hashable, Sendable {
    /// The lane's number at the gate.
    let lane: Int
    let money: Need
  }

  enum Need: Hashable, Sendable {
    /// Needs no money, or has it already: is never held up by those who wait for it.
    case has
    /// Has some and needs more. They pass those who have none: what they hold comes back only with them.
    case needsMore
    case needsAll
  }

  private struct Waiter: Sendable {
    var ask: Ask
    let lane: Int
  }

  private var waiting: [Int: Waiter] = [:]
  /// First come first; who has gone meanwhile is not in `waiting`.
  private var lines: [Line: Deque<Int>] = [:]
  private var arrivals = 0

  /// Somebody comes.
  mutating func newcomer() -> Int {
    arrivals += 1
    return arrivals
  }

  mutating func add(_ ask: Ask, as id: Int, in line: Line) {
    waiting[id] = Waiter(ask: ask, lane: line.lane)
    lines[line, default: []].append(id)
  }

  mutating func remove(_ id: Int) { waiting[id] = nil }

  subscript(id: Int) -> Ask? { waiting[id]?.ask }

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

  /// All who stand in a line.
  func all(in line: Line) -> [(id: Int, ask: Ask)] {
    (lines[line] ?? []).compactMap { id in waiting[id].map { (id, $0.ask) } }
  }

  /// Who had money and needs more has none from now on: they stand among those who have none, as they came.
  mutating func takeHold(from id: Int) {
    guard var waiter = waiting[id] else { return }
    lines[Line(lane: waiter.lane, money: .needsMore)]?.removeAll { $0 == id }
    waiter.ask.held = .zero
    waiting[id] = waiter
    let line = Line(lane: waiter.lane, money: .needsAll)
    let place = lines[line]?.firstIndex { $0 > id }
    lines[line, default: []].insert(id, at: place ?? lines[line]?.count ?? 0)
  }
}
