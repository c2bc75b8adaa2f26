import Values
package import YAML

/// galley.yaml, decoded: what holds for every job of the workspace.
package struct GalleyFile: Sendable {
  package enum Lookup: Sendable {
    case found(ProviderSettings)
    /// Its entry in galley.yaml is wrong, or the file is: that was told already.
    case broken
    /// In the contract, but its part does not stand yet.
    case waiting(String)
    case unknown(nearest: String?)
  }

  package static let name = "galley.yaml"

  /// Any key of a job but `name` and `variables`.
  package private(set) var defaults: YAMLNode?
  package private(set) var providers: [String: ProviderSettings] = [:]
  private var broken: Set<String> = []
  /// galley.yaml is there and cannot be read: what jobs lack may stand in it.
  package let isUnreadable: Bool
  /// By the model's name.
  package private(set) var prices: [String: Price] = [:]
  /// nil where nobody is to be told, and where the section is wrong.
  package private(set) var notify: NotifySettings?

  /// - Parameters:
  ///   - source: nil where the workspace has no galley.yaml.
  ///   - isUnreadable: it is there, but its tree could not be made.
  ///   - environment: for `OPENAI_BASE_URL`.
  package init(
    _ source: YAMLNode?, isUnreadable: Bool = false, environment: [String: String], log: DiagnosticLog
  ) {
    self.isUnreadable = isUnreadable
    for provider in BuiltInProviders.all {
      providers[provider.name] = BuiltInProviders.settings(named: provider.name, environment: environment)
    }
    guard let source else { return }
    let top = Section("", source, keys: ["defaults", "providers", "prices", "notify"], log: log)
    if let node = top.node("defaults"), !node.isNull {
      _ = Section(
        "defaults", node, keys: JobDecoder.keys.filter { $0 != "name" && $0 != "variables" },
        waiting: JobDecoder.waiting,
        log: log)
      if node.entries != nil { defaults = node }
    }
    for (name, node) in Self.entries(top, "providers", log) {
      if let provider = ProviderDecoder(log: log).decode(name, node, over: providers[name]) {
        providers[name] = provider
      } else {
        broken.insert(name)
      }
    }
    for (name, node) in Self.entries(top, "prices", log) { prices[name] = Self.price(name, node, log) }
    notify = NotifyDecoder(log: log).decode(top.node("notify"))
  }

  package func provider(named name: String) -> Lookup {
    if broken.contains(name) { return .broken }
    if let provider = providers[name] { return .found(provider) }
    if isUnreadable { return .broken }
    if let waiting = BuiltInProviders.waiting.first(where: { $0.name == name }) { return .waiting(waiting.waitsFor) }
    return .unknown(nearest: nearest(to: name, among: providers.keys.sorted()))
  }

  private static func entries(_ top: Section, _ key: String, _ log: DiagnosticLog) -> [(String, YAMLNode)] {
    guard let source = top.node(key), !source.isNull else { return [] }
    guard let pairs = source.entries else {
      log.add(source.diagnostic("'\(key)' must be a mapping of names, not \(source.shown)"))
      return []
    }
    return pairs.map { ($0.key.scalarText ?? "", $0.value) }
  }

  private static func price(_ name: String, _ node: YAMLNode, _ log: DiagnosticLog) -> Price? {
    let section = Section("prices of '\(name)'", node, keys: ["input", "cached_input", "output"], log: log)
    func rate(_ key: String, required: Bool) -> Int? {
      guard let source = section.node(key) else {
        if required { section.missing(key, "'\(key)' is missing in the prices of '\(name)': USD for a million tokens") }
        return nil
      }
      guard let text = source.scalarText, let rate = Price.picoDollarsPerToken(text) else {
        return section.wrong(source, key, "USD for a million tokens, with at most six decimals")
      }
      return rate
    }
    let (input, cached, output) = (
      rate("input", required: true), rate("cached_input", required: false), rate("output", required: true)
    )
    guard let input, let output else { return nil }
    return Price(input: input, cachedInput: cached ?? input, output: output)
  }
}
