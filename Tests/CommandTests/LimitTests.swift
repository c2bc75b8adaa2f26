import CommandSupport
import Synchronization
import Testing

@Suite("Limits of requests and of time", .aFewAtOnce)
struct LimitTests {
  /// A provider's own bucket of 20 requests a second: it holds twelve, so that a busy machine may be late, and refuses
  /// the thirteenth that comes at once.
  private final class Bucket: Sendable {
    private let level = Mutex<(left: Double, at: ContinuousClock.Instant?)>((12, nil))

    func takes(_ ask: Ask) -> Bool {
      level.withLock { level in
        let seconds = level.at.map { (ask.arrival - $0) / .seconds(1) } ?? 0
        level = (min(level.left + max(seconds, 0) * 20, 12), ask.arrival)
        guard level.left >= 1 else { return false }
        level.left -= 1
        return true
      }
    }
  }

  @Test("requests_per_minute of a provider is kept from the first request on, by all jobs together, and no 429 comes")
  func pace() async throws {
    let bucket = Bucket()
    try await withWorkspace(answering: { bucket.takes($0) ? StandIn.echo($0) : .error(429) }) { workspace, standIn in
      try workspace.configure(
        standIn.baseURL, concurrency: 30, provider: "limits: {requests_per_minute: 1200}")
      for job in ["a", "b"] {
        try workspace.job(
          job,
          "variables: {matrix: {n: \(Array(1...20))}}\nkey: \"{{ n }}\"\nmessages: [{user: \"Write \(job) {{ n }}.\"}]\n"
        )
      }
      let run = try await workspace.run()
      #expect((run["requests"], run["retries"]) == (40, 0))
      #expect(standIn.count == 40)
    }
  }

  @Test("after its deadline a run starts nothing, says so with 75, and the next one goes on")
  func deadline() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(3)
      let stopped = try await workspace.galley("run", "--deadline", "1ms", "--json")
      #expect(stopped.exit == 75, "\(stopped.testDescription)")
      let document = try stopped.json()
      #expect((document["stopped"], document["jobs"][0]["pending"]) == ("deadline", 3))
      #expect(standIn.count == 0)
      #expect(try await workspace.run("--deadline", "1h")["stopped"] == nil)
      try workspace.expectArticles(Herbs.names(3))
    }
  }

  @Test("a job's own deadline stops that job, and the others go on")
  func ownDeadline() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(2)
      try workspace.job("late", "limits: {deadline: 1ms}\nmessages: [{user: Never asked.}]\n")
      let run = try await workspace.run(exit: 75)
      #expect(run["stopped"] == "deadline")
      #expect((run["jobs"][0]["created"], run["jobs"][1]["pending"]) == (2, 1))
      #expect(standIn.asks.allSatisfy { $0.prompt != "Never asked." })
    }
  }

  @Test("an item whose retry would come after the deadline stays pending alone, and it is said whose deadline that is")
  func lateRetry() async throws {
    try await withWorkspace(answering: { $0.prompt == Herbs.prompt("herb-2") ? .error(503) : StandIn.echo($0) }) {
      workspace, standIn in
      try workspace.articles(6)
      try workspace.append("jobs/articles.yaml", "\nretry: {base: 90s, cap: 90s}\n")
      let ended = try await workspace.galley("run", "--deadline", "40s")
      #expect(ended.exit == 75, "\(ended.testDescription)")
      #expect(ended.errors.contains("articles: herb-2: "), "\(ended.testDescription)")
      #expect(ended.errors.contains("would come after the run's deadline"), "\(ended.testDescription)")
      #expect(!ended.errors.contains("its deadline is reached"), "\(ended.testDescription)")
      #expect(try await workspace.states() == ["done": 5, "pending": 1])
      #expect(standIn.count == 6)
    }
  }

  @Test(
    "a provider's pause that reaches past the deadline is named as what stopped the run", arguments: ["run", "job"])
  func pausePastDeadline(_ owner: String) async throws {
    try await withWorkspace(answering: { _ in .error(429, headers: ["retry-after": "60"]) }) { workspace, standIn in
      try workspace.articles(3)
      if owner == "job" { try workspace.append("jobs/articles.yaml", "\nlimits: {deadline: 30s}\n") }
      let ended = try await workspace.galley(["run", "--json"] + (owner == "run" ? ["--deadline", "30s"] : []))
      #expect(ended.exit == 75, "\(ended.testDescription)")
      let message = try #require(try ended.json()["error"]["message"].string)
      #expect(message.contains("mine asks for no request in the next 1m00s"), "\(message)")
      #expect(message.hasSuffix("which reaches past the \(owner)'s deadline"), "\(message)")
    }
  }

  @Test("a request that its limit of tokens could never let through is an error before anything is sent")
  func tooLarge() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(1)
      try workspace.append(
        "jobs/articles.yaml", "\nlimits: {tokens_per_minute: 1000}\nsettings: {max_tokens: 1500}\n")
      for command in ["validate", "plan", "run"] {
        let ended = try await workspace.galley(command)
        #expect(ended.exit == 65, "\(ended.testDescription)")
        #expect(ended.errors.contains("tokens_per_minute is 1000"), "\(ended.testDescription)")
        #expect(ended.errors.contains("herb-1"), "\(ended.testDescription)")
      }
      #expect(standIn.count == 0)
    }
  }

  @Test(
    "a request that fits into its limit of tokens is none, however long its words; one that does not names the limit's place"
  )
  func size() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.configure(standIn.baseURL, provider: "limits: {tokens_per_minute: 6000}")
      // 49 kB, and 4,000 tokens by any vocabulary: by its bytes it would be thought too large.
      let words = String(repeating: "responsibility environmental organization ", count: 1150)
      try workspace.write("templates/long.md", words)
      try workspace.job("a", "model: gpt-4o\nsettings: {max_tokens: 100}\nmessages: [{user: {template: long.md}}]\n")
      #expect(try await workspace.galley("validate").exit == 0)
      try workspace.change("galley.yaml", "tokens_per_minute: 6000", to: "tokens_per_minute: 3000")
      let ended = try await workspace.galley("validate")
      #expect(ended.exit == 78, "\(ended.testDescription)")
      #expect(
        ended.errors.contains("galley.yaml:10:33: error: tokens_per_minute of the provider 'mine' is 3000"),
        "\(ended.testDescription)")
    }
  }

  @Test("--deadline takes a duration longer than nothing", arguments: ["0s", "-1s", "soon", "5"])
  func wrong(_ text: String) async throws {
    try await withWorkspace { workspace, _ in
      try workspace.articles(1)
      let ended = try await workspace.galley("run", "--deadline=\(text)")
      #expect(ended.exit == 64, "\(ended.testDescription)")
      #expect(ended.errors.contains("--deadline must be a duration"), "\(ended.testDescription)")
    }
  }
}
