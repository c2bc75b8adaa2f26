import JobModel
import Ledger
import Values

/// What was spent before a run or a plan, for budgets of a day or a month.
///
/// What was sent while its model had no price counts at the present one, in the dearest tier, since the state does not keep
/// which it was. Where that cannot be told either, a budget that counts it cannot be kept.
struct EarlierSpend: Sendable {
  var known: [DailySpend] = []
  var unknown: [UnknownSpend] = []

  /// Nothing, or what no budget asks for.
  init() {}

  init(_ reader: LedgerReader, settings: GalleyFile, inMonthOf time: WallTime) async throws(LedgerError) {
    known = try await reader.dailySpend(inMonthOf: time)
    guard known.contains(where: { $0.unpriced > 0 }) else { return }
    add(try await reader.unpricedAttempts(inMonthOf: time)) { name, model in
      guard case .found(let provider) = settings.provider(named: name) else { return nil }
      return settings.price(of: model, at: provider)
    }
  }

  /// - Parameter price: of a model at a provider; nil where it is unknown.
  mutating func add(_ attempts: [UnpricedAttempt], price: (_ provider: String, _ model: String) -> Price?) {
    struct Group: Hashable {
      let job: String
      let day: Int
      let model: String
      let hasPrice: Bool
    }
    var groups: [Group: Int] = [:]
    for attempt in attempts {
      let price = price(attempt.provider, attempt.model)
      if let price, let usage = attempt.usage {
        known.append(DailySpend(job: attempt.job, day: attempt.day, cost: price.cost(usage, of: Settings())))
      } else {
        let group = Group(job: attempt.job, day: attempt.day, model: attempt.model, hasPrice: price != nil)
        groups[group, default: 0] += 1
      }
    }
    unknown += groups.sorted { ($0.key.day, $0.key.job, $0.key.model) < ($1.key.day, $1.key.job, $1.key.model) }
      .map { group, count in
        let day = Moment(secondsSinceEpoch: group.day * 86_400, precision: .day).text
        let requests = count == 1 ? "1 request" : "\(count) requests"
        let what = "nobody knows what \(requests) of \(group.job) to '\(group.model)' cost on \(day)"
        let advice =
          group.hasPrice
          ? "they had no price then and their usage is not known; wait until that day or month is over, or take the budget away"
          : "add the price of '\(group.model)' under 'prices' in galley.yaml"
        return UnknownSpend(job: group.job, day: group.day, description: "\(what): \(advice)")
      }
  }
}
