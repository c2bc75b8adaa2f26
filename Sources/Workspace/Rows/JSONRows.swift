import JobModel
import OrderedCollections
import Values

/// `.json`: an array of objects.
struct JSONArrayFile: DataSource {
  let extensions = ["json"]

  func rows(from bytes: [UInt8], file: String) throws(DataError) -> Rows {
    var rows = ObjectRows(file: file)
    do throws(JSONError) {
      let isArray = try JSON.forEachElement(of: bytes) { element, line in rows.take(element, line: line) }
      guard isArray else {
        throw JSONError(
          line: 1, column: 1,
          message: "a .json data file holds an array of objects: [{…}, {…}]; one object a line is .jsonl")
      }
    } catch { throw DataError([Diagnostic(error, file: file)]) }
    return try rows.finished()
  }
}

/// `.jsonl`: an object on each line; blank lines are passed over.
struct JSONLinesFile: DataSource {
  let extensions = ["jsonl"]

  func rows(from bytes: [UInt8], file: String) throws(DataError) -> Rows {
    var rows = ObjectRows(file: file)
    bytes.withUnsafeBufferPointer { bytes in
      var (begin, line) = (0, 1)
      while begin < bytes.count {
        let end = bytes[begin...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
        let text = UnsafeBufferPointer(rebasing: bytes[begin..<end])
        if !text.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: "\r") }) {
          do throws(JSONError) {
            rows.take(try JSON.parse(text, firstLine: line), line: line)
          } catch { rows.wrong.add(Diagnostic(error, file: file)) }
        }
        (begin, line) = (end + 1, line + 1)
      }
    }
    return try rows.finished()
  }
}

/// Rows from objects, and what was no object.
private struct ObjectRows {
  let file: String
  private var rows = Rows()
  private var cache = NamesCache()
  var wrong = DataError()

  init(file: String) { self.file = file }

  mutating func take(_ element: Value, line: Int) {
    guard case .map(let map) = element else {
      wrong.add(Diagnostic(file: file, line: line, message: "a row must be an object such as {\"keyword\": \"basil\"}"))
      return
    }
    let keys = map.keys
    let names = cache.names(
      keys.count, isName: { place, name in keys[place].name?.hasSameScalars(as: name) == true },
      name: { place in keys[place].name ?? "" })
    rows.append(Fields(names, map.values.map(\.asWritten)), line: line)
  }

  func finished() throws(DataError) -> Rows {
    try wrong.throwIfAny(file: file)
    return rows
  }
}

extension Value {
  /// With the characters of `true`, `false` and `null`: what a row holds prints as it stands in its file.
  fileprivate var asWritten: Value {
    switch self {
    case .bool(let flag): .source(text: flag ? "true" : "false", meaning: self)
    case .none: .source(text: "null", meaning: .none)
    case .list(let items): .list(items.map(\.asWritten))
    case .map(let map): .map(map.mapValues(\.asWritten))
    default: self
    }
  }
}

extension Diagnostic {
  fileprivate init(_ error: JSONError, file: String) {
    self.init(file: file, line: error.line, column: error.column, message: error.message)
  }
}
