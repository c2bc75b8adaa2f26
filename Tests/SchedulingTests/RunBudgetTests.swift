import JobModel
import TestSupport
import Testing

@testable import Scheduling
@testable import Workspace

@Suite("What a run sets aside", .timeLimit(.minutes(2)))
struct RunBudgetTests {
  @Test("without max_tokens the longest reply of the model bounds a reply, in the run as in the plan")
  func longestReply() async throws {
    try await withRun { _ in
      .chat("Green.")
    } during: { scratch, server in
      try scratch.write(
        "galley.yaml",
        """
        defaults: {provider: mine, model: some-model}
        providers: {mine: {api: chat, base_url: "\(server.baseURL)/v1"}}
        """)
      try scratch.articles(["basil", "mint"])
      var options = RunOptions()
      options.budget = Money(dollars: "0.01")
      let prepared = try await scratch.prepare()
      let price = Price(input: 1_000_000, cachedInput: 1_000_000, output: 2_000_000, longestReply: 1000)
      let jobs = prepared.jobs.map {
        LoadedJob(
          job: $0.job, rows: $0.rows, provider: $0.provider, price: price, namesAreRight: $0.namesAreRight,
          shape: $0.shape)
      }
      let preparation = Preparation(
        folder: prepared.folder, settings: prepared.settings, jobs: jobs, counts: prepared.counts, warnings: [])
      let time = RunTime(clock: HandClock(), wall: { WallTime(milliseconds: 1_795_456_271_000) }, random: { 0.5 })
      let plan = try await Planner(preparation, options: options, now: time.moment).plan()
      #expect(plan.jobs[0].work.worst == Money(picoDollars: 2 * (2000 + 128 + 8) * 1_000_000 + 35_000_000))
      let run = Run(
        preparation, options: options, environment: [:], time: time, userAgent: "galley/0", handle: RunHandle()
      ) { _ in }
      let summary = try await run.perform()
      #expect((summary.stopped, summary.requests, summary.jobs[0].created) == (nil, 2, 2))
    }
  }
}
