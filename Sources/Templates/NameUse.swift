/// A name that a template expects from outside.
package struct NameUse: Hashable, Sendable {
  package let name: String
  /// The template in which it stands: an included one, perhaps.
  package let template: String
  package let line: Int
  package let column: Int
  /// Whether it may be missing: it is asked for by `is defined` or `default` only, or where they say that it is there.
  package let guarded: Bool
}
