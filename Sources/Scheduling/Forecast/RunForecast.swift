import JobModel
import Ledger
import Synchronization
import Workspace

/// Forecasts what a run asks for one job, by what was known when it began, and what that took in the end.
///
/// Both are of the items whose conversations came to their end: so a run that stopped early is compared in what it did. An
/// item's forecast is made of what it was when the run came to it, whenever it is added.
final class RunForecast: Sendable {
  /// Items whose prompts are rendered and counted for it: few, since a run is not to wait for its forecast.
  private static let counted = 64

  private struct State {
    var forecaster: JobForecaster
    var demand: Demand
    /// What the replies took; nil where one's usage was not reported, or its price is unknown.
    var tokens: Int? = 0
    var cost: Money? = .zero
  }

  private let job: Job
  private let reader: LedgerReader
  private let state: Mutex<State>

  init(_ loaded: LoadedJob, reader: LedgerReader) async throws(LedgerError) {
    (job, self.reader) = (loaded.job, reader)
    let forecaster = try await JobForecaster(loaded, reader: reader, counting: Self.counted)
    state = Mutex(State(forecaster: forecaster, demand: Demand(loaded)))
  }

  /// Takes in what an item's earlier replies took.
  func learn(from inspected: InspectedItem) async throws(LedgerError) {
    guard state.withLock({ $0.forecaster.remembers(inspected) }) else { return }
    let replies = try await inspected.carried(in: job, reader)
    state.withLock { $0.forecaster.learn(from: inspected, carrying: replies) }
  }

  /// Adds an item that was asked for and has all its replies now.
  ///
  /// - Parameters:
  ///   - walk: the whole conversation.
  ///   - asked: the questions that were sent for it. What another item had asked for was paid there.
  func add(_ inspected: InspectedItem, ended walk: Walk, asked: Set<Fingerprint>) {
    let new = walk.given.filter { asked.contains($0.fingerprint) }.map(\.reply)
    guard !new.isEmpty else { return }
    state.withLock { state in
      state.forecaster.add(inspected, last: new.count, of: walk, to: &state.demand)
      for reply in new {
        state.tokens = state.tokens.flatMap { sum in reply.reply.usage.map { sum + $0.tokens } }
        state.cost = state.cost.flatMap { sum in reply.cost.map { sum + $0 } }
      }
    }
  }

  /// nil where no conversation came to its end.
  var outcome: ForecastOutcome? {
    state.withLock { state in
      guard state.demand.requests > 0 else { return nil }
      return ForecastOutcome(
        state.forecaster.forecast(state.demand), tokens: state.tokens, cost: state.cost)
    }
  }
}
