import Crypto
import OrderedCollections
package import Values
package import YAML

/// Encodes values so that different ones never have the same bytes: every part has its length or its kind before it.
package struct CanonicalEncoder: Sendable {
  package private(set) var bytes: [UInt8]

  /// - Parameter version: of what is encoded and how.
  package init(version: UInt8) {
    bytes = [version]
    bytes.reserveCapacity(1024)
  }

  /// SHA-256 of all that was put.
  package var digest: Words256 { SHA256.hash(data: bytes).withUnsafeBytes { Words256($0) } }

  package mutating func put(_ name: String, _ value: String) {
    put(name)
    put(value)
  }

  package mutating func put(_ part: String) {
    put(part.utf8.count)
    bytes.append(contentsOf: part.utf8)
  }

  /// - Parameter bytes: whose number has been put.
  package mutating func put(bytes: [UInt8]) { self.bytes += bytes }

  package mutating func put(_ number: Int) {
    withUnsafeBytes(of: UInt64(bitPattern: Int64(number)).littleEndian) { bytes.append(contentsOf: $0) }
  }

  package mutating func put(_ words: Words256) { words.withUnsafeBytes { bytes.append(contentsOf: $0) } }

  /// What a template can see of a value: what it means, and the characters that it had in its file.
  package mutating func put(_ value: Value) {
    switch value {
    case .none: bytes.append(0)
    case .bool(let flag): bytes += [1, flag ? 1 : 0]
    case .integer(let number): put(2, "\(number)")
    case .bigInteger(let number): put(3, "\(number)")
    case .float(let number): put(4, "\(number)")
    case .string(let text): put(5, text)
    case .list(let elements): put(6, elements)
    case .tuple(let elements): put(7, elements)
    case .map(let map):
      bytes.append(8)
      put(map.count)
      for (key, value) in map {
        put(key.value)
        put(value)
      }
    case .moment(let moment): put(9, moment.text)
    case .source(let text, let meaning):
      put(10, text)
      put(meaning)
    case .unknown: bytes.append(11)
    }
  }

  /// A tree as it is decoded: kinds, tags and texts, whatever the file looks like.
  package mutating func put(_ node: YAMLNode) {
    switch node.kind {
    case .scalar(let scalar):
      bytes += [0, scalar.tag.rawValue, scalar.style == .plain ? 1 : 0]
      put(scalar.text)
    case .sequence(let items):
      bytes.append(1)
      put(items.count)
      for item in items { put(item) }
    case .mapping(let entries):
      bytes.append(2)
      put(entries.count)
      for (key, value) in entries {
        put(key)
        put(value)
      }
    }
  }

  private mutating func put(_ kind: UInt8, _ text: String) {
    bytes.append(kind)
    put(text)
  }

  private mutating func put(_ kind: UInt8, _ elements: [Value]) {
    bytes.append(kind)
    put(elements.count)
    for element in elements { put(element) }
  }
}

extension MapKey {
  fileprivate var value: Value {
    switch self {
    case .string(let text): .string(text.string)
    case .integer(let number): .integer(number)
    case .float(let number): .float(number)
    case .bool(let flag): .bool(flag)
    case .none: .none
    }
  }
}
