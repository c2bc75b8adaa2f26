/// Columns for a terminal: as wide as their widest cell, two spaces apart; numbers at the right.
///
/// Its rows are gone through twice, and made each time where they are lazy: a million of them need no room.
struct Table<Rows: Sequence<[String]> & SendableMetatype> {
  private let header: [String]
  private let right: Set<Int>
  private let rows: Rows

  /// - Parameter right: the columns whose cells stand at the right, counted from 0.
  init(_ header: [String], right: Set<Int> = [], rows: Rows) {
    self.header = header
    self.right = right
    self.rows = rows
  }

  var text: String {
    var parts: [String] = []
    forEachPart { parts.append($0) }
    return parts.joined(separator: "\n")
  }

  /// Hands over the lines, some thousand at a time, without the last line break.
  func forEachPart(_ take: (String) -> Void) {
    var widths = header.map(Self.width)
    for row in rows {
      for (column, cell) in row.enumerated() { widths[column] = max(widths[column], Self.width(cell)) }
    }
    var lines = [line(header, widths)]
    for row in rows {
      lines.append(line(row, widths))
      if lines.count == 4096 {
        take(lines.joined(separator: "\n"))
        lines.removeAll(keepingCapacity: true)
      }
    }
    if !lines.isEmpty { take(lines.joined(separator: "\n")) }
  }

  private func line(_ row: [String], _ widths: [Int]) -> String {
    var line = ""
    for (column, cell) in row.enumerated() {
      let space = String(repeating: " ", count: widths[column] - Self.width(cell))
      line += (column > 0 ? "  " : "") + (right.contains(column) ? space + cell : cell + space)
    }
    while line.hasSuffix(" ") { line.removeLast() }
    return line
  }

  private static func width(_ text: String) -> Int { text.count }
}
