import JobModel
import Testing
import Values

@testable import Scheduling

@Suite("What a run says at its end")
struct SummaryTests {
  private func summary(stopped: StopReason? = nil, refused: Bool = false, failed: Int = 0) -> RunSummary {
    var job = JobSummary(job: "articles")
    job.items = 9
    job.failed = failed
    var summary = RunSummary()
    summary.jobs = [JobSummary(job: "ideas"), job]
    summary.stopped = stopped
    summary.refused = refused
    return summary
  }

  @Test(
    "exit codes: why a run stopped goes before what failed in it",
    arguments: [
      (nil, false, 0, 0), (nil, false, 1, 1), (.provider, false, 0, 69), (.provider, false, 2, 69),
      (.provider, true, 0, 77),
      (.disk, false, 1, 73), (.budget, false, 0, 75), (.deadline, false, 0, 75), (.limit, false, 1, 75),
      (.signal, false, 0, 75), (.lock, false, 0, 75),
    ] as [(StopReason?, Bool, Int, Int32)])
  func exitCode(_ stopped: StopReason?, _ refused: Bool, _ failed: Int, _ code: Int32) {
    #expect(summary(stopped: stopped, refused: refused, failed: failed).exitCode == code)
  }

  @Test("the document has the contract's keys in its order; a cost that is unknown is null, never 0")
  func json() throws {
    var summary = summary(stopped: .limit, failed: 1)
    summary.jobs.removeFirst()
    summary.requests = 3
    summary.retries = 1
    summary.tokens = Usage(input: 10, cachedInput: 2, output: 5, reasoning: 1)
    summary.seconds = 1.23456
    summary.cost = nil
    let start = """
      {"jobs":[{"job":"articles","items":9,"created":0,"kept":0,"rewritten":0,"edited":0,"review":0,"failed":1,\
      "pending":0,"stale":0}],"requests":3,"retries":1,"tokens":{"input":10,"cached_input":2,"output":5,"reasoning":1},\
      "cost_usd":
      """
    #expect(try JSON.text(summary.json) == start + #"null,"seconds":1.235,"forecast":null,"stopped":"limit"}"#)
    summary.cost = Money(picoDollars: 1_250_000_000)
    summary.stopped = nil
    #expect(try JSON.text(summary.json) == start + #"0.00125,"seconds":1.235,"forecast":null,"stopped":null}"#)
  }

  @Test(
    "dollars are exact for scripts; for people they are never less than what was spent",
    arguments: [
      (0, "0", "$0"), (1, "0.000000000001", "$0.000001"), (1_000_000, "0.000001", "$0.000001"),
      (1_000_001, "0.000001000001", "$0.000002"), (99_999_999, "0.000099999999", "$0.000100"),
      (100_000_000, "0.0001", "$0.0001"), (12_500_000_000, "0.0125", "$0.0125"),
      (12_500_000_001, "0.012500000001", "$0.0126"),
      (290_000_000_000, "0.29", "$0.2900"), (999_999_999_999, "0.999999999999", "$1.0000"),
      (1_000_000_000_000, "1", "$1.00"), (1_100_000_000_000, "1.1", "$1.10"),
      (1_100_000_000_001, "1.100000000001", "$1.11"),
      (4_350_000_000_000, "4.35", "$4.35"), (1_234_560_000_000_000, "1234.56", "$1234.56"),
    ])
  func money(_ picoDollars: Int, _ dollars: String, _ shown: String) {
    let money = Money(picoDollars: picoDollars)
    #expect(money.dollars == dollars)
    #expect(money.shown == shown)
    #expect((try? JSON.text(money.json)) == dollars)
  }

  @Test("a cost less than zero, as a difference, keeps its sign")
  func negative() {
    #expect(Money(picoDollars: -1_500_000_000_000).dollars == "-1.5")
  }
}

@Suite("Counting what a run does")
struct TallyTests {
  private let reply = Outcome(
    result: .success(Reply(text: "a", finish: .stop, usage: Usage(input: 10, output: 5), model: nil)))
  private let givenUp = ItemFailure(code: "http_500", message: "it says no", attempts: 6)

  private func summary(_ tally: Tally) -> RunSummary {
    var summary = RunSummary()
    summary.cost = .zero
    tally.fill(&summary)
    return summary
  }

  @Test("one cost that is unknown makes the sum unknown")
  func unknownCost() {
    let tally = Tally(jobs: [JobSummary(job: "a")])
    tally.settled(reply, cost: Money(picoDollars: 5))
    #expect(summary(tally).cost == Money(picoDollars: 5))
    tally.settled(reply, cost: nil)
    tally.settled(reply, cost: Money(picoDollars: 5))
    #expect(summary(tally).cost == nil)
    #expect(summary(tally).tokens == Usage(input: 30, output: 15))
  }

  @Test("what was not come to is pending")
  func rest() {
    var job = JobSummary(job: "a")
    job.items = 20
    let tally = Tally(jobs: [job])
    for ending in [Tally.Ending.created, .kept, .rewritten, .edited, .review, .failed, .stale] {
      tally.end(ending, job: 0)
    }
    tally.end(.pending, job: 0)
    tally.countPending(job: 0)
    #expect(summary(tally).jobs[0].pending == 13)
  }

  @Test("items that ran out of attempts failed, where others were answered; where nobody was, they are pending still")
  func givenUpItems() {
    let alone = Tally(jobs: [JobSummary(job: "a")])
    alone.gaveUp(givenUp, key: "k", job: 0)
    #expect(alone.nothingAnswered)
    #expect(alone.settleGivenUp(outOfService: true).isEmpty)
    #expect(summary(alone).jobs[0].failed == 0)

    let mixed = Tally(jobs: [JobSummary(job: "a")])
    mixed.settled(reply, cost: .zero)
    mixed.end(.created, job: 0, asked: true)
    mixed.gaveUp(givenUp, key: "k", job: 0)
    #expect(!mixed.nothingAnswered)
    #expect(mixed.settleGivenUp(outOfService: false).map(\.key) == ["k"])
    #expect(summary(mixed).jobs[0].failed == 1)
    #expect(mixed.settleGivenUp(outOfService: false).isEmpty, "told twice")
  }
}
