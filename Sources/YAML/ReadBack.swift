import OrderedCollections
package import Values

extension YAML {
  /// Whether a text that `text(of:)` made holds just this mapping: keys and strings scalar for scalar, numbers,
  /// booleans and nulls of the same type and meaning. Checked before a draft is placed.
  package static func readsBack(_ text: String, as map: ValueMap) -> Bool {
    guard let node = try? parse(Array(text.utf8), file: "") else { return false }
    return isSame(node.value, .map(map))
  }

  private static func isSame(_ read: Value, _ meant: Value) -> Bool {
    switch (read.meaning, meant.meaning) {
    case (.none, .none), (.none, .unknown): true
    case (.bool(let a), .bool(let b)): a == b
    case (.integer(let a), .integer(let b)): a == b
    case (.bigInteger(let a), .bigInteger(let b)): a == b
    case (.float(let a), .float(let b)): a == b || a.isNaN && b.isNaN
    case (.string(let a), .string(let b)): a.hasSameScalars(as: b)
    case (.string(let a), .moment(let b)): a.hasSameScalars(as: b.text)
    case (.list(let a), .list(let b)), (.list(let a), .tuple(let b)):
      a.count == b.count && zip(a, b).allSatisfy { isSame($0, $1) }
    case (.map(let a), .map(let b)):
      a.count == b.count
        && zip(a, b).allSatisfy { read, meant in
          read.key.name?.hasSameScalars(as: keyText(meant.key)) == true && isSame(read.value, meant.value)
        }
    default: false
    }
  }

  private static func keyText(_ key: MapKey) -> String { key.name ?? ScalarText.key(key) }
}
