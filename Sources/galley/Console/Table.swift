/// Columns for a terminal: as wide as their widest cell, two spaces apart; numbers at the right.
struct Table {
  private let header: [String]
  private let right: Set<Int>
  private var rows: [[String]] = []

  /// - Parameter right: the columns whose cells stand at the right, counted from 0.
  init(_ header: [String], right: Set<Int> = []) {
    self.header = header
    self.right = right
  }

  mutating func add(_ row: [String]) { rows.append(row) }

  var text: String {
    let widths = header.indices.map { column in ([header] + rows).map { Self.width($0[column]) }.max() ?? 0 }
    return ([header] + rows).map { row in
      var line = ""
      for (column, cell) in row.enumerated() {
        let space = String(repeating: " ", count: widths[column] - Self.width(cell))
        line += (column > 0 ? "  " : "") + (right.contains(column) ? space + cell : cell + space)
      }
      while line.hasSuffix(" ") { line.removeLast() }
      return line
    }.joined(separator: "\n")
  }

  private static func width(_ text: String) -> Int { text.count }
}
