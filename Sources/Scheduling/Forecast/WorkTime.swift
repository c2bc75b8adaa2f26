import JobModel

/// How long the requests of jobs take that run together: as long as the narrowest of their limits makes it.
///
/// What jobs share goes to them in turn. So by the time a job has got all that it needs of it, each other job has got as
/// much, or all that it needs itself.
struct WorkTime {
  /// What one job asks for.
  struct Work {
    var requests: Int
    /// Input and output.
    var tokens: Int
    /// Replies that one item waits for, one after the other.
    var chain = 1
    /// What one request took before; nil where none was sent.
    var latency: Duration?
  }

  /// Something of which so much comes in a second.
  private struct Pool {
    let perSecond: Double
    /// What each job needs of it; a job that is not there needs none.
    var needs: [Int: Double]
    /// What may be had at once.
    var first = 0.0

    /// Until the job has had what it needs.
    func seconds(_ job: Int) -> Double? {
      needs[job].map { own in max(needs.values.reduce(0) { $0 + min($1, own) } - first, 0) / perSecond }
    }
  }

  private let works: [Work]
  private var pools: [Pool] = []

  init(_ works: [Work]) { self.works = works }

  /// Adds what these jobs together may ask for in a minute.
  mutating func limit(_ rate: RateLimits, jobs: [Int]) {
    if let most = rate.requestsPerMinute {
      // The first goes at once.
      pools.append(Pool(perSecond: Double(most) / 60, needs: needs(of: jobs) { Double($0.requests) }, first: 1))
    }
    if let most = rate.tokensPerMinute {
      pools.append(Pool(perSecond: Double(most) / 60, needs: needs(of: jobs) { Double($0.tokens) }))
    }
  }

  /// Adds how many requests of these jobs together may be in flight.
  mutating func places(_ count: Int, jobs: [Int]) {
    let needs = needs(of: jobs) { work in work.latency.map { Double(work.requests) * ($0 / .seconds(1)) } }
    pools.append(Pool(perSecond: Double(count), needs: needs))
  }

  private func needs(of jobs: [Int], _ need: (Work) -> Double?) -> [Int: Double] {
    Dictionary(uniqueKeysWithValues: jobs.compactMap { job in need(works[job]).map { (job, $0) } })
  }

  /// Until the job's last request, beside all others; nil where neither a limit nor an earlier request says.
  func seconds(_ job: Int) -> Double? {
    let work = works[job]
    if work.requests == 0 { return 0 }
    let chain = work.latency.map { Double(work.chain) * ($0 / .seconds(1)) }
    return (pools.map { $0.seconds(job) } + [chain]).compactMap(\.self).max()
  }

  /// The jobs that make it wait: those with which it shares its narrowest limit, if they have something to ask for as well.
  func sharing(with job: Int) -> [Int] {
    guard let longest = seconds(job), longest > 0 else { return [] }
    let narrowest = pools.filter { $0.seconds(job) == longest }
    return Set(narrowest.flatMap(\.needs).filter { $0.key != job && $0.value > 0 }.map(\.key)).sorted()
  }

  /// Of the job's items how many are done by a deadline, if it takes so long in all.
  static func reached(of items: Int, within deadline: Double, seconds: Double) -> Int {
    guard seconds > deadline, seconds > 0 else { return items }
    // The first ones start at once, so the last starts after `seconds`; a hair less, since a quotient may be a hair more.
    return min(items, max(1, Int((Double(items - 1) * deadline / seconds - 1e-9).rounded(.up))))
  }
}
