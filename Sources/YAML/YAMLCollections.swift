/// The items of a sequence.
package struct YAMLItems: RandomAccessCollection, Sendable {
  let document: YAMLDocument
  let record: YAMLTree.Record

  package var startIndex: Int { 0 }
  package var endIndex: Int { Int(record.count) }

  package subscript(_ place: Int) -> YAMLNode {
    precondition(place >= 0 && place < endIndex)
    return YAMLNode(document: document, index: document.tree.child(place, of: record))
  }
}

/// The entries of a mapping, in the order of the file.
package struct YAMLEntries: RandomAccessCollection, Sendable {
  let document: YAMLDocument
  let record: YAMLTree.Record

  package var startIndex: Int { 0 }
  package var endIndex: Int { Int(record.count) / 2 }

  /// The key is a scalar; its text names the entry.
  package subscript(_ place: Int) -> (key: YAMLNode, value: YAMLNode) {
    precondition(place >= 0 && place < endIndex)
    return (
      YAMLNode(document: document, index: document.tree.child(2 * place, of: record)),
      YAMLNode(document: document, index: document.tree.child(2 * place + 1, of: record))
    )
  }

  /// The value of the entry with this key.
  package subscript(_ key: String) -> YAMLNode? { first { $0.key.hasText(key) }?.value }
}
