import Values
import YAML

/// Collects what is wrong while decoding goes on, so that everything is told together.
package final class DiagnosticLog {
  package private(set) var list: [Diagnostic] = []

  package init() {}

  package func add(_ diagnostic: Diagnostic) { list.append(diagnostic) }
}

/// One mapping of a job file or of galley.yaml while it is decoded: knows its keys, and reports what it does not know.
///
/// A section may stand on another one (galley.yaml's `defaults`), whose keys hold where its own are absent.
struct Section {
  /// How messages call it: `settings`, or empty for the top of a file.
  let name: String
  /// The mapping, for messages about keys that are missing; nil where the key that would hold it is absent.
  let place: YAMLNode?
  let log: DiagnosticLog
  private let entries: [(key: String, value: YAMLNode)]
  private let below: [(key: String, value: YAMLNode)]

  /// - Parameters:
  ///   - keys: what may stand here.
  ///   - waiting: keys of the contract whose part does not stand yet: refused by name.
  init(
    _ name: String, _ node: YAMLNode?, over defaults: YAMLNode? = nil, keys: [String], waiting: [String] = [],
    log: DiagnosticLog
  ) {
    self.name = name
    self.place = node ?? defaults
    self.log = log
    entries = Self.read(node, as: name, keys: keys, waiting: waiting, log: log)
    // What is wrong at the top of the defaults was told when galley.yaml was read.
    below = Self.read(defaults, as: name, keys: keys, waiting: waiting, log: name.isEmpty ? DiagnosticLog() : log)
  }

  private static func read(
    _ source: YAMLNode?, as name: String, keys: [String], waiting: [String], log: DiagnosticLog
  ) -> [(key: String, value: YAMLNode)] {
    guard let source, !source.isNull else { return [] }
    let inSection = name.isEmpty ? "" : " in \(name)"
    guard let pairs = source.entries else {
      log.add(
        source.diagnostic(
          "\(name.isEmpty ? "the file" : name) must be a mapping of keys to values, not \(source.kindName)"))
      return []
    }
    var entries: [(key: String, value: YAMLNode)] = []
    for (keyNode, valueNode) in pairs {
      let key = keyNode.scalarText ?? ""
      let keySource = keyNode
      if waiting.contains(key) {
        log.add(keySource.diagnostic("'\(key)'\(inSection) is not supported yet by this version of galley; remove it"))
      } else if keys.contains(key) {
        entries.append((key, valueNode))
      } else {
        let near =
          nearest(to: key, among: keys).map { " (did you mean '\($0)'?)" }
          ?? "; known are: \(keys.joined(separator: ", "))"
        log.add(keySource.diagnostic("unknown key '\(key)'\(inSection)\(near)"))
      }
    }
    return entries
  }

  /// The value at `key`, the section's own before that of its defaults.
  func node(_ key: String) -> YAMLNode? { own(key) ?? inherited(key) }

  func own(_ key: String) -> YAMLNode? { entries.first { $0.key == key }?.value }
  func inherited(_ key: String) -> YAMLNode? { below.first { $0.key == key }?.value }

  /// The keys that are there, in the order of the file.
  var presentKeys: [String] { entries.map(\.key) }

  /// The mapping at `key` as a section over the same key of the defaults.
  func section(_ key: String, keys: [String], waiting: [String] = []) -> Section {
    Section(key, own(key), over: inherited(key), keys: keys, waiting: waiting, log: log)
  }

  /// Reports a key that has to be there.
  func missing(_ key: String, _ message: String) {
    guard let place else { return }
    log.add(place.diagnostic(message))
  }
}
