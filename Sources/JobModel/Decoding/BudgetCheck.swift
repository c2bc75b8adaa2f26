import OrderedCollections
import Values
import YAML

/// What a budget needs to hold: a price, and a bound on each reply.
struct BudgetCheck {
  /// Members of a request's body that cost something beside tokens, or more tokens than their number says.
  private static let unpriced = [
    "audio", "best_of", "modalities", "models", "plugins", "prediction", "prompt_cache_options",
    "prompt_cache_retention", "tools", "web_search_options",
  ]

  /// nil where it is unknown.
  let price: Price?
  let model: String
  /// The job's replies.
  let requests: [ReplyRequest]

  init(price: Price?, model: String, turns: [Turn]) {
    self.price = price
    self.model = model
    requests = turns.compactMap { turn in if case .reply(let request) = turn { request } else { nil } }
  }

  /// What is missing, each with the next step; empty where a budget can be kept.
  var lacks: [String] {
    var lacks: [String] = []
    if price == nil { lacks.append("the price of '\(model)' is not known: add it under 'prices' in galley.yaml") }
    for request in requests {
      let settings = request.settings
      if let name = Settings.tokenParameters.first(where: { settings.extra[MapKey($0)] != nil }) {
        lacks.append("'\(name)' in extra hides how long the reply '\(request.name)' may be: set max_tokens instead")
      } else if settings.maxTokens == nil, price?.longestReply == nil {
        lacks.append("nothing bounds the reply '\(request.name)': set max_tokens")
      }
      switch settings.tierWish {
      case .any: break
      case .tier(let tier):
        if let price, !price.knows(tier) {
          lacks.append(
            "the price of '\(model)' in the service tier '\(tier.rawValue)' is not known: "
              + "add it under 'prices' in galley.yaml")
        }
      case .unknown(let word):
        lacks.append(
          "galley knows no price in the service tier '\(word)' of the reply '\(request.name)': set service_tier in extra "
            + "to default, flex, priority or auto, or remove it")
      }
      for name in Self.unpriced where settings.extra[MapKey(name)] != nil {
        lacks.append("what '\(name)' in extra costs is not known: remove it, or the budget")
      }
    }
    return lacks
  }
}

extension BudgetCheck {
  /// - Parameters:
  ///   - job: its name.
  ///   - isRunBound: whether `--budget` was given.
  func tell(_ budget: Budget?, isRunBound: Bool, job: String, file: String, log: DiagnosticLog) {
    for message in lacks {
      if let budget {
        let whose = budget.isShared ? " (job '\(job)')" : ""
        log.add(budget.source.diagnostic("a budget cannot be kept: \(message)\(whose)"))
      } else if isRunBound {
        log.add(Diagnostic(file: file, message: "--budget cannot be kept: \(message)"))
      }
    }
  }
}
