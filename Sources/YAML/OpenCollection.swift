import Values

/// A sequence or mapping whose end has not been seen yet.
struct OpenCollection {
  let node: UInt32
  let form: YAMLTree.Form
  /// How many nodes waited when it began: those after them are its children.
  let firstChild: Int
  let mark: YAMLMark
  let isFlow: Bool
  var anchor: String?
  var countBefore = 0
  /// Collections inside one another, this one included.
  var height = 1
  /// The keys so far, once there are too many to compare with each.
  private var keys: [Text: UInt32] = [:]

  private static let comparedOneByOne = 16

  init(node: UInt32, form: YAMLTree.Form, firstChild: Int, mark: YAMLMark, isFlow: Bool) {
    self.node = node
    self.form = form
    self.firstChild = firstChild
    self.mark = mark
    self.isFlow = isFlow
  }

  func expectsKey(_ waiting: Int) -> Bool { form == .mapping && (waiting - firstChild) % 2 == 0 }

  /// Refuses a key that stands in the mapping already, and `<<`.
  mutating func takeKey(_ key: UInt32, at mark: YAMLMark, in tree: YAMLTree, _ waiting: [UInt32]) throws(YAMLError) {
    if tree[key].form == .plain, tree.text(of: key, is: "<<") {
      throw YAMLError(mark, "'<<' merges nothing in YAML 1.2; write the entries out, or quote it to name an entry '<<'")
    }
    let entries = (waiting.count - firstChild) / 2
    var first: UInt32?
    if entries < Self.comparedOneByOne {
      let place = (0..<entries).first { tree.hasEqualText(waiting[firstChild + 2 * $0], key) }
      first = place.map { waiting[firstChild + 2 * $0] }
    } else {
      if keys.isEmpty {
        for entry in 0..<entries {
          let earlier = waiting[firstChild + 2 * entry]
          keys[Text(tree.text(of: tree[earlier]))] = earlier
        }
      }
      first = keys.updateValue(key, forKey: Text(tree.text(of: tree[key])))
    }
    if let first {
      let line = tree[first].line
      throw YAMLError(
        mark, "the key '\(tree.text(of: tree[key]))' stands in this mapping already, in line \(line); keep one")
    }
  }
}

extension YAMLTree {
  func hasEqualText(_ a: UInt32, _ b: UInt32) -> Bool {
    let (a, b) = (self[a], self[b])
    guard a.count == b.count else { return false }
    return withText(of: a) { a in withText(of: b) { a.elementsEqual($0) } }
  }
}
