import OrderedCollections
import Values

extension Methods {
  static let mappingMethods = [
    Method("items") { (subject, _, _) in .object(MappingView(subject.entries, .items)) },
    Method("keys") { (subject, _, _) in .object(MappingView(subject.entries, .keys)) },
    Method("values") { (subject, _, _) in .object(MappingView(subject.entries, .values)) },
    Method("get", [.required("key"), .optional("default", .none)]) { (subject, arguments, _) throws(Fault) in
      let key = arguments["key"]
      if key.isUnknown { throw .unknown }
      if case .undefined(let undefined) = key { throw .undefined(undefined) }
      return key.mapKey.flatMap { subject.entries.element(at: $0) }.map { .value($0) } ?? arguments["default"]
    },
    Method("copy") { (subject, _, _) in subject },
    changing("update", instead: "{% set m = dict(m, name=value) %}"),
    changing("setdefault", instead: "m.get(key, value)"),
    changing("pop", instead: "m.get(key) and leave the key out where you print"),
    changing("popitem", instead: "m|last"),
    changing("clear", instead: "{% set m = {} %}"),
  ]

  static let listMethods = [
    Method("index", [.required("value")]) { (subject, arguments, rendering) throws(Fault) in
      for (index, element) in try subject.elements(&rendering).enumerated()
      where try areEqual(element, arguments["value"]) { return .integer(index) }
      throw .problem("\(try arguments["value"].representation()) is not in the list")
    },
    Method("count", [.required("value")]) { (subject, arguments, rendering) throws(Fault) in
      var count = 0
      for element in try subject.elements(&rendering) where try areEqual(element, arguments["value"]) { count += 1 }
      return .integer(count)
    },
    Method("copy") { (subject, _, _) in subject },
    changing("append", instead: "{% set list = list + [element] %}, in a loop with a namespace"),
    changing("extend", instead: "{% set list = list + others %}"),
    changing("insert", instead: "{% set list = list[:i] + [element] + list[i:] %}"),
    changing("remove", instead: "list|reject('equalto', element)|list"),
    changing("pop", instead: "list|last and list[:-1]"),
    changing("clear", instead: "{% set list = [] %}"),
    changing("sort", instead: "list|sort"),
    changing("reverse", instead: "list|reverse"),
  ]

  static let tupleMethods = listMethods.filter { ["index", "count"].contains($0.signature.name) }

  static let momentMethods =
    [
      Method("strftime", [.required("format")]) { (subject, arguments, _) throws(Fault) in
        .text(try subject.moment.text(format: try arguments.string("format")))
      },
      Method("isoformat") { (subject, _, _) throws(Fault) in .text(try subject.text()) },
      Method("weekday") { (subject, _, _) in .integer((subject.moment.weekday + 6) % 7) },
      Method("isoweekday") { (subject, _, _) in .integer((subject.moment.weekday + 6) % 7 + 1) },
    ] + textMethods.filter { !["count", "index", "format"].contains($0.signature.name) }
}

extension Operand {
  fileprivate var entries: ValueMap { if case .value(.map(let map)) = self { map } else { [:] } }

  fileprivate var moment: Moment {
    if case .value(.moment(let moment)) = self { moment } else { Moment(secondsSinceEpoch: 0, precision: .day) }
  }
}

extension Moment {
  /// As `formatted`, for templates.
  func text(format: String) throws(Fault) -> String {
    do throws(UnknownDirective) {
      return try formatted(format)
    } catch {
      throw .problem("the date format has no '\(error.directive)'; a year is %Y, a month %m, a day %d")
    }
  }
}

/// What `items()`, `keys()` and `values()` make.
final class MappingView: TemplateObject {
  enum Kind: String {
    case items = "dict_items"
    case keys = "dict_keys"
    case values = "dict_values"
  }

  private let map: ValueMap
  private let kind: Kind

  init(_ map: ValueMap, _ kind: Kind) {
    self.map = map
    self.kind = kind
  }

  var typeName: String { kind.rawValue }
  var length: Int? { map.count }

  private var elements: [Value] {
    switch kind {
    case .items: map.map { .tuple([$0.key.value, $0.value]) }
    case .keys: map.keys.map(\.value)
    case .values: Array(map.values)
    }
  }

  func iteration() -> Iteration? { Iteration(over: elements.map { .value($0) }) }
  func text() throws(Fault) -> String { "\(kind.rawValue)(\(try Value.list(elements).pythonRepresentation()))" }
  func value(_ rendering: inout Rendering) -> Value? { .list(elements) }
}
