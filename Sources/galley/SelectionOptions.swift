import ArgumentParser
import JobModel
import Scheduling

/// What `plan` and `run` take.
struct SelectionOptions: ParsableArguments {
  @Argument(help: "Jobs by name or file; all of jobs/*.yaml without.") var jobs: [String] = []

  @Option(help: ArgumentHelp("Ask this provider instead of the job's.", valueName: "name")) var provider: String?
  @Option(help: ArgumentHelp("Ask this model instead of the job's.", valueName: "name")) var model: String?
  @Option(help: ArgumentHelp("The provider's address, with /v1 for OpenAI's formats.", valueName: "url")) var baseURL:
    String?
  @Option(help: ArgumentHelp("Requests in flight.", valueName: "n")) var concurrency: Int?
  @Option(help: ArgumentHelp("Ask for at most so many items; exit 75 if some are left.", valueName: "n")) var limit:
    Int?
  @Option(
    help: ArgumentHelp("What this run may spend at most, all jobs together, as their own budgets.", valueName: "usd"))
  var budget: String?
  @Option(
    help: ArgumentHelp("Start no request later than this after the run began, such as 2h.", valueName: "duration"))
  var deadline: String?
  @Option(help: ArgumentHelp("Ask only for items whose key or path matches.", valueName: "glob")) var only: String?
  @Flag(help: "Ask anew for drafts whose prompt has changed.") var update = false
  @Flag(help: "Ask again for items that failed for good.") var retryFailed = false

  func validate() throws {
    if let concurrency, !(1...10_000).contains(concurrency) {
      throw ValidationError("--concurrency must be from 1 to 10000, not \(concurrency)")
    }
    if let model, model.isEmpty { throw ValidationError("--model must name a model, not nothing") }
    if let limit, limit < 0 { throw ValidationError("--limit must be 0 or more, not \(limit)") }
    if let budget, Money(dollars: budget) == nil {
      throw ValidationError("--budget must be USD such as 5 or 2.50, up to \(Money.mostDollars), not '\(budget)'")
    }
    if let deadline, Duration(galley: deadline).map({ $0 <= .zero }) ?? true {
      throw ValidationError("--deadline must be a duration such as 500ms, 60s, 10m or 2h, not '\(deadline)'")
    }
    if let baseURL, baseURL.webAddress == nil {
      // Not shown where a password may stand in it.
      let given = baseURL.contains("@") ? "one with a user or a password" : "'\(baseURL)'"
      throw ValidationError("--base-url must be an address such as http://127.0.0.1:8080/v1, not \(given)")
    }
  }

  var options: RunOptions {
    var options = RunOptions()
    options.jobs = jobs
    options.overrides = JobDecoder.Overrides(provider: provider, model: model, concurrency: concurrency)
    options.baseURL = baseURL?.webAddress
    options.only = only
    options.limit = limit
    options.budget = budget.flatMap { Money(dollars: $0) }
    options.deadline = deadline.flatMap { Duration(galley: $0) }
    options.update = update
    options.retryFailed = retryFailed
    return options
  }
}
