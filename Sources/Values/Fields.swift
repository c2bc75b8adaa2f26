/// The names of a table's columns, shared by all its rows.
package final class Names: Sendable {
  package let list: [String]
  private let places: [Text: Int]

  /// - Precondition: no name occurs twice.
  package init(_ list: [String]) {
    self.list = list
    places = Dictionary(uniqueKeysWithValues: list.enumerated().map { (Text($1), $0) })
  }

  package func place(of name: String) -> Int? {
    // Comparing a few short names takes less time than hashing one.
    list.count <= 8 ? list.firstIndex { $0.hasSameScalars(as: name) } : places[Text(name)]
  }
}

/// Named values: one row. A million rows share one `Names`.
package struct Fields: Sendable {
  package let names: Names
  package var values: [Value]

  /// - Precondition: as many values as names.
  package init(_ names: Names, _ values: [Value]) {
    precondition(names.list.count == values.count)
    self.names = names
    self.values = values
  }

  package init(_ pairs: [(name: String, value: Value)]) { self.init(Names(pairs.map(\.name)), pairs.map(\.value)) }

  package subscript(name: String) -> Value? { names.place(of: name).map { values[$0] } }

  package var pairs: Zip2Sequence<[String], [Value]> { zip(names.list, values) }
}
