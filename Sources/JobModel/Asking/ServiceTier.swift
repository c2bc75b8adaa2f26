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
  /// Which tier a request asks for.
  package enum TierWish: Hashable, Sendable {
    /// It names none, or `auto`: the provider's own settings decide.
    case any
    case tier(ServiceTier)
    /// As JSON: nobody here knows its price.
    case unknown(String)
  }

  /// What `service_tier` in `extra` says.
  package var tierWish: TierWish {
    guard let value = extra[MapKey("service_tier")] else { return .any }
    switch value.meaning {
    case .none, .string("auto"): return .any
    case .string(let word): return ServiceTier(word: word).map { .tier($0) } ?? .unknown(word)
    default: return .unknown((try? JSON.text(value)) ?? "?")
    }
  }

  /// The tier that is expected: the one that a request asks for, the standard one where it leaves that to the provider.
  package var serviceTier: ServiceTier { if case .tier(let tier) = tierWish { tier } else { .standard } }
}

extension Price {
  /// The tiers that a request may be worked on in: the one that it asks for or the standard one, or where it leaves that
  /// to the provider, or asks for one that is unknown, any that has rates.
  func tiers(of settings: Settings) -> [ServiceTier] {
    if case .tier(let tier) = settings.tierWish { return [.standard, tier] }
    return ServiceTier.allCases.filter(knows)
  }
}
