import Values
import YAML

/// Reads one entry of `providers` in galley.yaml.
struct ProviderDecoder {
  let log: DiagnosticLog

  static let keys = [
    "api", "base_url", "key_env", "key_file", "key_command", "headers", "token_parameter", "stream", "start", "limits",
  ]
  static let tokenParameters = ["max_tokens", "max_completion_tokens"]

  /// - Parameter base: the built-in provider of the same name, whose keys hold where the entry's are absent.
  func decode(_ name: String, _ source: YAMLNode, over base: ProviderSettings?) -> ProviderSettings? {
    let before = log.list.count
    let section = Section("provider '\(name)'", source, keys: Self.keys, log: log)
    let api = section.choice("api", WireAPI.self, waiting: ["responses", "messages"])
    if section.node("api") == nil, base == nil {
      section.missing(
        "api",
        "'api' is missing in provider '\(name)': one of \(WireAPI.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    if section.node("base_url") == nil, base == nil {
      section.missing("base_url", "'base_url' is missing in provider '\(name)': such as http://127.0.0.1:8080/v1")
    }
    var provider = base ?? ProviderSettings(name: name, api: .chat, baseURL: "")
    if let api { provider.api = api.api }
    if let url = baseURL(section) { provider.baseURL = url }
    if let key = key(section) { provider.key = key }
    if let headers = headers(section) { provider.headers = headers }
    if let parameter = tokenParameter(section) { provider.tokenParameter = parameter }
    if let start = section.texts("start") { provider.start = start }
    if let source = section.node("stream"), section.flag("stream") == true {
      log.add(source.diagnostic("'stream: true' is not supported yet by this version of galley; remove it"))
    }
    let (limits, tokensPlace) = LimitsDecoder(log: log).provider(section)
    if limits != RateLimits() { (provider.limits, provider.tokensPlace) = (limits, tokensPlace) }
    if provider.key != .none, provider.baseURL.isOpenAddress, let source = section.node("base_url") {
      log.add(
        source.diagnostic(
          "the key of provider '\(name)' would travel unencrypted over http to another machine; use https"))
    }
    return log.list.count == before ? provider : nil
  }

  private func baseURL(_ section: Section) -> String? {
    guard let source = section.node("base_url"), let text = section.text("base_url") else { return nil }
    if let address = text.webAddress { return address }
    guard !text.contains("@") else {
      // Not shown: a password may stand before the @.
      log.add(source.diagnostic("'base_url' holds a user or a password; put the key under 'key_env' instead"))
      return nil
    }
    return section.wrong(source, "base_url", "an address such as https://api.openai.com/v1")
  }

  private func key(_ section: Section) -> KeySource? {
    let given = ["key_env", "key_file", "key_command"].filter { section.node($0) != nil }
    if given.count > 1, let second = section.node(given[1]) {
      log.add(second.diagnostic("'\(given[0])' and '\(given[1])' both say where the key is; keep one"))
    }
    if let source = section.node("key_env"), let name = section.text("key_env") {
      guard name.isVariableName else {
        // Not shown: people write the key itself here.
        log.add(
          source.diagnostic(
            "'key_env' must be the name of an environment variable such as MY_KEY, never the key itself"))
        return nil
      }
      return .environment(name)
    }
    if let path = section.text("key_file") { return .file(path) }
    if let source = section.node("key_command"), let command = section.texts("key_command", single: true) {
      return command.isEmpty ? section.wrong(source, "key_command", "a program and its arguments") : .command(command)
    }
    return nil
  }

  private func headers(_ section: Section) -> [(name: String, value: String)]? {
    guard let source = section.node("headers"), !source.isNull else { return nil }
    guard let pairs = source.entries else { return section.wrong(source, "headers", "a mapping of names to texts") }
    return pairs.compactMap { pair in
      let name = pair.key.scalarText ?? ""
      let at = pair.value
      guard let text = section.text(at, name) else { return nil }
      let nameFits = !name.isEmpty && name.utf8.allSatisfy { ($0 > 32 && $0 < 127) && $0 != 58 }
      guard nameFits, text.utf8.allSatisfy({ $0 >= 32 && $0 != 127 }) else {
        return section.wrong(at, name, "a header without line breaks and control characters")
      }
      return (name, text)
    }
  }

  private func tokenParameter(_ section: Section) -> String? {
    guard let source = section.node("token_parameter"), let text = section.text("token_parameter") else { return nil }
    guard Self.tokenParameters.contains(text) else {
      return section.wrong(source, "token_parameter", "one of: \(Self.tokenParameters.joined(separator: ", "))")
    }
    return text
  }
}

/// The wire formats that galley.yaml may name.
private enum WireAPI: String, CaseIterable {
  case chat, completions

  var api: API {
    switch self {
    case .chat: .chat
    case .completions: .completions
    }
  }
}

extension String {
  /// Whether what is sent there can be read on the way: http to anything but this machine.
  var isOpenAddress: Bool {
    guard hasPrefix("http://") else { return false }
    let authority = dropFirst("http://".count).prefix { $0 != "/" }
    if authority.hasPrefix("[::1]") { return false }
    let host = authority.prefix { $0 != ":" }
    let numbers = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
    return host != "localhost" && !(numbers.count == 4 && numbers[0] == 127 && !numbers.contains(nil))
  }

  /// Whether a shell could set a variable of this name (POSIX.1-2024, XBD 3.216).
  fileprivate var isVariableName: Bool {
    guard let first = utf8.first, !(48...57).contains(first) else { return false }
    return utf8.allSatisfy { (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == 95 }
  }

  /// Without the slashes at the end, where the text looks like an address with http or https and a host; else nil.
  package var webAddress: String? {
    var rest = Substring(self)
    for scheme in ["https://", "http://"] where hasPrefix(scheme) { rest = dropFirst(scheme.count) }
    let fits =
      rest.utf8.count < utf8.count && rest.utf8.allSatisfy { $0 > 32 && $0 < 127 && $0 != 63 && $0 != 35 && $0 != 64 }
    guard fits, let first = rest.utf8.first, first != 47 else { return nil }
    return String(reversed().drop { $0 == "/" }.reversed())
  }
}
