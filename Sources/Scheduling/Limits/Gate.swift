import JobModel

/// Lets requests through as soon as all that limits them allows: places, requests and tokens a minute, money, deadlines,
/// a provider's wish to be left alone. The pure core of `Admission`: every time is handed in, and nothing waits in it.
///
/// First come, first served in each lane, and among lanes by arrival. Whoever is held back by something of their job alone
/// holds up no other job. What several lanes share goes to the one that came first: all its limits but money are the same
/// for a large request as for a small one, so nobody is overtaken where they are short, and who waits for money that may
/// come back lets nobody pass who lacks it too. Who costs more than what is left of a budget is turned away, alone.
///
/// The first in line never waits while all of its limits allow it: ask `admit` again after each change, and at `nextWake`.
struct Gate: Sendable {
  /// The limits of one job.
  struct JobLimits: Sendable {
    var rate: RateLimits
    /// No request of the job starts later.
    var deadline: Instant?
    /// Whether galley finds out how many requests may be in flight.
    var isAuto: Bool

    init(_ rate: RateLimits = RateLimits(), deadline: Instant? = nil, isAuto: Bool = false) {
      self.rate = rate
      self.deadline = deadline
      self.isAuto = isAuto
    }
  }

  /// What came of asking: who goes, and who is turned away.
  struct Answer: Sendable {
    var admitted: [(id: Int, permit: Permit)] = []
    var refused: [(id: Int, refusal: Refusal)] = []
  }

  /// Limits are learned of each model at a provider.
  struct Endpoint: Hashable, Sendable {
    let provider: String
    let model: String
  }

  private enum Verdict {
    case goes(Permit)
    case refused(Refusal)
    case waits(Obstacle)
  }

  private var whole: Meter
  private let deadline: Instant?
  private var closed: Refusal?
  private var closedJobs: [String: Refusal] = [:]
  private var lanes: Lanes
  private var purse: Purse

  private var queue = Queue()

  /// When `admit` is to be asked again, though nothing has changed; nil: never.
  private(set) var nextWake: Instant?
  /// What the first in line waits for; nil where nobody waits.
  private(set) var heldBack: HoldBack?

  /// - Parameters:
  ///   - places: of all together: what the machine allows.
  ///   - deadline: no request starts later.
  ///   - jobs: what is not in it is not limited.
  ///   - providers: as `jobs`; shared by all jobs.
  ///   - remembered: what earlier runs have learned; it holds where no limit of requests is declared.
  init(
    places: Int = .max, deadline: Instant? = nil, jobs: [String: JobLimits] = [:],
    providers: [String: RateLimits] = [:],
    remembered: [Endpoint: LearnedLimit] = [:], purse: Purse = Purse([], jobs: [], before: [])
  ) {
    whole = Meter(places: places)
    self.deadline = deadline
    lanes = Lanes(jobs: jobs, providers: providers, remembered: remembered)
    self.purse = purse
  }

  /// Requests that are in flight.
  var inFlight: Int { whole.inFlight }

  /// Whether a budget binds the job, so that its requests have to say what they may cost.
  func isBound(_ job: String) -> Bool { purse.isBound(job) }

  /// How many requests of jobs with `concurrency: auto` may be in flight to a provider now; nil where a number is declared.
  func window(_ provider: String) -> Int? { lanes.window(provider) }

  /// What is to be remembered for the next run.
  var learned: [Endpoint: LearnedLimit] { lanes.learned }

  // MARK: Asking

  /// Somebody comes. They are served in the order of these numbers.
  mutating func newcomer() -> Int { queue.newcomer() }

  /// The newcomer wants to send a request, and waits from now on. What is held for the item is the gate's until it goes.
  mutating func request(_ ask: Ask, as id: Int) {
    let isShort = ask.worstCase > ask.held && purse.isBound(ask.lane.job)
    let money: Queue.Need = !isShort ? .has : ask.held > .zero ? .needsMore : .needsAll
    queue.add(ask, as: id, in: Queue.Line(lane: lanes.number(of: ask.lane), money: money))
  }

