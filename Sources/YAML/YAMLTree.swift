import OrderedCollections
import Values

/// All nodes of a document in three arrays: 24 bytes a node and no object for any of them, so that a file of
/// 100,000 rows stays far below the size of a tree of classes.
struct YAMLTree: Sendable {
  enum Form: UInt8 {
    case plain, singleQuoted, doubleQuoted, literal, folded, sequence, mapping

    var isScalar: Bool { rawValue < Form.sequence.rawValue }
  }

  struct Record {
    /// Scalars: where the text begins in `texts`. Collections: where the children begin in `children`.
    var start: UInt32
    /// Scalars: bytes of text. Collections: children; a mapping has two for each entry.
    var count: UInt32
    var line: UInt32
    var column: UInt32
    var form: Form
    var tag: YAMLTag
    /// Spaces before each line of a block scalar's content.
    var indentation: UInt8 = 0
    var flags: Flags = []
  }

  struct Flags: OptionSet {
    let rawValue: UInt8

    /// An alias leads here: its value is in `shared`.
    static let aliased = Flags(rawValue: 1)
    /// A scalar on one line whose text is its source, character for character.
    static let verbatim = Flags(rawValue: 2)
  }

  var records: [Record] = []
  var children: [UInt32] = []
  var texts: [UInt8] = []
  /// Values of the nodes that aliases lead to: made once, so that a thousand aliases of a text hold it once.
  var shared: [UInt32: Value] = [:]

  /// Sets room aside, so that no array is copied as it grows, which for a moment takes twice the memory. Room that is
  /// not written to costs nothing. A table of short cells has a node for about ten bytes of its file.
  mutating func reserve(forSource bytes: Int) {
    records.reserveCapacity(bytes / 8)
    children.reserveCapacity(bytes / 8)
    texts.reserveCapacity(bytes)
  }

  subscript(_ index: UInt32) -> Record { records[Int(index)] }

  func child(_ place: Int, of record: Record) -> UInt32 { children[Int(record.start) + place] }

  /// - Precondition: the record is a scalar's.
  func withText<R>(of record: Record, _ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
    texts.withUnsafeBufferPointer { all in
      body(UnsafeBufferPointer(rebasing: all[Int(record.start)..<Int(record.start) + Int(record.count)]))
    }
  }

  func text(of record: Record) -> String { withText(of: record) { String(decoding: $0, as: UTF8.self) } }

  func text(of index: UInt32, is other: String) -> Bool {
    let record = self[index]
    guard record.form.isScalar, Int(record.count) == other.utf8.count else { return false }
    return withText(of: record) { $0.elementsEqual(other.utf8) }
  }

  func value(of index: UInt32) -> Value {
    let record = self[index]
    if record.flags.contains(.aliased), let value = shared[index] { return value }
    switch record.form {
    case .sequence: return .list((0..<Int(record.count)).map { value(of: child($0, of: record)) })
    case .mapping:
      var map = ValueMap(minimumCapacity: Int(record.count) / 2)
      for place in stride(from: 0, to: Int(record.count), by: 2) {
        map[MapKey(text(of: self[child(place, of: record)]))] = value(of: child(place + 1, of: record))
      }
      return .map(map)
    default: return scalar(of: record)
    }
  }

  private func scalar(of record: Record) -> Value {
    let meaning = withText(of: record) { bytes -> CoreSchema.Meaning in
      switch record.tag {
      case .none: record.form == .plain ? CoreSchema.meaning(of: bytes) : .string
      case .float: CoreSchema.meaning(of: bytes) == .integer ? .float : CoreSchema.meaning(of: bytes)
      case .integer, .boolean, .null: CoreSchema.meaning(of: bytes)
      case .string, .sequence, .mapping: .string
      }
    }
    return CoreSchema.value(text(of: record), meaning)
  }
}

/// A tree that its nodes share.
final class YAMLDocument: Sendable {
  let tree: YAMLTree
  let file: String

  init(tree: YAMLTree, file: String) {
    self.tree = tree
    self.file = file
  }
}
