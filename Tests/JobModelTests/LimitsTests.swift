import JobModel
import Testing

@Suite("Limits of a job")
struct LimitsTests {
  private func job(_ limits: String, galley: String? = nil) throws -> Job {
    let text = """
      provider: vllm
      model: m
      messages: [{user: Hello}]
      settings: {max_tokens: 100}
      \(limits.isEmpty ? "" : "limits: \(limits)")

      """
    return try Files(galley: (galley ?? "") + "prices: {m: {input: 1, output: 2}}\n").job(text)
  }

  @Test("requests, tokens, concurrency, deadline and money are read as they are written")
  func reads() throws {
    let limits = try job(
      "{concurrency: auto, requests_per_minute: 500, tokens_per_minute: 200000, deadline: 2h, budget: 5.10}"
    ).limits
    #expect(
      limits.rate == RateLimits(concurrency: .auto, requestsPerMinute: 500, tokensPerMinute: 200_000))
    #expect(limits.deadline == .seconds(7200))
    #expect(limits.budget?.run == Money(picoDollars: 5_100_000_000_000))
    #expect(limits.budget?.day == nil)
  }

  @Test("a budget may be one for the run, the day and the month")
  func spans() throws {
    let budget = try job("{budget: {run: 5, day: 10, month: 100.000000000001}}").limits.budget
    #expect(budget?.run == Money(dollars: "5"))
    #expect(budget?.day == Money(dollars: "10"))
    #expect(budget?.month == Money(picoDollars: 100_000_000_000_001))
  }

  @Test("a budget of galley.yaml is one purse for all jobs; a job's own is its own")
  func shared() throws {
    let galley = "defaults: {limits: {budget: 7}}\n"
    #expect(try job("", galley: galley).limits.budget?.isShared == true)
    #expect(try job("{concurrency: 2}", galley: galley).limits.budget?.isShared == true)
    #expect(try job("{budget: 3}", galley: galley).limits.budget?.isShared == false)
  }

  @Test(
    "money is a plain decimal, exact to the pico-dollar",
    arguments: ["-1", "1e3", "1,5", "", ".", "1000001", "0.0000000000001", "five"])
  func notMoney(_ text: String) { #expect(Money(dollars: text) == nil) }

  @Test("sums of money stop at the largest amount that fits, instead of ending the program")
  func saturates() {
    let most = Money(picoDollars: .max)
    #expect(most + Money(picoDollars: 1) == most)
    #expect(Money(picoDollars: .min) - Money(picoDollars: 1) == Money(picoDollars: .min))
  }
}
