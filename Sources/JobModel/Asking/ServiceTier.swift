import OrderedCollections
import Values

/// How urgently a provider works on a request: each has prices of its own.
package enum ServiceTier: String, Sendable, CaseIterable {
  case standard, batch, flex, priority

  /// Reads `service_tier` of a reply or a request: nil where it is another's word for one of ours, or nobody's.
  package init?(word: String) {
    switch word {
    case "default", "standard", "auto", "on_demand": self = .standard
    default: self.init(rawValue: word)
    }
  }
}

extension Settings {
  /// `service_tier` in `extra`; standard where it is absent or unknown.
  package var serviceTier: ServiceTier {
    guard case .string(let word)? = extra[MapKey("service_tier")] else { return .standard }
    return ServiceTier(word: word) ?? .standard
  }
}
