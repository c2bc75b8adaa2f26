package import Values

/// All that judging the items of one job needs of the ledger, as it stood at one moment. Texts of replies are not here.
package struct JobFacts: Sendable {
  package let items: [ItemKey: ItemFact]
  /// By path under `output/`: what this job's items were the last to place.
  package let drafts: [Text: DraftFact]
  private let finishes: [Words256: FinishReason]
  private let failures: [Words256: FailedAttempt]

  package init(
    items: [ItemKey: ItemFact] = [:], drafts: [Text: DraftFact] = [:], finishes: [Words256: FinishReason] = [:],
    failures: [Words256: FailedAttempt] = [:]
  ) {
    self.items = items
    self.drafts = drafts
    self.finishes = finishes
    self.failures = failures
  }

  /// How the reply ended that is stored under a fingerprint; nil where there is none, or where the fingerprint is in
  /// no recorded conversation of this job (a new question: ask the ledger).
  package func finish(of fingerprint: Fingerprint) -> FinishReason? { finishes[fingerprint.words] }

  /// The same for one of `ItemFact.conversationWords`.
  package func finish(of words: Words256) -> FinishReason? { finishes[words] }

  /// How the last attempt failed for a fingerprint that has no reply; nil where it did not, or as above.
  package func failure(of fingerprint: Fingerprint) -> FailedAttempt? { failures[fingerprint.words] }

  /// The same for one of `ItemFact.conversationWords`.
  package func failure(of words: Words256) -> FailedAttempt? { failures[words] }
}
