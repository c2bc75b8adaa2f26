import JobModel
import Values
import Workspace

/// One place of a job's product, looked at by itself: what the others do not change.
struct SurveyedItem: Sendable {
  let place: Int
  /// Whether there is an item; else its key could not be made.
  var isItem = false
  var key = ""
  /// Of a row's first sample.
  var rowKey: KeyIdentity?
  /// nil where it could not be made.
  var path: (path: DraftPath, identity: DraftPath.Identity)?
  var errors: [ItemError] = []

  /// So many are looked at in one go.
  private static let share = 512
  /// Goes that are begun before the first of them has been handed over: enough for 16 cores.
  private static let ahead = 16

  /// Hands over all of a job, in order. They are looked at on all cores: of a million rows each is rendered.
  static func forEach(of loaded: LoadedJob, now: Moment, _ take: (SurveyedItem) -> Void) async {
    let places = loaded.job.places(of: loaded.rows)
    let sizes = RequestSizeCheck(loaded)
    await withTaskGroup(of: (begin: Int, items: [SurveyedItem]).self) { group in
      var started = 0
      var ready: [Int: [SurveyedItem]] = [:]
      var begin = 0
      while begin < places {
        while started < places, started - begin < ahead * share {
          let range = started..<min(started + share, places)
          group.addTask { (range.lowerBound, look(at: range, of: loaded, sizes, now: now)) }
          started = range.upperBound
        }
        guard let items = ready.removeValue(forKey: begin) else {
          guard let next = await group.next() else { return }
          ready[next.begin] = next.items
          continue
        }
        items.forEach(take)
        begin += share
      }
    }
  }

  private static func look(
    at places: Range<Int>, of loaded: LoadedJob, _ sizes: RequestSizeCheck?, now: Moment
  ) -> [SurveyedItem] {
    var rows = loaded.job.items(of: loaded.rows)
    return places.compactMap { place in
      rows.item(at: place).map { SurveyedItem($0, at: place, of: loaded, sizes, now: now) }
    }
  }

  private init(
    _ result: Result<Item, ItemError>, at place: Int, of loaded: LoadedJob, _ sizes: RequestSizeCheck?, now: Moment
  ) {
    self.place = place
    let job = loaded.job
    let item: Item
    switch result {
    case .failure(let error):
      errors = [error]
      return
    case .success(let made): item = made
    }
    isItem = true
    key = item.id.key
    if item.id.sample == 1 { rowKey = KeyIdentity(key) }
    do {
      let path = try job.path(of: item, asked: now)
      self.path = (path, path.identity)
    } catch {
      errors.append(error)
    }
    let walk = job.walk(item, asked: now, api: loaded.provider.api, throughStandIns: true, known: nil)
    do throws(ItemError) {
      if let error = walk.error { throw error }
      try sizes?.check(walk)
      _ = try job.compose(walk)
    } catch {
      errors.append(error)
    }
  }
}

/// 128 bits that tell a key from all others, within one process; two different keys share them with a chance of 2⁻¹²⁸.
struct KeyIdentity: Hashable, Sendable {
  private let high: Int
  private let low: Int

  init(_ key: String) {
    var high = Hasher()
    Text(key).hash(into: &high)
    // Goes on from the same text: the second half is that of a longer one.
    var low = high
    low.combine(1 as UInt8)
    (self.high, self.low) = (high.finalize(), low.finalize())
  }
}
