/// What a file's anchors name, and how much its aliases add up to.
///
/// An alias shares the node it names, so that it costs no memory; but whoever walks the tree meets it again and again.
/// So the nodes that aliases stand for are counted, with what they repeat themselves.
struct AnchorTable {
  struct Anchor {
    let node: UInt32
    /// Nodes in what the anchor names, aliases followed.
    let cost: Int
    /// Collections inside one another, aliases followed; 0 for a scalar.
    let height: Int
    let isOpen: Bool
  }

  private var anchors: [String: Anchor] = [:]
  /// Nodes so far, aliases followed.
  var count = 0
  /// Those of them that aliases stand for.
  var repeated = 0

  subscript(_ name: String) -> Anchor? { anchors[name] }

  /// A collection begins; an alias to it would have no end.
  mutating func open(_ name: String, node: UInt32) {
    anchors[name] = Anchor(node: node, cost: 0, height: 0, isOpen: true)
  }

  /// As YAML says, a name that is used again means the newer node from here on.
  mutating func define(_ name: String, node: UInt32, cost: Int, height: Int) {
    anchors[name] = Anchor(node: node, cost: cost, height: height, isOpen: false)
  }
}
