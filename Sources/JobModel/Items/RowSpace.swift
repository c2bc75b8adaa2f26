package import Values

/// The rows of a job: the product of its sources, made one at a time.
package struct RowSpace: Sendable {
  fileprivate let axes: [[Fields]]
  fileprivate let set: Fields
  fileprivate let exclude: [Fields]
  /// How many combinations there are, excluded ones too; 1 without sources.
  package let combinations: Int
  /// Every name that some row knows.
  package let names: [String]
  /// Whether the job has sources; without, it has one item.
  package var hasSources: Bool { !axes.isEmpty }

  /// - Parameter axes: the sources, the first one changing slowest.
  package init(axes: [[Fields]], set: Fields, exclude: [Fields]) {
    self.axes = axes
    self.set = set
    self.exclude = exclude
    combinations = axes.reduce(1) { count, axis in
      let (product, overflow) = count.multipliedReportingOverflow(by: axis.count)
      return overflow ? .max : product
    }
    var seen: Set<Text> = []
    var names: [String] = []
    for axis in axes + [[set]] {
      var last: Names?
      for row in axis where row.names !== last {
        last = row.names
        for name in row.names.list where seen.insert(Text(name)).inserted { names.append(name) }
      }
    }
    self.names = names
  }

  /// The rows that are not excluded, in order; `sources` are a row's values without `set`.
  package struct Rows: Sequence, IteratorProtocol {
    private let space: RowSpace
    private var merger = Merger()
    private var place = 0

    fileprivate init(_ space: RowSpace) { self.space = space }

    package mutating func next() -> (row: Fields, sources: Fields)? {
      while place < space.combinations {
        place += 1
        if let found = row(at: place - 1) { return found }
      }
      return nil
    }

    /// One combination; nil where it is excluded.
    ///
    /// - Precondition: `place` is below the number of combinations.
    mutating func row(at place: Int) -> (row: Fields, sources: Fields)? {
      let sources = space.axes.count == 1 ? space.axes[0][place] : merger.merge(space.parts(at: place))
      let row = space.set.values.isEmpty ? sources : merger.merge([sources, space.set])
      return space.exclude.contains { row.matches($0) } ? nil : (row, sources)
    }
  }

  package var rows: Rows { Rows(self) }

  fileprivate func parts(at index: Int) -> [Fields] {
    var rest = index
    var parts: [Fields] = []
    for axis in axes.reversed() {
      parts.append(axis[rest % axis.count])
      rest /= axis.count
    }
    return parts.reversed()
  }
}

/// Joins rows whose columns mostly repeat: the joined names are made once.
private struct Merger {
  private var cache: [[ObjectIdentifier]: (names: Names, kept: [Names], places: [(part: Int, column: Int)])] = [:]

  mutating func merge(_ parts: [Fields]) -> Fields {
    if parts.count == 1 { return parts[0] }
    let identity = parts.map { ObjectIdentifier($0.names) }
    let layout = cache[identity] ?? makeLayout(parts)
    cache[identity] = layout
    return Fields(layout.names, layout.places.map { parts[$0.part].values[$0.column] })
  }

  /// Later parts win, at the place of the first.
  private func makeLayout(_ parts: [Fields]) -> (names: Names, kept: [Names], places: [(part: Int, column: Int)]) {
    var order: [String] = []
    var places: [(part: Int, column: Int)] = []
    var index: [Text: Int] = [:]
    for (part, fields) in parts.enumerated() {
      for (column, name) in fields.names.list.enumerated() {
        if let place = index[Text(name)] {
          places[place] = (part, column)
        } else {
          index[Text(name)] = order.count
          order.append(name)
          places.append((part, column))
        }
      }
    }
    return (Names(order), parts.map(\.names), places)
  }
}

extension Fields {
  /// Whether this row has all values of `pattern`: equal texts, or equal meanings (`1.0` and `1`).
  fileprivate func matches(_ pattern: Fields) -> Bool {
    pattern.pairs.allSatisfy { name, wanted in
      guard let value = self[name] else { return false }
      return value.plainText.hasSameScalars(as: wanted.plainText) || value.sameNumber(as: wanted)
    }
  }
}

extension Value {
  fileprivate func sameNumber(as other: Value) -> Bool {
    switch (meaning, other.meaning) {
    case (.integer(let a), .float(let b)), (.float(let b), .integer(let a)): Double(a) == b
    case (.integer(let a), .integer(let b)): a == b
    case (.float(let a), .float(let b)): a == b
    case (.bool(let a), .bool(let b)): a == b
    default: false
    }
  }
}
