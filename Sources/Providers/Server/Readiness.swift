import JobModel

/// Waiting for a server that has been started, or that is still reading its model.
struct Readiness {
  /// The server's process ended while it was waited for.
  struct Ended: Error {}

  private let provider: Provider
  private let patience: Duration
  private let progress: @Sendable (String) -> Void

  init(of provider: Provider, patience: Duration, progress: @escaping @Sendable (String) -> Void) {
    self.provider = provider
    self.patience = patience
    self.progress = progress
  }

  /// - Parameter hasEnded: whether the server's process is gone; nil where it is not ours.
  func wait(hasEnded: () -> Bool?) async throws {
    let clock = ContinuousClock()
    let start = clock.now
    var nextWord = start + .seconds(5)
    while true {
      // Before the question: a server that answers and one that ends are told apart in this order.
      let ended = hasEnded() ?? false
      let presence = await Presence.ask(provider, patience: min(patience, .seconds(5)))
      let waited = clock.now - start
      switch presence {
      case .ready:
        progress("\(provider.settings.baseURL) answers after \(waited.components.seconds) s")
        return
      case .answers(let status) where ended == false && status != 404:
        // A server that wants a key, say: it stands, and the first question will tell more.
        return
      case .nobody, .loading, .unreachable, .answers: break
      }
      if ended { throw Ended() }
      guard waited < patience else {
        throw ServerError("\(provider.settings.baseURL) does not answer within \(patience); see the server's log")
      }
      if clock.now >= nextWord {
        progress("waiting for \(provider.settings.baseURL) (\(waited.components.seconds) s)")
        nextWord += .seconds(10)
      }
      try await clock.sleep(for: .milliseconds(150))
    }
  }
}
