package import BigInt
package import OrderedCollections

/// What a cell, a YAML node, a JSON member or a template's expression holds.
package enum Value: Sendable {
  case none
  case bool(Bool)
  case integer(Int)
  /// Only for what does not fit `Int`; indirect, so that the rare case does not make every cell of a table larger.
  indirect case bigInteger(BigInt)
  case float(Double)
  case string(String)
  case list([Value])
  /// As Python's tuple: made by templates only, prints with round brackets.
  case tuple([Value])
  case map(ValueMap)
  /// A day or an instant: `today`, `now`, and what the filter `date` makes.
  case moment(Moment)
  /// A scalar of a file that is no string (`1.10`, `0o17`, `false`, `~`): it prints as its characters and counts as `meaning`.
  indirect case source(text: String, meaning: Value)
  /// The stand-in for a reply that is not there yet: takes every attribute, index, filter and iteration.
  case unknown
}

/// A mapping in the order in which its entries were written.
package typealias ValueMap = OrderedDictionary<MapKey, Value>

/// A key of a mapping. Files have string keys only; template literals may have the others.
package enum MapKey: Hashable, Sendable {
  case string(Text)
  case integer(Int)
  case float(Double)
  case bool(Bool)
  case none

  package init(_ string: String) { self = .string(Text(string)) }

  /// The key's text where it is a string.
  package var name: String? { if case .string(let text) = self { text.string } else { nil } }
}

extension Value {
  /// The value without the characters it had in its file.
  package var meaning: Value { if case .source(_, let meaning) = self { meaning } else { self } }

  /// A mapping with string keys.
  package static func map(_ pairs: KeyValuePairs<String, Value>) -> Value {
    .map(ValueMap(pairs.map { (MapKey($0), $1) }, uniquingKeysWith: { $1 }))
  }
}
