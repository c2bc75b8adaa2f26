/// What became of requests, in the order in which they were sent.
///
/// A provider that refuses has nothing left. At the moment at which it lets through again, what it has just suffices for
/// one, whether it counts by bucket or by window. So between two such moments it let through exactly what flowed in,
/// unless it stood idle meanwhile for longer than it keeps what flows in.
///
/// Answers come late and out of order, refusals quickly: what is under way counts as let through until it is refused.
struct Sendings: Sendable {
  /// A moment at which a provider that had refused let through again.
  struct Release: Sendable {
    /// The first request that was let through.
    let number: Int
    let at: Instant
    /// Seconds in which the moment lies, `at` in their middle.
    let gap: Double
    /// Requests that were let through before it.
    var accepted: Int
  }

  /// Refusals in a row.
  struct Run: Sendable {
    var first: LearnedPace.Sending
    var last: LearnedPace.Sending
    /// When the provider says it goes on.
    var resumes: Resumption?

    var seconds: Double { (last.at - first.at) / .seconds(1) }
  }

  /// When a provider goes on, and by how many seconds it may be earlier than it says.
  struct Resumption: Sendable {
    let at: Instant
    let early: Double
  }

  /// What flowed in between two releases.
  struct Estimate: Sendable {
    /// Requests a second.
    let rate: Double
    let count: Int
    /// By such a share of it the rate may be too high or too low.
    let error: Double
  }

  private static let most = 8192
  private static let mostReleases = 256
  private static let longestDelay = 2.0

  private(set) var releases: [Release] = []
  /// The refusals after which nothing is known to have been let through.
  private(set) var run: Run?
  private(set) var count = 0
  /// Seconds that a refusal takes, at most; it forgets.
  private(set) var delay = 0.005
  /// Numbers in ascending order; so many more are no longer in it.
  private var refused: [Int] = []
  private var forgotten = 0
  /// When the last requests were sent.
  private var times: [Instant] = []

  mutating func sent(_ now: Instant) -> LearnedPace.Sending {
    count += 1
    if times.count >= Self.most { times.removeFirst(Self.most / 2) }
    times.append(now)
    return LearnedPace.Sending(number: count, at: now)
  }

  /// - Returns: whether it is the first one of a run.
  mutating func refuse(_ sending: LearnedPace.Sending, resumes: Resumption?, now: Instant) -> Bool {
    delay = min(max(0.95 * delay, (now - sending.at) / .seconds(1)), Self.longestDelay)
    refused.insert(sending.number, at: refused.place(above: sending.number))
    if refused.count > Self.most {
      forgotten += Self.most / 2
      refused.removeFirst(Self.most / 2)
    }
    releases.removeAll { $0.number == sending.number }
    for index in releases.indices where releases[index].number > sending.number { releases[index].accepted -= 1 }
    guard var run else {
      run = Run(first: sending, last: sending, resumes: resumes)
      return true
    }
    if sending.number < run.first.number { run.first = sending }
    if sending.number > run.last.number { run.last = sending }
    if let resumes, run.resumes.map({ $0.at < resumes.at }) ?? true { run.resumes = resumes }
    self.run = run
    return false
  }

  /// Looks whether a run has ended.
  ///
  /// - Parameters:
  ///   - accepted: a request that is known to have been let through.
  ///   - interval: seconds between two requests.
  /// - Returns: whether it has just now.
  mutating func release(_ accepted: LearnedPace.Sending? = nil, interval: Double, now: Instant) -> Bool {
    guard let (number, at) = firstAfterRun(interval: interval) else { return false }
    guard accepted?.number == number || (now - at) / .seconds(1) > 1.5 * delay else { return false }
    release(number, at)
    return true
  }

  /// Of two that were sent so many seconds after one another or less nobody knows which one arrived first.
  private func order(_ interval: Double) -> Double { min(delay, interval) / 2 }

  private func firstAfterRun(interval: Double) -> (number: Int, at: Instant)? {
    guard let run else { return nil }
    var number = run.last.number + 1
    while let at = time(of: number) {
      if (at - run.last.at) / .seconds(1) >= order(interval) { return (number, at) }
      number += 1
    }
    return nil
  }

  private mutating func release(_ number: Int, _ at: Instant) {
    guard let run else { return }
    var (earliest, latest) = (run.last.at, at)
    if let resumes = run.resumes, resumes.at > earliest {
      latest = min(latest, resumes.at)
      earliest = max(earliest, latest.advanced(by: .seconds(-resumes.early)))
    }
    let gap = (latest - earliest) / .seconds(1)
    let before = accepted(before: number)
    releases.append(Release(number: number, at: earliest.advanced(by: .seconds(gap / 2)), gap: gap, accepted: before))
    if releases.count > Self.mostReleases { releases.removeFirst(Self.mostReleases / 2) }
    self.run = nil
  }

  /// What was counted until now counts no more: the provider stood idle.
  mutating func forget() { releases = [] }

  /// The best there is of what flowed in until the last release; nil before the second one.
  var estimate: Estimate? {
    guard let last = releases.last else { return nil }
    return releases.dropLast().map { first in
      let seconds = max((last.at - first.at) / .seconds(1), 1e-3)
      let count = last.accepted - first.accepted
      return Estimate(rate: Double(count) / seconds, count: count, error: (first.gap + last.gap) / 2 / seconds)
    }.min { $0.error < $1.error }
  }

  // MARK: Counting

  /// Requests before this one that were let through, or are under way.
  func accepted(before number: Int) -> Int { number - 1 - forgotten - refused.place(above: number - 1) }

  /// As many of them in a row.
  func streak(before number: Int) -> Int {
    let place = refused.place(above: number - 1)
    return number - 1 - (place > 0 ? refused[place - 1] : 0)
  }

  /// When a request was sent; nil where that is long ago.
  func time(of number: Int) -> Instant? {
    let index = number - 1 - (count - times.count)
    return times.indices.contains(index) ? times[index] : nil
  }

  /// Requests a second of the last so many before a moment.
  func flow(ofLast requests: Int, before number: Int, until end: Instant) -> Double {
    let start = time(of: max(number - requests, count - times.count + 1)) ?? end
    return Double(requests) / max((end - start) / .seconds(1), 1e-3)
  }

  /// The first request that was sent since a moment, and what was let through before it.
  func first(since moment: Instant) -> (at: Instant, accepted: Int)? {
    guard let index = times.firstIndex(where: { $0 >= moment }) else { return nil }
    return (times[index], accepted(before: count - times.count + 1 + index))
  }

  /// How many seconds before a refusal each request was sent that was let through in a row before it, the last one first.
  func ages(before refused: LearnedPace.Sending) -> [Double] {
    (0..<streak(before: refused.number)).compactMap { back in
      time(of: refused.number - 1 - back).map { (refused.at - $0) / .seconds(1) }
    }
  }
}

extension [Int] {
  /// Where in an ascending array the first one lies that is above.
  fileprivate func place(above value: Int) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle] > value { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