  /// Whoever waits does so no more; what was held for them is given back.
  mutating func withdraw(_ id: Int) {
    guard let ask = queue[id] else { return }
    queue.remove(id)
    purse.release(ask.held, job: ask.lane.job)
  }

  /// Lets all through that may go now.
  mutating func admit(at now: Instant, wall: WallTime) -> Answer {
    var answer = Answer()
    while pass(&answer, now, wall) {}
    return answer
  }

  /// - Returns: whether something was closed or given back, so that those who were looked at before are to be looked at again.
  private mutating func pass(_ answer: inout Answer, _ now: Instant, _ wall: WallTime) -> Bool {
    (nextWake, heldBack) = (nil, nil)
    var isToBeRepeated = false
    // The first of each line that may still go in this pass: what is taken only grows less.
    var heads = queue.heads()
    var short: [(id: Int, ask: Ask, line: Queue.Line)] = []
    while let place = heads.indices.min(by: { heads[$0].id < heads[$1].id }) {
      let (id, line) = heads[place]
      guard let ask = queue[id] else { break }
      let mustWait = line.money == .needsAll && short.contains { purse.takes(ask.lane.job, from: $0.ask.lane.job) }
      switch verdict(ask, line.lane, mayHold: !mustWait, now, wall) {
      case .goes(let permit):
        queue.remove(id)
        answer.admitted.append((id, permit))
      case .refused(let refusal):
        withdraw(id)
        answer.refused.append((id, refusal))
        isToBeRepeated = close(for: refusal) || ask.held > .zero || isToBeRepeated
      case .waits(let obstacle):
        heads.remove(at: place)
        heldBack = heldBack ?? obstacle.what
        if obstacle.what == .budget { short.append((id, ask, line)) }
        wake(at: obstacle.until)
        wake(at: deadline)
        wake(at: lanes.deadline(of: line.lane))
        continue
      }
      if let next = queue.head(of: line) { heads[place].id = next } else { heads.remove(at: place) }
    }
    return giveBack(short.filter { $0.line.money == .needsMore }, wall) || isToBeRepeated
  }

  private mutating func wake(at moment: Instant?) {
    if let moment { nextWake = min(nextWake ?? moment, moment) }
  }

  /// Where all that is held of a budget is held by those who wait for more of it, nothing would ever come back: the one of
  /// them that came last gives back what it has, and waits for all that it needs.
  ///
  /// - Parameter short: the first of each line of those who hold money and need more.
  /// - Returns: whether somebody has.
  private mutating func giveBack(_ short: [(id: Int, ask: Ask, line: Queue.Line)], _ wall: WallTime) -> Bool {
    guard !short.isEmpty else { return false }
    let waiting = short.flatMap { queue.all(in: $0.line) }.map { (id: $0.id, wish: $0.ask.wish) }
    for one in short {
      guard let last = purse.deadlock(one.ask.wish, waiting: waiting, at: wall), let ask = queue[last] else { continue }
      purse.release(ask.held, job: ask.lane.job)
      queue.takeHold(from: last)
      return true
    }
    return false
  }

  // MARK: Deciding

  /// - Parameters:
  ///   - number: of its lane.
  ///   - mayHold: nobody who came before lacks money.
  /// - Returns: whether it goes; then all is counted.
  private mutating func verdict(
    _ ask: Ask, _ number: Int, mayHold: Bool, _ now: Instant, _ wall: WallTime
  ) -> Verdict {
    if let closed = closed ?? closedJobs[ask.lane.job] { return .refused(closed) }
    if let deadline, now >= deadline { return .refused(.deadline(Lateness(deadline: .run, job: nil, cause: .reached))) }
    let own = lanes.deadline(of: number)
    if let late = lateness(ask.lane, own, notBefore: now, .reached) { return .refused(.deadline(late)) }
    if let until = lanes.pausedUntil(number, now),
      // Nothing brings that forward.
      let late = lateness(ask.lane, own, notBefore: until, .pause(provider: ask.lane.provider, until - now))
    {
      return .refused(.deadline(late))
    }
    if let obstacle = Obstacle.later(whole.obstacle(now), lanes.obstacle(number, now)) { return .waits(obstacle) }
    var held = ask.held
    if purse.isBound(ask.lane.job) {
      guard mayHold else { return .waits(Obstacle(what: .budget, until: nil)) }
      switch purse.hold(ask.wish, at: wall) {
      case .granted: held = ask.worstCase
      case .wait: return .waits(Obstacle(what: .budget, until: nil))
      case .refused(let refusal): return .refused(.budget(refusal))
      }
    }
    let (tokens, sending) = lanes.enter(number, ask.size, at: now)
    whole.enter(tokens: tokens, at: now)
    return .goes(Permit(ask: ask, lane: number, began: now, tokens: tokens, held: held, sending: sending))
  }

