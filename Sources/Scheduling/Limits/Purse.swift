import JobModel

/// What becomes of a wish to hold money.
enum PurseAnswer: Hashable, Sendable {
  case granted
  /// It does not fit now, but would if all that others hold came back.
  case wait
  /// It will never fit: what is spent cannot come back.
  case refused(PurseRefusal)
}

/// Why no more money is held.
struct PurseRefusal: Hashable, Sendable {
  /// Names the budget, its place and its sums.
  let message: String
  /// The job that gets no more; nil where no job of the run does.
  let job: String?
}

/// The budgets of a run: what may be spent, what is, and what requests in flight may still cost.
///
/// An item holds the worst case of all that it has still to ask for, so that what was begun can be finished. As long as
/// nothing costs more than was held for it, what is spent and what is held are together never more than a limit.
///
/// Days and months are those of UTC in which an attempt was started. What is held counts against whichever is present.
struct Purse: Sendable {
  /// One limit of one budget.
  struct Account: Sendable {
    let limit: Money
    let span: Span
    /// As messages name it: `--budget`, or the place in a file.
    let place: String
    /// The jobs that get no more once it is used up.
    let binds: Set<String>
    /// The jobs whose attempts it counts; nil: all, those of other runs too.
    let counts: Set<String>?
    /// By the span's number; of a day or month also what was spent before the run.
    fileprivate var spent: [Int: Money] = [:]
    fileprivate var held = Money.zero

    init(_ limit: Money, _ span: Span, place: String, binds: Set<String>, counts: Set<String>?) {
      self.limit = limit
      self.span = span
      self.place = place
      self.binds = binds
      self.counts = counts
    }
  }

  private(set) var accounts: [Account]
  /// By job: where in `accounts` those lie that bind it and those that count it.
  private let binding: [String: [Int]]
  private let counting: [String: [Int]]
  private let jobs: Set<String>

  /// - Parameters:
  ///   - jobs: all of the run.
  ///   - before: what was spent before the run, since the month began at least.
  init(_ accounts: [Account], jobs: Set<String>, before: [DailySpend]) {
    self.accounts = accounts
    self.jobs = jobs
    binding = Dictionary(
      uniqueKeysWithValues: jobs.map { job in (job, accounts.indices.filter { accounts[$0].binds.contains(job) }) })
    counting = Dictionary(
      uniqueKeysWithValues: jobs.map { job in (job, accounts.indices.filter { accounts[$0].isCounting(job) }) })
    for index in accounts.indices where accounts[index].span != .run {
      for spend in before where accounts[index].isCounting(spend.job) {
        self.accounts[index].spent[accounts[index].span.number(ofDay: spend.day), default: .zero] += spend.cost
      }
    }
  }

  /// Whether any budget limits what this job spends.
  func isBound(_ job: String) -> Bool { !(binding[job] ?? []).isEmpty }

  /// Whether what is held for one job is missing where another one is bound.
  func takes(_ job: String, from other: String) -> Bool {
    (counting[job] ?? []).contains { binding[other]?.contains($0) == true }
  }

  /// Makes what is held for one item as large as `target`. Less than now is always granted.
  ///
  /// - Parameter current: what is held for the item.
  mutating func hold(_ target: Money, over current: Money, job: String, at time: WallTime) -> PurseAnswer {
    let more = target - current
    guard more > .zero else {
      release(.zero - more, job: job)
      return .granted
    }
    var fits = true
    for index in binding[job] ?? [] {
      let account = accounts[index]
      let spent = account.spent(at: time)
      // Without what others hold: it may come back, and what is spent may not.
      guard spent + target <= account.limit else { return .refused(refusal(account, spent, target, job: job)) }
      fits = fits && spent + account.held + more <= account.limit
    }
    guard fits else { return .wait }
    for index in counting[job] ?? [] { accounts[index].held += more }
    return .granted
  }

  /// Spends what an attempt cost, and gives back what was held for it.
  ///
  /// - Parameters:
  ///   - held: what of the item's hold was for this attempt; the rest stays held.
  ///   - startedAt: decides on the day and the month, as in the state.
  mutating func charge(_ cost: Money, releasing held: Money, job: String, startedAt: WallTime) {
    release(held, job: job)
    for index in counting[job] ?? [] {
      accounts[index].spent[accounts[index].span.number(of: startedAt), default: .zero] += cost
    }
  }

  /// Gives back what was held and is not needed.
  mutating func release(_ held: Money, job: String) {
    for index in counting[job] ?? [] { accounts[index].held -= held }
  }

  private func refusal(_ account: Account, _ spent: Money, _ target: Money, job: String) -> PurseRefusal {
    let all = jobs.isSubset(of: account.binds)
    return PurseRefusal(
      message: "the budget of \(account.limit.shown) \(account.span.words) (\(account.place)) is used up: "
        + "\(spent.shown) spent, and the next item\(all ? "" : " of \(job)") may cost up to \(target.shown)",
      job: all ? nil : job)
  }
}

extension Purse.Account {
  func isCounting(_ job: String) -> Bool { counts?.contains(job) ?? true }

  /// What was spent in the span that a time lies in.
  func spent(at time: WallTime) -> Money { spent[span.number(of: time), default: .zero] }
}
