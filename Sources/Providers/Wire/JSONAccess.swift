import OrderedCollections
import Values

/// Reading what a provider sent, where nothing is certain to be there or of its type.
extension Value {
  /// The member of an object; nil for null, for what is absent, and where this is no object.
  subscript(name: String) -> Value? {
    guard case .map(let members) = meaning, let member = members[MapKey(name)] else { return nil }
    if case .none = member.meaning { return nil }
    return member
  }

  var text: String? { if case .string(let text) = meaning { text } else { nil } }

  var items: [Value]? { if case .list(let items) = meaning { items } else { nil } }

  /// A whole number, also where it is written `12.0`.
  var number: Int? {
    switch meaning {
    case .integer(let number): number
    case .float(let number): Int(exactly: number)
    default: nil
    }
  }
}
