import JobModel
import Workspace

extension LoadedJob {
  /// A request that is larger than what its limits let through in a minute would never be answered.
  ///
  /// Only a sure error is one: the input is counted at four bytes to a token, which is little.
  ///
  /// - Parameter walk: an item's conversation, with stand-ins for its replies.
  func checkSize(of walk: Walk) throws(ItemError) {
    let limits = [job.limits.rate.tokensPerMinute, provider.limits.tokensPerMinute].compactMap(\.self)
    guard let limit = limits.min() else { return }
    for open in walk.open {
      let size = open.question.inputTokenEstimate + (open.question.settings.maxTokens ?? 0)
      guard size > limit else { continue }
      let message = "tokens_per_minute is \(limit); the reply '\(open.request.name)' of an item asks for about \(size)"
      throw ItemError(code: "limits", diagnostic: Diagnostic(file: job.file, message: message))
    }
  }
}
