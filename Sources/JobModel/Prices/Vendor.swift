extension ProviderSettings {
  /// Whose prices hold where requests go, as the price table calls it; nil where nobody's are known to.
  ///
  /// The address decides, and no name: a server of one's own, a reseller or a region with prices of its own may serve a
  /// model under the vendor's name, and a wrong price is worse than none.
  package var vendor: String? {
    guard baseURL.hasPrefix("https://") else { return nil }
    let host = baseURL.dropFirst("https://".count).prefix { $0 != "/" && $0 != ":" }
    return Self.vendors[host.lowercased()]
  }

  /// What a price table knows of a model there; nil where that is nothing.
  package func listed(_ model: String, in table: PriceTable = .builtIn) -> ListedModel? {
    vendor.flatMap { table.model(model, of: $0) }
  }

  private static let vendors = [
    "api.openai.com": "openai",
    "api.anthropic.com": "anthropic",
    "api.groq.com": "groq",
    "api.mistral.ai": "mistral",
    "api.together.ai": "together",
    "api.together.xyz": "together",
  ]
}

extension GalleyFile {
  /// What a model costs at a provider: as galley.yaml says, or else as its vendor does; nil where neither is known.
  package func price(of model: String, at provider: ProviderSettings, in table: PriceTable = .builtIn) -> Price? {
    if provider.api == .rehearsal { return Price(input: 0, cachedInput: 0, output: 0) }
    let listed = provider.listed(model, in: table)
    return prices[model].map { $0.withLongestReply(listed?.price.longestReply) } ?? listed?.price
  }
}
