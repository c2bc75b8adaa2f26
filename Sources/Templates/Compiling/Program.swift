import Values

/// A template, compiled: a tree of nodes that never changes, with a place for every variable.
final class Program: Sendable {
  let name: String
  let body: Block
  let slotCount: Int
  /// The names of the template's own variables, for suggestions.
  let slotNames: [String]
  /// The names that come from outside, each once; nodes know them by their place here.
  let outsideNames: [String]
  let uses: [NameUse]
  /// This template and all that it includes by a constant name, each once.
  let sources: [String]
  /// The bytes that are printed in any case, and some more.
  let sizeHint: Int
  /// The expression, where the template is one `{{ }}` and nothing else.
  let onlyExpression: (any Expression)?

  init(
    name: String, body: Block, slotNames: [String], slotCount: Int, outsideNames: [String], uses: [NameUse],
    sources: [String], sizeHint: Int, onlyExpression: (any Expression)?
  ) {
    self.name = name
    self.body = body
    self.slotNames = slotNames
    self.slotCount = slotCount
    self.outsideNames = outsideNames
    self.uses = uses
    self.sources = sources
    self.sizeHint = sizeHint
    self.onlyExpression = onlyExpression
  }
}
