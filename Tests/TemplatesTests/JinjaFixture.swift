import BigInt
import Foundation
import OrderedCollections
import Testing
import Values

@testable import Templates

/// What Jinja2 made of the cases: `Fixtures/jinja2.json`, written by `scripts/jinja-fixture`.
struct JinjaFixture: Decodable {
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let template: String
    let templates: [String: String]?
    let variables: Tagged
    /// Nil where Jinja2 refused the template or its rendering.
    let output: String?
    let error: String?
    /// The line that Jinja2 blamed, where it blamed one.
    let line: Int?

    var testDescription: String { name }
  }

  let variables: Tagged
  let cases: [Case]

  static let loaded: Result<JinjaFixture, any Error> = Result {
    let url = try #require(Bundle.module.url(forResource: "Fixtures/jinja2", withExtension: "json"))
    return try JSONDecoder().decode(JinjaFixture.self, from: try Data(contentsOf: url))
  }
}

/// A value as the script writes it: its kind, then what it holds.
struct Tagged: Decodable, Sendable {
  let value: Value

  init(from decoder: any Decoder) throws {
    var parts = try decoder.unkeyedContainer()
    let kind = try parts.decode(String.self)
    switch kind {
    case "none": value = .none
    case "bool": value = .bool(try parts.decode(String.self) == "true")
    case "int":
      let digits = try parts.decode(String.self)
      value = try Int(digits).map { .integer($0) } ?? .bigInteger(#require(BigInt(digits)))
    case "float": value = .float(try #require(Double(try parts.decode(String.self))))
    case "str": value = .string(try parts.decode(String.self))
    case "list": value = .list(try parts.decodeRest())
    default:
      let flat = try parts.decodeRest()
      var map = ValueMap()
      for index in stride(from: 0, to: flat.count, by: 2) {
        guard case .string(let key) = flat[index] else { continue }
        map[MapKey(key)] = flat[index + 1]
      }
      value = .map(map)
    }
  }

  /// The variables of a mapping.
  var fields: Fields {
    guard case .map(let map) = value else { return Fields([]) }
    return Fields(map.map { (name: $0.key.name ?? "", value: $0.value) })
  }
}

extension UnkeyedDecodingContainer {
  fileprivate mutating func decodeRest() throws -> [Value] {
    var values: [Value] = []
    while !isAtEnd { values.append(try decode(Tagged.self).value) }
    return values
  }
}
