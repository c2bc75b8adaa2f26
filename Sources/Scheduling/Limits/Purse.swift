import JobModel

/// What becomes of a wish to hold money.
enum PurseAnswer: Hashable, Sendable {
  case granted
  /// It does not fit now, but would if all that others hold came back.
  case wait
  /// It does not fit into what is left: what is spent cannot come back. What costs less may still.
  case refused(PurseRefusal)
}

/// Why no more money is held for an item.
struct PurseRefusal: Hashable, Sendable {
  /// Names the item, the budget, its place and its sums.
  let message: String
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
    /// The jobs of whose items it holds up those that do not fit.
    let binds: Set<String>
    /// The jobs whose attempts it counts; nil: all, those of other runs too.
    let counts: Set<String>?
    /// By the span's number; of a day or month also what was spent before the run.
    fileprivate var spent: [Int: Money] = [:]
    /// By the span's number: what was spent and nobody knows how much it was.
    fileprivate var unknown: [Int: String] = [:]
    fileprivate var held = Money.zero
    /// Items that did not fit.
    fileprivate var shortage: Shortage?

    init(_ limit: Money, _ span: Span, place: String, binds: Set<String>, counts: Set<String>?) {
      self.limit = limit
      self.span = span
      self.place = place
      self.binds = binds
      self.counts = counts
    }
  }

  /// Items that did not fit into what was left of an account.
  fileprivate struct Shortage: Sendable {
    var items = 0
    /// Of the one that may cost least.
    var cheapest: Wish
  }

  private(set) var accounts: [Account]
  /// By job: where in `accounts` those lie that bind it and those that count it.
  private let binding: [String: [Int]]
  private let counting: [String: [Int]]

  /// - Parameters:
  ///   - jobs: all of the run.
  ///   - before: what was spent before the run, since the month began at least.
  ///   - unknown: what was spent then at a price that nobody knows.
  init(_ accounts: [Account], jobs: Set<String>, before: [DailySpend], unknown: [UnknownSpend] = []) {
    self.accounts = accounts
    binding = Dictionary(
      uniqueKeysWithValues: jobs.map { job in (job, accounts.indices.filter { accounts[$0].binds.contains(job) }) })
    counting = Dictionary(
      uniqueKeysWithValues: jobs.map { job in (job, accounts.indices.filter { accounts[$0].isCounting(job) }) })
    for index in accounts.indices where accounts[index].span != .run {
      let span = accounts[index].span
      for spend in before where accounts[index].isCounting(spend.job) {
        self.accounts[index].spent[span.number(ofDay: spend.day), default: .zero] += spend.cost
      }
      for spend in unknown where accounts[index].isCounting(spend.job) {
        let number = span.number(ofDay: spend.day)
        self.accounts[index].unknown[number] = self.accounts[index].unknown[number] ?? spend.description
      }
    }
  }

  /// Whether any budget limits what this job spends.
  func isBound(_ job: String) -> Bool { !(binding[job] ?? []).isEmpty }

  /// Whether what is held for one job is missing where another one is bound.
  func takes(_ job: String, from other: String) -> Bool {
    (counting[job] ?? []).contains { binding[other]?.contains($0) == true }
  }

  /// What an item wants to hold.
  struct Wish: Sendable {
    let job: String
    /// Its key.
    let item: String
    /// All that it may still cost.
    let target: Money
    /// What is held for it already.
    var current = Money.zero
  }

  /// Makes what is held for one item as large as it wishes. Less than now is always granted.
  mutating func hold(_ wish: Wish, at time: WallTime) -> PurseAnswer {
    let more = wish.target - wish.current
    guard more > .zero else {
      release(.zero - more, job: wish.job)
      return .granted
    }
    var fits = true
    for index in binding[wish.job] ?? [] {
      let account = accounts[index]
      let spent = account.spent(at: time)
      // Without what others hold: it may come back, and what is spent may not.
      guard account.unknown(at: time) == nil, spent + wish.target <= account.limit else {
        accounts[index].miss(wish)
        return .refused(account.refusal(of: wish, at: time))
      }
      fits = fits && spent + account.held + more <= account.limit
    }
    guard fits else { return .wait }
    for index in counting[wish.job] ?? [] { accounts[index].held += more }
    return .granted
  }

  /// Whether what a waiting item lacks is held, in one of its budgets, by others that wait for more alone: then nothing
  /// comes back.
  ///
  /// - Parameter waiting: the items that hold money and wait for more, it among them.
  /// - Returns: the last to come of those who hold it.
  func deadlock(_ wish: Wish, waiting: [(id: Int, wish: Wish)], at time: WallTime) -> Int? {
    for index in binding[wish.job] ?? [] {
      let account = accounts[index]
      guard account.spent(at: time) + account.held + (wish.target - wish.current) > account.limit else { continue }
      let holders = waiting.filter { $0.wish.current > .zero && counting[$0.wish.job]?.contains(index) == true }
      if holders.reduce(Money.zero, { $0 + $1.wish.current }) >= account.held { return holders.map(\.id).max() }
    }
    return nil
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

  /// Which budget had too little left for some items, and what those may cost; nil where all fitted.
  func shortage(at time: WallTime) -> String? {
    for account in accounts { if let message = account.shortageText(at: time) { return message } }
    return nil
  }
}

