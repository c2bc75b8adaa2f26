import JobModel
import Values
import YAML

/// `.yaml`, `.yml`: a list of mappings.
struct YAMLListFile: DataSource {
  let extensions = ["yaml", "yml"]

  func rows(from bytes: [UInt8], file: String) throws(DataError) -> Rows {
    let root: YAMLNode?
    do throws(YAMLError) {
      root = try YAML.parse(bytes, file: file)
    } catch {
      throw DataError([Diagnostic(file: file, line: error.line, column: error.column, message: error.message)])
    }
    guard let root else { return Rows() }
    guard let items = root.items else {
      let message = "a .yaml data file holds a list of mappings: '- keyword: basil'"
      throw DataError([Diagnostic(file: file, line: root.mark.line, column: root.mark.column, message: message)])
    }
    var (rows, cache, wrong) = (Rows(), NamesCache(), DataError())
    for item in items {
      guard let entries = item.entries else {
        let message = "a row must be a mapping such as 'keyword: basil'"
        wrong.add(Diagnostic(file: file, line: item.mark.line, column: item.mark.column, message: message))
        continue
      }
      let names = cache.names(
        entries.count, isName: { place, name in entries[place].key.hasText(name) },
        name: { place in entries[place].key.scalar?.text ?? "" })
      rows.append(Fields(names, entries.map { $0.value.value }), line: item.mark.line)
    }
    try wrong.throwIfAny(file: file)
    return rows
  }
}
