package import Values

/// The names that a template sees, with their values.
///
/// Making one costs two small arrays, so every item of a job can have its own: the layers (a row, the job's constants)
/// are shared, and only what differs from item to item is set on top.
package struct Scope: Sendable {
  private var layers: [Fields]
  private var own: [(name: String, value: Value)] = []

  /// - Parameter layers: looked up in this order; the first that has a name wins.
  package init(_ layers: [Fields] = []) { self.layers = layers }

  /// Stands before all layers and replaces an earlier value of that name.
  package mutating func set(_ name: String, _ value: Value) {
    if let index = own.firstIndex(where: { $0.name.hasSameScalars(as: name) }) {
      own[index].value = value
    } else {
      own.append((name, value))
    }
  }

  package subscript(name: String) -> Value? {
    for entry in own where entry.name.hasSameScalars(as: name) { return entry.value }
    for layer in layers { if let value = layer[name] { return value } }
    return nil
  }

  /// Every name once, those set last first.
  package var names: [String] {
    var seen: Set<Text> = []
    return (own.reversed().map(\.name) + layers.flatMap(\.names.list)).filter { seen.insert(Text($0)).inserted }
  }
}
