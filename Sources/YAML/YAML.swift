/// Reading and writing YAML: libyaml's syntax, the core schema of YAML 1.2.
///
/// What differs from other readers, on purpose: `<<` does not merge (YAML 1.2 has no merge keys; a plain `<<` is
/// refused), keys are text (`1` and `"1"` are the same key), a key may not stand twice, and a file is one document.
package enum YAML {
  /// Collections inside collections, aliases followed, that a file may hold.
  package static let deepest = 100

  /// How many nodes aliases may stand for in a small file; in a large one `aliasesPerNode` for each node it spells out.
  package static let aliasesAtLeast = 100_000
  package static let aliasesPerNode = 10

  /// The longest numeral that is read as a number, in bytes; a longer one is text. (Reading a whole number takes time
  /// in the square of its length.)
  package static let longestNumber = 4_300

  /// The root node of a file's document, nil where the file holds none (it is empty, or comments only).
  ///
  /// - Parameter file: is kept for messages, see `YAMLNode.file`.
  package static func parse(_ bytes: [UInt8], file: String) throws(YAMLError) -> YAMLNode? {
    try refuseOtherEncodings(bytes)
    var composer = YAMLComposer()
    guard let root = try composer.compose(bytes) else { return nil }
    return YAMLNode(document: YAMLDocument(tree: composer.tree, file: file), index: root)
  }
}
