import Values
import YAML

/// Reads `variables`.
struct VariablesDecoder {
  let log: DiagnosticLog

  static let keys = ["rows", "file", "matrix", "zip", "set", "exclude"]

  func decode(_ top: Section) -> Variables {
    let section = top.section("variables", keys: Self.keys, waiting: ["job"])
    var sources: [Variables.Source] = []
    for key in section.presentKeys {
      guard let source = section.node(key) else { continue }
      switch key {
      case "rows": sources.append(.rows(rows(source, "rows"), at: source.mark))
      case "file": if let path = section.text("file") { sources.append(.file(path, at: source)) }
      case "matrix": sources += matrix(source)
      case "zip": if let rows = zip(source) { sources.append(.rows(rows, at: source.mark)) }
      default: break
      }
    }
    return Variables(
      sources: sources, set: section.node("set").flatMap { constants($0, "set") } ?? Fields([]),
      exclude: section.node("exclude").map(patterns) ?? [])
  }

  private func rows(_ source: YAMLNode, _ key: String) -> [Fields] {
    guard let items = source.items else {
      log.add(source.diagnostic("'\(key)' must be a list of mappings such as {keyword: basil}, not \(source.shown)"))
      return []
    }
    var rows: [Fields] = []
    rows.reserveCapacity(items.count)
    var names = Names([])
    for item in items {
      guard let pairs = item.entries else {
        log.add(item.diagnostic("a row of '\(key)' must be a mapping such as {keyword: basil}, not \(item.shown)"))
        continue
      }
      let keys = pairs.map { $0.key.scalarText ?? "" }
      if keys != names.list { names = Names(keys) }
      rows.append(Fields(names, pairs.map(\.value.value)))
    }
    return rows
  }

  /// A pattern without a name would leave out every row.
  private func patterns(_ source: YAMLNode) -> [Fields] {
    source.items?.forEach { item in
      guard item.entries?.isEmpty == true else { return }
      log.add(item.diagnostic("an empty pattern in 'exclude' would leave out every row; name what is to be left out"))
    }
    return rows(source, "exclude")
  }

  private func constants(_ source: YAMLNode, _ key: String) -> Fields? {
    if source.isNull { return nil }
    guard let pairs = source.entries else {
      log.add(source.diagnostic("'\(key)' must be a mapping of names to values, not \(source.shown)"))
      return nil
    }
    return Fields(pairs.map { ($0.key.scalarText ?? "", $0.value.value) })
  }

  private func lists(_ source: YAMLNode, _ key: String) -> [(name: String, values: [Value], at: YAMLNode)]? {
    guard let pairs = source.entries, !pairs.isEmpty else {
      log.add(
        source.diagnostic(
          "'\(key)' must be a mapping of names to lists such as {language: [en, de]}, not \(source.shown)"))
      return nil
    }
    var lists: [(name: String, values: [Value], at: YAMLNode)] = []
    for pair in pairs {
      let at = pair.value
      guard let items = pair.value.items, !items.isEmpty else {
        log.add(
          at.diagnostic(
            "'\(pair.key.scalarText ?? "")' in \(key) must be a list with at least one value, not \(pair.value.shown)"))
        continue
      }
      lists.append((pair.key.scalarText ?? "", items.map(\.value), at))
    }
    return lists
  }

  /// Each list multiplies: a source of its own.
  private func matrix(_ source: YAMLNode) -> [Variables.Source] {
    (lists(source, "matrix") ?? []).map { list in
      let names = Names([list.name])
      return .rows(list.values.map { Fields(names, [$0]) }, at: list.at.mark)
    }
  }

  private func zip(_ source: YAMLNode) -> [Fields]? {
    guard let lists = lists(source, "zip"), let first = lists.first else { return nil }
    for list in lists where list.values.count != first.values.count {
      log.add(
        list.at.diagnostic(
          "'\(list.name)' in zip has \(list.values.count) values, but '\(first.name)' has \(first.values.count); lists side by side need the same length"
        ))
      return nil
    }
    let names = Names(lists.map(\.name))
    return first.values.indices.map { index in Fields(names, lists.map { $0.values[index] }) }
  }
}
