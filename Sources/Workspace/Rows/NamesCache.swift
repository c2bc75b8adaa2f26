import Values

/// Gives rows with the same columns the same `Names`.
struct NamesCache {
  private var last = Names([])
  private var known: [[Text]: Names] = [:]

  /// - Parameters:
  ///   - isName: whether the column at a place has this name; asked first, so that no strings are made for a row
  ///     like the one before.
  ///   - name: the column's name.
  mutating func names(
    _ count: Int, isName: (_ place: Int, _ name: String) -> Bool, name: (_ place: Int) -> String
  ) -> Names {
    if count == last.list.count, last.list.indices.allSatisfy({ isName($0, last.list[$0]) }) { return last }
    let list = (0..<count).map(name)
    let key = list.map(Text.init)
    last = known[key] ?? Names(list)
    known[key] = last
    return last
  }
}
