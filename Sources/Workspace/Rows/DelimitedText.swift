import JobModel
import Values

/// `.csv` and `.tsv` as RFC 4180 has them: a first line that names the columns, cells in double quotes that may hold
/// separators, line breaks and doubled quotes. Every cell is text; the spaces in it are its own.
struct DelimitedText: DataSource {
  let extensions: [String]
  let separator: UInt8

  func rows(from bytes: [UInt8], file: String) throws(DataError) -> Rows {
    try bytes.withUnsafeBufferPointer { bytes throws(DataError) in
      var reader = CellReader(bytes, separator: separator)
      var (rows, wrong) = (Rows(), DataError())
      do throws(CellFault) {
        let names = try header(&reader)
        var cells: [Value] = []
        while try reader.row(into: &cells, expecting: names.list.count) {
          if cells.count == names.list.count {
            rows.append(Fields(names, cells), line: reader.rowLine)
          } else {
            wrong.add(Diagnostic(file: file, line: reader.rowLine, message: ragged(cells, names)))
          }
        }
      } catch { wrong.add(Diagnostic(file: file, line: error.line, column: error.column, message: error.message)) }
      try wrong.throwIfAny(file: file)
      return rows
    }
  }

  private func header(_ reader: inout CellReader) throws(CellFault) -> Names {
    var cells: [Value] = []
    guard try reader.row(into: &cells, expecting: 8), !cells.isEmpty else {
      throw CellFault(line: 1, message: "the first line must name the columns")
    }
    var names: [String] = []
    for (place, cell) in cells.enumerated() {
      guard case .string(let name) = cell, !name.isEmpty else {
        throw CellFault(
          line: reader.rowLine, message: "column \(place + 1) has no name; the first line names the columns")
      }
      if name.unicodeScalars.first?.properties.isWhitespace == true
        || name.unicodeScalars.last?.properties.isWhitespace == true
      {
        throw CellFault(
          line: reader.rowLine, message: "the column name '\(name)' begins or ends with a space; remove it")
      }
      if let first = names.firstIndex(where: { $0.hasSameScalars(as: name) }) {
        throw CellFault(
          line: reader.rowLine, message: "columns \(first + 1) and \(place + 1) are both named '\(name)'; rename one")
      }
      names.append(name)
    }
    if names.count == 1, let other = ";\t,".utf8.first(where: { names[0].utf8.contains($0) }) {
      let (meant, found) = (Self.name(of: separator), Self.name(of: other))
      throw CellFault(
        line: reader.rowLine, message: "the columns seem to be separated by \(found); separate them by \(meant)")
    }
    return Names(names)
  }

  private func ragged(_ cells: [Value], _ names: Names) -> String {
    if cells.isEmpty { return "an empty line; remove it (an empty cell of a single column is written \"\")" }
    let (cellCount, columnCount) = (cells.count, names.list.count)
    return "this row has \(cellCount) cell\(cellCount == 1 ? "" : "s"), but the first line names \(columnCount) "
      + "column\(columnCount == 1 ? "" : "s"); a cell that holds \(Self.name(of: separator)) must stand in double quotes"
  }

  private static func name(of separator: UInt8) -> String {
    separator == UInt8(ascii: "\t") ? "tabs" : "'\(Unicode.Scalar(separator))'"
  }
}
