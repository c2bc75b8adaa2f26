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
  private let reader: LedgerReader?
  /// What earlier replies took, of items that have not come by yet.
  private var unseen: [ItemKey: [String: Usage]] = [:]
  /// Items that have replies, as they came by; taken in when a forecast is wanted.
  private var known: [(item: Item, asked: Moment, replies: [StoredReply]?, usage: [String: Usage])] = []
  private var experience = Experience()
  /// Tokens of the model's replies to other jobs; empty where the job has some of its own.
  private var others: [Int] = []
  private var sample: PromptSample

  /// - Parameters:
  ///   - reader: nil where there is no state yet.
  ///   - most: items whose prompts are counted; the others are judged by these.
  init(_ loaded: LoadedJob, reader: LedgerReader?, counting most: Int = 512) async throws(LedgerError) {
    self.loaded = loaded
    self.reader = reader
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
  mutating func learn(from inspected: InspectedItem) async throws(LedgerError) {
    guard remembers(inspected) else { return }
    learn(from: inspected, carrying: try await inspected.carried(in: loaded.job, reader))
  }

  /// Whether replies of an item are among those that are looked at.
  func remembers(_ inspected: InspectedItem) -> Bool { unseen[inspected.item.id.withinJob] != nil }

  /// - Parameter replies: what the item's `carried` says.
  mutating func learn(from inspected: InspectedItem, carrying replies: [StoredReply]?) {
    guard let usage = unseen.removeValue(forKey: inspected.item.id.withinJob) else { return }
    known.append((inspected.item, inspected.asked, replies, usage))
  }

  /// Adds the requests that an item still needs.
  ///
  /// - Returns: the most that they can cost; nil where a price or a bound is unknown.
  @discardableResult
  mutating func add(_ inspected: InspectedItem, to demand: inout Demand) -> Price.WorstCase? {
    let job = loaded.job
    var walk = inspected.walk
    if !walk.isWhole {
      walk = job.walk(inspected.item, asked: inspected.asked, api: loaded.provider.api, throughStandIns: true) {
        inspected.replies[$1]
      }
    }
    return demand.add(walk.open, price: loaded.price, sample: &sample)
  }

  /// Adds the last requests of an item that has come to its end; only items that are counted are rendered: for a run, which
  /// has no use for the worst case of all.
  mutating func add(_ inspected: InspectedItem, last missing: Int, of ended: Walk, to demand: inout Demand) {
    guard sample.countsNext || demand.lacksSample(missing: missing) else {
      sample.pass()
      demand.countItem(missing: missing)
      return
    }
    let before = ended.given.dropLast(missing).map(\.reply)
    demand.add(
      walk(inspected.item, asked: inspected.asked, carrying: before).open, price: loaded.price, sample: &sample)
  }

  /// An item's conversation, with so many of its replies as they are given, from the first one on.
  private func walk(_ item: Item, asked: Moment, carrying replies: [StoredReply]) -> Walk {
    var rest = replies[...]
    return loaded.job.walk(
      item, asked: asked, api: loaded.provider.api, throughStandIns: true,
      known: replies.isEmpty ? nil : { _, _ in rest.popFirst() })
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
            items: start.items, own: experience.ratio * own, ownMargin: margin,
            mentions: start.mentions.map { $0 / Double(max(start.rendered, 1)) }, others: others,
            isEstimate: sample.isEstimate, bounds: bounds)
          : Outlook(
            items: start.items, own: own, ownMargin: margin, ratio: experience.ratio, excess: excess, bounds: bounds))
    }
    forecast.price(loaded.price, requests: demand.requests, in: Set(requests.map(\.settings.serviceTier)))
    return forecast
  }

  /// Counts the prompts of the items that have replies.
  private mutating func takeIn() {
    for (item, asked, replies, usage) in known {
      let names = loaded.job.requests.map(\.name)
      let own = (0..<(replies == nil ? 1 : names.count)).map { count in
        sample.tokens(walk(item, asked: asked, carrying: Array((replies ?? []).prefix(count))).open.map(\.question))
      }
      // A template may fail of what has changed since.
      guard own.enumerated().allSatisfy({ $1.count == names.count - $0 }) else { continue }
      experience.add(
        Experience.Observation(own: own, usage: names.map { usage[$0] }, isCurrent: replies != nil))
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

extension InspectedItem {
  /// The replies that stand in its prompts; nil where those are not the prompts that were sent.
  func carried(in job: Job, _ reader: LedgerReader?) async throws(LedgerError) -> [StoredReply]? {
    guard walk.error == nil, walk.open.isEmpty else { return nil }
    if job.requests.count == 1 { return [] }
    // Where a glance was enough none was read.
    let replies =
      walk.given.isEmpty ? try await reader?.replies(recorded?.conversation ?? []) ?? [] : walk.given.map(\.reply)
    return replies.count == job.requests.count ? replies : nil
  }
}

extension ItemID {
  fileprivate var withinJob: ItemKey { ItemKey(key: key, sample: sample) }
}
