import JobModel
import Ledger
import Values
import Workspace

/// Says what a job's requests will probably take: what it counts in their prompts, corrected and completed by what
/// earlier replies of the job took. `plan`, `status` and each run look through it.
struct JobForecaster {
  /// Replies of the job, and of the same model to others, that are looked at: the last ones.
  private static let remembered = 500

  let loaded: LoadedJob
  /// What earlier replies took, of items that have not come by yet.
  private var unseen: [ItemKey: [String: Usage]] = [:]
  /// Items that have replies, as they came by; taken in when a forecast is wanted.
  private var known: [(item: Item, asked: Moment, isCurrent: Bool, usage: [String: Usage])] = []
  private var experience = Experience()
  /// Tokens of the model's replies to other jobs; empty where the job has some of its own.
  private var others: [Int] = []
  private var sample: PromptSample

  /// - Parameters:
  ///   - reader: nil where there is no state yet.
  ///   - most: items whose prompts are counted; the others are judged by these.
  init(_ loaded: LoadedJob, reader: LedgerReader?, counting most: Int = 512) async throws(LedgerError) {
    self.loaded = loaded
    let (name, model) = (loaded.job.name, loaded.job.model)
    sample = PromptSample(model: model, api: loaded.provider.api, most: most)
    guard let reader else { return }
    for fact in try await reader.usage(job: name, model: model, last: Self.remembered) {
      // The newest of a reply that was asked for again.
      if unseen[fact.item]?[fact.reply] == nil { unseen[fact.item, default: [:]][fact.reply] = fact.usage }
    }
    if unseen.isEmpty { others = try await reader.outputs(besides: name, model: model, last: Self.remembered) }
  }

  /// Notes what the replies of an item took, if it has some. Of each item of the job, before the first `forecast`.
  mutating func learn(from inspected: InspectedItem) {
    guard !unseen.isEmpty else { return }
    let id = inspected.item.id
    guard let usage = unseen.removeValue(forKey: ItemKey(key: id.key, sample: id.sample)) else { return }
    let isCurrent = inspected.walk.error == nil && inspected.walk.open.isEmpty
    known.append((inspected.item, inspected.asked, isCurrent, usage))
  }

  /// Adds the requests that an item still needs.
  mutating func add(_ inspected: InspectedItem, to demand: inout Demand) {
    let job = loaded.job
    var walk = inspected.walk
    if !walk.isWhole {
      walk = job.walk(inspected.item, asked: inspected.asked, api: loaded.provider.api, throughStandIns: true) {
        inspected.replies[$1]
      }
    }
    demand.add(walk.open, price: loaded.price, sample: &sample)
  }

  /// The same, but only items that are counted are rendered: for a run, which has no use for the worst case of all.
  mutating func addSparely(_ inspected: InspectedItem, to demand: inout Demand) {
    let missing = loaded.job.requests.count - inspected.walk.given.count
    if sample.countsNext || demand.lacksSample(missing: missing) {
      add(inspected, to: &demand)
    } else {
      sample.pass()
      demand.countItem(missing: missing)
    }
  }

  mutating func forecast(_ demand: Demand) -> Forecast {
    var forecast = Forecast()
    if demand.requests > 0 { takeIn() }
    let requests = loaded.job.requests
    for (place, start) in demand.starts.enumerated() where start.items > 0 {
      let bounds = Bounds(each: requests[place...].map(\.settings.maxTokens))
      let (own, margin) = ownTokens(of: start)
      let excess = experience.excess(from: place)
      forecast.add(
        excess.output.isEmpty
          ? Outlook(
            items: start.items, own: experience.ratio * own, ownMargin: margin, others: others,
            isEstimate: sample.isEstimate, bounds: bounds)
          : Outlook(
            items: start.items, own: own, ownMargin: margin, ratio: experience.ratio, excess: excess, bounds: bounds))
    }
    forecast.price(loaded.price, requests: demand.requests, in: Set(requests.map(\.settings.serviceTier)))
    return forecast
  }

  /// Counts the prompts of the items that have replies.
  private mutating func takeIn() {
    for (item, asked, isCurrent, usage) in known {
      let walk = loaded.job.walk(item, asked: asked, api: loaded.provider.api, throughStandIns: true, known: nil)
      guard walk.error == nil else { continue }
      experience.add(
        Experience.Observation(
          own: sample.tokens(walk.open.map(\.question)), usage: walk.open.map { usage[$0.request.name] },
          isCurrent: isCurrent))
    }
    known = []
  }

  /// What the prompts hold, and how far that may be off since only a sample of them was counted.
  private func ownTokens(of start: Demand.Start) -> (sum: Double, margin: Double) {
    guard start.rendered > 0 else { return (0, 0) }
    let (items, rendered) = (Double(start.items), Double(start.rendered))
    let sum = (start.tokens + Double(start.bytes) * sample.tokensPerByte) * items / rendered
    let uncounted = Double(start.uncounted + start.items - start.rendered)
    return (sum, 2 * uncounted * sample.scatter / Double(max(sample.size, 1)).squareRoot())
  }
}

extension Forecast {
  fileprivate mutating func add(_ outlook: Outlook) {
    low = low + outlook.low
    high = high.flatMap { sum in outlook.high.map { sum + $0 } }
  }
}
