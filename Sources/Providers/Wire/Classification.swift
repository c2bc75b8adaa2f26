package import JobModel
import NIOHTTP1
import Values

/// What a response that is no success means for what comes next: a pure table of status, code and words.
package enum Classification {
  /// - Parameter response: with a status outside 200…299.
  package static func failure(_ response: WireResponse) -> Failure {
    if 300..<400 ~= response.status { return redirect(response) }
    let said = ErrorBody(response.body)
    let status = response.status

    func failure(_ scope: Failure.Scope, _ code: String, _ advice: String = "") -> Failure {
      let words = Wording.plain(said.message)
      var message = "the provider answered \(status)" + (words.isEmpty ? "" : ": \(words)")
      if !advice.isEmpty { message += " (\(advice))" }
      return Failure(
        scope: scope, code: code, message: message,
        retryAfter: scope == .transient ? RetryAfter.wait(response.headers, arrival: response.arrival) : nil,
        maybeBilled: gatewayTimeouts.contains(status))
    }

    if lacksCredit(status, said) { return failure(.refused, "credit", "add credit or raise the spending limit there") }
    if lacksModel(status, said) { return failure(.model, "model_not_found", "see `model:` of the job") }
    if tooLong(status, said) { return failure(.item, "context_length", lengths(said)) }
    if filtered(status, said) { return failure(.item, "content_filter") }

    switch status {
    case 401: return failure(.refused, "key", "see the provider's key")
    case 403: return failure(.refused, "permission")
    case 404, 405, 407, 410: return failure(.unavailable, "not_found", "check `base_url`")
    case 429: return failure(.transient, "rate_limited")
    case 408, 409, 425, 500...: return failure(.transient, "http_\(status)")
    default: return failure(.item, "rejected")
    }
  }

  /// Somebody in between gave up waiting; the model may well have answered.
  private static let gatewayTimeouts: Set = [408, 504, 524]

  private static func lacksCredit(_ status: Int, _ said: ErrorBody) -> Bool {
    switch status {
    case 402: true
    case 400, 403, 429:
      // OpenAI's three, then Anthropic's, which says the rest in words under 400.
      said.names([
        "insufficient_quota", "billing_hard_limit_reached", "billing_not_active", "enforced_spend_limit_reached",
      ]) || (status == 400 && said.says("credit balance", "usage limits"))
    default: false
    }
  }

  private static func lacksModel(_ status: Int, _ said: ErrorBody) -> Bool {
    guard [400, 403, 404].contains(status) else { return false }
    if said.names(["model_not_found"]) { return true }
    return switch status {
    // Ollama, vLLM, OpenRouter; `param` where a chat model is asked for completions.
    case 404:
      said.param == "model" || said.says("no endpoints found")
        || (said.says("model") && said.says("not found", "not exist", "not support"))
    case 400: said.says("not a valid model", "invalid model")
    default: false
    }
  }

  private static func tooLong(_ status: Int, _ said: ErrorBody) -> Bool {
    if said.names(["context_length_exceeded", "exceed_context_size_error"]) { return true }
    return [400, 413, 422].contains(status)
      && said.says("maximum context length", "context size", "context window", "prompt is too long")
  }

  /// llama.cpp gives the numbers beside its message; others put them into it.
  private static func lengths(_ said: ErrorBody) -> String {
    guard let asked = said.details?["n_prompt_tokens"]?.number, let most = said.details?["n_ctx"]?.number else {
      return ""
    }
    return "\(asked) tokens, \(most) fit"
  }

  private static func filtered(_ status: Int, _ said: ErrorBody) -> Bool {
    if said.names(["content_filter", "content_policy_violation"]) { return true }
    // OpenRouter's moderation: a 403 that is about this text and not about the account.
    return status == 403 && said.details?["metadata"]?["reasons"] != nil
  }

  /// Never followed: the key would go to a host that nobody named.
  private static func redirect(_ response: WireResponse) -> Failure {
    let target = response.headers["location"].first.map { Wording.plain($0) }
    let place = target.flatMap(BaseURL.hostPort) ?? target ?? "nowhere"
    return Failure(
      scope: .unavailable, code: "redirect",
      message: "the provider answered \(response.status) and points to \(place); galley follows no redirect: "
        + "set `base_url` to the address that answers")
  }
}
