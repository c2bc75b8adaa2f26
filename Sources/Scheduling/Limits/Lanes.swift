import JobModel
import OrderedCollections

/// What limits each lane but money: its job, its provider, and the pace that was learned of the model there.
///
/// Lanes have numbers: what limits them is looked up by name once, not for each of thousands of requests.
struct Lanes: Sendable {
  private struct JobState: Sendable {
    var meter: Meter
    var forecast = TokenForecast()
    let limits: Gate.JobLimits

    init(_ limits: Gate.JobLimits) {
      self.limits = limits
      meter = Meter(limits.rate)
    }
  }

  /// Where that is which limits a lane.
  private struct Route: Sendable {
    let lane: Lane
    /// nil where nothing limits it.
    let job: Int?
    let provider: Int?
    /// nil where a pace is declared.
    let endpoint: Gate.Endpoint?
    /// nil before the first request.
    let pace: Int?
    let isAuto: Bool
  }

  private var jobs: OrderedDictionary<String, JobState>
  private var providers: OrderedDictionary<String, Counterpart>
  /// Those that declare how many requests they take.
  private let declared: Set<String>
  private var paces: OrderedDictionary<Gate.Endpoint, Paced>
  private var routes: OrderedDictionary<Lane, Route> = [:]

  init(
    jobs: [String: Gate.JobLimits], providers: [String: RateLimits], remembered: [Gate.Endpoint: LearnedLimit]
  ) {
    self.jobs = OrderedDictionary(uniqueKeysWithValues: jobs.map { ($0, JobState($1)) })
    let areDeclared = !jobs.isEmpty && jobs.values.allSatisfy(\.rate.isPaced)
    let known = Set(remembered.filter { $0.value.requestsPerMinute != nil }.keys.map(\.provider))
    self.providers = OrderedDictionary(
      uniqueKeysWithValues: providers.map { name, limits in
        (name, Counterpart(limits, isPaced: areDeclared || known.contains(name)))
      })
    declared = Set(providers.filter { $0.value.requestsPerMinute != nil }.keys)
    paces = OrderedDictionary(
      uniqueKeysWithValues: remembered.map { ($0, Paced(LearnedPace(remembered: $1))) })
  }

  /// How many requests of jobs with `concurrency: auto` may be in flight to a provider now; nil where a number is declared.
  func window(_ provider: String) -> Int? { providers[provider]?.window?.places }

  /// What is to be remembered for the next run.
  var learned: [Gate.Endpoint: LearnedLimit] {
    Dictionary(uniqueKeysWithValues: paces.map { ($0, $1.pace.learned) })
  }

  // MARK: Finding

  /// The number of a lane.
  mutating func number(of lane: Lane) -> Int {
    if let known = routes.index(forKey: lane) { return known }
    routes[lane] = route(of: lane)
    return routes.count - 1
  }

  private func route(of lane: Lane) -> Route {
    let job = jobs.index(forKey: lane.job)
    let limits = job.map { jobs.values[$0].limits }
    let isPaced = !declared.contains(lane.provider) && limits?.rate.requestsPerMinute == nil
    let endpoint = isPaced ? Gate.Endpoint(provider: lane.provider, model: lane.model) : nil
    return Route(
      lane: lane, job: job, provider: providers.index(forKey: lane.provider), endpoint: endpoint,
      pace: endpoint.flatMap { paces.index(forKey: $0) }, isAuto: limits?.isAuto ?? false)
  }

  /// Something has come that limits lanes.
  private mutating func findAnew() {
    for place in routes.values.indices { routes.values[place] = route(of: routes.values[place].lane) }
  }

  // MARK: Asking

  /// No request of the job starts later.
  func deadline(ofJob job: String) -> Instant? { jobs[job]?.limits.deadline }

  /// The same of a lane's job.
  func deadline(of number: Int) -> Instant? { routes.values[number].job.flatMap { jobs.values[$0].limits.deadline } }

  /// Until when nobody asks the lane's provider.
  func pausedUntil(_ number: Int, _ now: Instant) -> Instant? {
    routes.values[number].provider.flatMap { providers.values[$0].pausedUntil(now) }
  }

  /// Why no request of the lane can start now.
  func obstacle(_ number: Int, _ now: Instant) -> Obstacle? {
    let route = routes.values[number]
    var obstacle: Obstacle?
    if let job = route.job { obstacle = jobs.values[job].meter.obstacle(now) }
    if let provider = route.provider {
      obstacle = .later(obstacle, providers.values[provider].obstacle(isAuto: route.isAuto, now))
    }
    if let pace = route.pace { obstacle = .later(obstacle, paces.values[pace].obstacle(now)) }
    return obstacle
  }

  // MARK: Counting

  /// A request starts.
  ///
  /// - Returns: the tokens that it is counted at, and its place in the learned pace.
  mutating func enter(
    _ number: Int, _ size: RequestSize, at now: Instant
  ) -> (tokens: Int, sending: LearnedPace.Sending?) {
    let route = routes.values[number]
    var tokens = 0
    if let job = route.job {
      tokens = jobs.values[job].forecast.tokens(of: size)
      jobs.values[job].meter.enter(tokens: tokens, at: now)
    }
    if let provider = route.provider {
      providers.values[provider].enter(isAuto: route.isAuto, tokens: tokens, at: now)
    }
    guard let endpoint = route.endpoint else { return (tokens, nil) }
    let pace = route.pace ?? begin(endpoint)
    return (tokens, paces.values[pace].enter(tokens: tokens, at: now))
  }

  private mutating func begin(_ endpoint: Gate.Endpoint) -> Int {
    paces[endpoint] = Paced()
    findAnew()
    return paces.count - 1
  }

  /// A request has ended.
  ///
  /// - Parameters:
  ///   - settlement: nil where nothing was sent.
  ///   - unused: tokens that were counted and not used.
  mutating func leave(_ permit: Permit, _ settlement: Settlement?, unused: Int, at now: Instant) {
    let route = routes.values[permit.lane]
    if let job = route.job {
      jobs.values[job].meter.leave(wasSent: settlement != nil, unused: unused, at: now)
      if let usage = settlement?.usage { jobs.values[job].forecast.learn(usage, of: permit.ask.size) }
    }
    if let provider = route.provider {
      providers.values[provider].leave(isAuto: route.isAuto, permit, settlement, unused: unused, at: now)
    }
    guard let sending = permit.sending, let pace = route.pace else { return }
    paces.values[pace].leave(sending, settlement, unused: unused, at: now)
    if paces.values[pace].pace.isKnown, let provider = route.provider { providers.values[provider].openWindow() }
  }

  /// A provider wants to be left alone.
  ///
  /// - Parameter began: when the request was sent that was told so.
  /// - Returns: whether it was not left alone before.
  mutating func rest(_ provider: String, for length: Duration, began: Instant, now: Instant) -> Bool {
    if providers[provider] == nil {
      providers[provider] = Counterpart()
      findAnew()
    }
    return providers[provider]?.rest(for: length, began: began, now: now) ?? false
  }
}