/// Attempts that may have been billed at a price that nobody knows.
struct UnknownSpend: Hashable, Sendable, CustomStringConvertible {
  let job: String
  /// Of UTC: days since 1970-01-01.
  let day: Int
  /// What they are and what helps.
  let description: String
}

extension Purse.Account {
  func isCounting(_ job: String) -> Bool { counts?.contains(job) ?? true }

  /// What was spent in the span that a time lies in.
  func spent(at time: WallTime) -> Money { spent[span.number(of: time), default: .zero] }

  /// What was spent in it and nobody knows how much it was.
  func unknown(at time: WallTime) -> String? { unknown[span.number(of: time)] }

  /// As messages call it.
  var name: String { "the budget of \(limit.shown) \(span.words) (\(place))" }

  fileprivate mutating func miss(_ wish: Purse.Wish) {
    var shortage = self.shortage ?? Purse.Shortage(cheapest: wish)
    shortage.items += 1
    if wish.target < shortage.cheapest.target { shortage.cheapest = wish }
    self.shortage = shortage
  }

  fileprivate func refusal(of wish: Purse.Wish, at time: WallTime) -> PurseRefusal {
    if let unknown = unknown(at: time) { return PurseRefusal(message: "\(name) cannot be kept: \(unknown)") }
    let end = wish.target > limit ? Self.advice : ""
    return PurseRefusal(
      message: "'\(wish.item)' of \(wish.job) may cost up to \(wish.target.shown), and \(name) has "
        + "\((limit - spent(at: time)).shownAtLeast) left\(end)")
  }

  fileprivate func shortageText(at time: WallTime) -> String? {
    guard let shortage else { return nil }
    if let unknown = unknown(at: time) { return "\(name) cannot be kept: \(unknown)" }
    let cheapest = shortage.cheapest
    let one = "'\(cheapest.item)' of \(cheapest.job)"
    let items =
      shortage.items == 1
      ? "\(one), which may cost up to \(cheapest.target.shown)"
      : "\(shortage.items) items, the cheapest of which, \(one), may cost up to \(cheapest.target.shown)"
    let end = cheapest.target > limit ? Self.advice : ""
    let left = limit - spent(at: time)
    // Midnight has passed since.
    if cheapest.target <= left { return "\(name) had too little left for \(items)" }
    guard left > .zero else { return "\(name) is used up: nothing is left for \(items)\(end)" }
    return "\(name) has \(left.shownAtLeast) left, too little for \(items)\(end)"
  }

  /// Of what is larger than the whole account.
  static let advice = ", more than all of it: raise the budget, or lower max_tokens"
}
