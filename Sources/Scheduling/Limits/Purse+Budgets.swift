import JobModel
import Workspace

extension Purse {
  /// The purse of some jobs that run together. Rehearsals cost nothing: no budget binds them.
  ///
  /// - Parameters:
  ///   - total: `--budget`, for all of them.
  ///   - before: what was spent before the run, since the month began at least.
  init(of loaded: [LoadedJob], total: Money?, before: EarlierSpend) {
    let jobs = loaded.filter { $0.provider.api != .rehearsal }.map(\.job)
    let names = Set(jobs.map(\.name))
    var accounts: [Account] = []
    if let total { accounts.append(Account(total, .run, place: "--budget", binds: names, counts: names)) }
    for job in jobs {
      guard let budget = job.limits.budget, !budget.isShared else { continue }
      accounts += budget.accounts(binds: [job.name], spansCount: [job.name])
    }
    let sharing = jobs.filter { $0.limits.budget?.isShared == true }
    if let budget = sharing.first?.limits.budget {
      accounts += budget.accounts(binds: Set(sharing.map(\.name)), spansCount: nil)
    }
    self.init(
      accounts, jobs: Set(loaded.map(\.job.name)), before: before.known, unknown: before.unknown)
  }
}

extension Purse {
  /// What the budgets do not cover of work that is planned, a line for each that is too small.
  ///
  /// - Parameter needs: what the work of each job may cost in the worst case, or as much of it as is known.
  func shortfalls(_ needs: [String: Money], at time: WallTime) -> [String] {
    accounts.compactMap { account in
      let need = needs.filter { account.isCounting($0.key) }.values.reduce(.zero, +)
      let spent = account.spent(at: time)
      guard needs.contains(where: { account.binds.contains($0.key) && $0.value > .zero }), spent + need > account.limit
      else { return nil }
      let before = spent == .zero ? "" : ", of which \(spent.shown) is spent,"
      return "the budget of \(account.limit.shown) \(account.span.words) (\(account.place))\(before) "
        + "does not cover the worst case, \(need.shown): the run may stop before the end"
    }
  }
}

extension Purse {
  /// Budgets that cannot be kept, a line for each, with why.
  func unkept(at time: WallTime) -> [String] {
    accounts.compactMap { account in account.unknown(at: time).map { "\(account.name) cannot be kept: \($0)" } }
  }

  /// What an item can never be asked for: it may cost more than all of a budget. nil where it fits into each that is empty.
  func excess(_ worst: Money, job: String, item: String) -> String? {
    accounts.first { $0.binds.contains(job) && worst > $0.limit }.map {
      "\(job): '\(item)' may cost up to \(worst.shown), more than \($0.name): no run asks for it; raise the budget, "
        + "or lower max_tokens"
    }
  }
}

extension Budget {
  /// - Parameter spansCount: whose attempts count for the day and the month; nil: those of every job.
  fileprivate func accounts(binds: Set<String>, spansCount: Set<String>?) -> [Purse.Account] {
    [(run, Span.run), (day, .day), (month, .month)].compactMap { limit, span in
      limit.map {
        Purse.Account($0, span, place: place, binds: binds, counts: span == .run ? binds : spansCount)
      }
    }
  }
}