  // MARK: Settling

  /// Gives back a place, and corrects what was counted.
  ///
  /// - Parameter settlement: nil where nothing was sent.
  /// - Returns: what is still held for the item.
  mutating func settle(_ permit: Permit, _ settlement: Settlement?, at now: Instant) -> Money {
    let used = settlement.map { $0.usage.map { $0.input + $0.output } ?? ($0.maybeBilled ? permit.tokens : 0) } ?? 0
    let unused = permit.tokens - used
    whole.leave(wasSent: settlement != nil, unused: unused, at: now)
    lanes.leave(permit, settlement, unused: unused, at: now)
    guard let charge = settlement?.charge else { return permit.held }
    let releasing = min(charge.releasing, permit.held)
    purse.charge(charge.cost, releasing: releasing, job: permit.ask.lane.job, startedAt: charge.startedAt)
    return permit.held - releasing
  }

  /// Gives back what is held for an item that asks for nothing more.
  mutating func release(_ held: Money, job: String) { purse.release(held, job: job) }

  /// Which budget had too little left for some items; nil where all fitted.
  func shortage(at wall: WallTime) -> String? { purse.shortage(at: wall) }

  /// A provider wants to be left alone.
  ///
  /// - Parameter began: when the request was sent that was told so.
  /// - Returns: whether it was not left alone before.
  mutating func rest(_ provider: String, for length: Duration, began: Instant, now: Instant) -> Bool {
    lanes.rest(provider, for: length, began: began, now: now)
  }

  // MARK: Closing

  /// No request starts from now on; the next `admit` turns away all who wait.
  mutating func close() { closed = closed ?? .closed }

  /// No request of this job starts from now on.
  mutating func close(job: String) { closedJobs[job] = closedJobs[job] ?? .closed }

  /// - Returns: whether that turns away others, too.
  private mutating func close(for refusal: Refusal) -> Bool {
    let job: String?
    switch refusal {
    // Who does not fit into a budget turns away nobody else: others may cost less.
    case .closed, .budget: return false
    case .deadline(let late): job = late.job
    }
    if let job {
      guard closedJobs[job] == nil else { return false }
      closedJobs[job] = refusal
    } else {
      guard closed == nil else { return false }
      closed = refusal
    }
    return true
  }

  /// Why a request that starts at this moment at the earliest is too late; nil where it is not.
  func lateness(of lane: Lane, notBefore start: Instant, _ cause: Lateness.Cause) -> Lateness? {
    lateness(lane, lanes.deadline(ofJob: lane.job), notBefore: start, cause)
  }

  /// - Parameter own: the deadline of the lane's job.
  private func lateness(
    _ lane: Lane, _ own: Instant?, notBefore start: Instant, _ cause: Lateness.Cause
  ) -> Lateness? {
    let isOwn = own.map { own in deadline.map { own <= $0 } ?? true } ?? false
    guard let last = isOwn ? own : deadline, start >= last else { return nil }
    return Lateness(deadline: isOwn ? .job : .run, job: lane.job, cause: cause)
  }
}

extension Ask {
  fileprivate var wish: Purse.Wish { Purse.Wish(job: lane.job, item: item, target: worstCase, current: held) }
}
