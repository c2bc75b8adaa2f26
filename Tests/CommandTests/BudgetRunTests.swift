import CommandSupport
import Testing

@Suite("Runs under a budget", .aFewAtOnce)
struct BudgetRunTests {
  /// Bills every byte of the prompt as a token, and of the reply what `output` says.
  private static func dear(_ ask: Ask, words: Int = 40, output: Int) -> Answer {
    let bytes = ask.messages.reduce(0) { $0 + $1.content.utf8.count }
    return .reply(
      String(repeating: "leaf ", count: words), to: ask, usage: Usage(input: bytes, output: output))
  }

  private static func prices(_ workspace: Workspace, _ standIn: StandIn, _ defaults: String = "") throws {
    try workspace.configure(
      standIn.baseURL, concurrency: 8, more: "prices: {some-model: {input: 3, output: 15}}\n")
    if !defaults.isEmpty {
      try workspace.change("galley.yaml", "limits: {concurrency: 8}", to: "limits: {concurrency: 8, \(defaults)}")
    }
  }

  private static let twoReplies = """
    variables: {matrix: {n: \(Array(1...20))}}
    key: "k{{ n }}"
    messages:
      - user: "Outline for {{ n }}"
      - reply: {name: outline, max_tokens: 400}
      - user: "Now write the article."
      - reply: {name: article, max_tokens: 400}

    """

  private static func usd(_ json: JSON) -> Double { json["cost_usd"].number ?? .nan }

  @Test("a budget of one job ends that job alone, though its items wait for each other")
  func ownBudget() async throws {
    try await withWorkspace(answering: { Self.dear($0, output: 390) }) { workspace, standIn in
      try Self.prices(workspace, standIn)
      try workspace.job("a", Self.twoReplies + "limits: {concurrency: 4, budget: 0.06}\n")
      try workspace.job(
        "b",
        "variables: {matrix: {n: \(Array(1...20))}}\nkey: \"k{{ n }}\"\nmessages: [{user: \"B {{ n }}\"}]\n"
          + "settings: {max_tokens: 400}\n")
      let run = try await workspace.run(exit: 75)
      #expect((run["stopped"], run["jobs"][1]["created"]) == ("budget", 20))
      let message = run["error"]["message"].string ?? ""
      #expect(message.contains("jobs/a.yaml") && message.contains("of a, may cost up to"), "\(message)")
      // 390 tokens of each of the two replies, and the prompts.
      #expect((run["jobs"][0]["created"].int ?? 0) >= 3, "\(run)")
    }
  }

  @Test(
    "a budget is spent to within one item, never over, and the items that did not fit stay pending", arguments: [1, 16])
  func whole(_ concurrency: Int) async throws {
    try await withWorkspace(answering: { Self.dear($0, words: 300, output: 400) }) { workspace, standIn in
      try Self.prices(workspace, standIn)
      try workspace.job("a", Self.twoReplies)
      let plan = try await workspace.document(
        ["plan", "--limit", "1"], exit: 0, environment: [:], sourceLocation: #_sourceLocation)
      let item = plan["jobs"][0]["cost_usd"]["worst"].number ?? .nan
      let run = try await workspace.run("--budget", "0.15", "--concurrency", "\(concurrency)", exit: 75)
      let spent = Self.usd(run)
      #expect(spent <= 0.15 && spent > 0.15 - item, "\(spent) spent, and an item costs up to \(item)")
      #expect(
        (run["jobs"][0]["failed"], run["jobs"][0]["pending"].int) == (0, 20 - (run["jobs"][0]["created"].int ?? 0)))
      #expect((run["jobs"][0]["created"].int ?? 0) * 2 == run["requests"].int, "a conversation was begun and not ended")
      // What is left of a day is for the next run, too.
      #expect(try await workspace.run("--budget", "5")["jobs"][0]["pending"] == 0)
    }
  }

  @Test("what plan calls the worst case holds though a template mentions a coming reply twenty times")
  func mentions() async throws {
    try await withWorkspace(answering: { Self.dear($0, words: 1500, output: 1000) }) { workspace, standIn in
      try Self.prices(workspace, standIn)
      try workspace.job(
        "a",
        """
        variables: {matrix: {n: [1, 2, 3, 4]}}
        key: "k{{ n }}"
        messages:
          - user: "W {{ n }}"
          - reply: {name: outline, max_tokens: 1000}
          - user: "{% for i in range(20) %}Section {{ i }} of: {{ outline }}\\n{% endfor %}"
          - reply: {name: article, max_tokens: 1000}
        """)
      let plan = try await workspace.document(["plan"], exit: 0, environment: [:], sourceLocation: #_sourceLocation)
      let worst = plan["jobs"][0]["cost_usd"]["worst"].number ?? .nan
      // Too little for any item: nothing is paid that cannot be finished, and both say so.
      let planned = try await workspace.galley("plan", "--budget", "0.1")
      #expect(planned.errors.contains("a: 'k1' may cost up to"), "\(planned.testDescription)")
      #expect(planned.errors.contains("raise the budget, or lower max_tokens"), "\(planned.testDescription)")
      let small = try await workspace.run("--budget", "0.1", exit: 75)
      #expect((small["requests"], small["stopped"]) == (0, "budget"))
      #expect(small["error"]["message"].string?.contains("used up") == false)
      let run = try await workspace.run()
      #expect(Self.usd(run) <= worst, "\(run["cost_usd"]) of at most \(worst)")
    }
  }

  @Test("where nothing bounds what a template prints of a reply, plan gives no worst case, and says where")
  func unbounded() async throws {
    try await withWorkspace { workspace, standIn in
      try Self.prices(workspace, standIn)
      try workspace.job(
        "a",
        "settings: {max_tokens: 10}\nmessages:\n  - user: A\n  - reply: one\n  - user: \"{{ one | replace('a', 'b') }}\"\n"
      )
      let plan = try await workspace.document(["plan"], exit: 0, environment: [:], sourceLocation: #_sourceLocation)
      #expect(plan["jobs"][0]["cost_usd"]["worst"] == .null)
      let told = try await workspace.galley("plan", "--budget", "5")
      #expect(
        told.output.contains("in the worst case $") && told.output.contains("and more: jobs/a.yaml:5:"),
        "\(told.testDescription)")
      #expect(told.errors.contains("a budget may stop an item in the middle"), "\(told.testDescription)")
      #expect(try await workspace.run("--budget", "5")["stopped"] == .null)
    }
  }

  @Test("an item that never fits is named by plan and passed over by a run, and those behind it are asked for")
  func tooDear() async throws {
    try await withWorkspace(answering: { Self.dear($0, output: 20) }) { workspace, standIn in
      try Self.prices(workspace, standIn)
      try workspace.job(
        "big",
        """
        variables: {rows: [{n: 1, t: 1}, {n: 2, t: 4000}, {n: 3, t: 1}, {n: 4, t: 1}]}
        key: "k{{ n }}"
        messages: [{user: "{% for i in range(t) %}word {% endfor %}{{ n }}"}]
        settings: {max_tokens: 100}
        limits: {budget: {day: 0.02}}
        """)
      let plan = try await workspace.galley("plan")
      #expect(plan.errors.contains("big: 'k2' may cost up to $"), "\(plan.testDescription)")
      let ended = try await workspace.galley("run", "--json")
      #expect(ended.exit == 75, "\(ended.testDescription)")
      let run = try ended.json()
      #expect((run["jobs"][0]["created"], run["jobs"][0]["pending"]) == (3, 1))
      let message = run["error"]["message"].string ?? ""
      #expect(message.contains("'k2' of big") && message.contains("jobs/big.yaml:5:"), "\(message)")
      #expect(message.contains("more than all of it") && !message.contains("used up"), "\(message)")
      #expect(try await workspace.states() == ["done": 3, "pending": 1])
    }
  }

  @Test("usage of 0 and 0 is no usage: such replies count at their worst case, and the budget ends them")
  func zeroUsage() async throws {
    try await withWorkspace(answering: { .reply("A reply.", to: $0, usage: Usage(input: 0, output: 0)) }) {
      workspace, standIn in
      try Self.prices(workspace, standIn)
      try workspace.articles(10)
      try workspace.append("jobs/articles.yaml", "\nsettings: {max_tokens: 100}\nlimits: {budget: 0.01}\n")
      let run = try await workspace.run(exit: 75)
      #expect(run["stopped"] == "budget")
      let spent = Self.usd(run)
      #expect(spent > 0.005 && spent <= 0.01, "\(run)")
      #expect((1..<10).contains(standIn.count))
    }
  }

  @Test("what was sent before its model had a price counts in the day at the price of today")
  func pricedLater() async throws {
    try await withWorkspace(answering: { Self.dear($0, output: 100) }) { workspace, standIn in
      try workspace.articles(10)
      try workspace.append("jobs/articles.yaml", "\nsettings: {max_tokens: 100}\n")
      try await workspace.run()
      try Self.prices(workspace, standIn, "budget: {day: 0.02}")
      try workspace.job("more", "settings: {max_tokens: 100}\nmessages: [{user: More.}]\n")
      // Ten replies of 100 tokens at 15 USD for a million are 0.015 already, and the prompts come on top.
      let run = try await workspace.run("more", exit: 0)
      #expect(run["jobs"][0]["created"] == 1)
      try workspace.change("galley.yaml", "day: 0.02", to: "day: 0.016")
      try workspace.job("most", "settings: {max_tokens: 100}\nmessages: [{user: Most.}]\n")
      let plan = try await workspace.galley("plan", "most")
      #expect(plan.errors.contains("of which $0.01"), "\(plan.testDescription)")
      #expect(try await workspace.run("most", exit: 75)["requests"] == 0)
    }
  }

  @Test("a day in which requests of unknown price were sent cannot be bounded: nothing is sent, and the model is named")
  func unpriced() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(2)
      try await workspace.run("--model", "nobody-knows")
      try Self.prices(workspace, standIn, "budget: {day: 1}")
      try workspace.job("more", "settings: {max_tokens: 100}\nmessages: [{user: More.}]\n")
      let plan = try await workspace.galley("plan", "more")
      #expect(plan.errors.contains("2 requests of articles to 'nobody-knows'"), "\(plan.testDescription)")
      let run = try await workspace.run("more", exit: 75)
      #expect((run["requests"], run["stopped"]) == (0, "budget"))
      let message = run["error"]["message"].string ?? ""
      #expect(message.contains("nobody-knows") && message.contains("add the price"), "\(message)")
    }
  }

  @Test("what was billed and held back is among the tokens of a run")
  func heldBack() async throws {
    try await withWorkspace(
      answering: { .reply("No.", to: $0, finish: "content_filter", usage: Usage(input: 1000, output: 100)) }
    ) { workspace, _ in
      try workspace.articles(1)
      let run = try await workspace.run(exit: 1)
      #expect((run["tokens"]["input"], run["tokens"]["output"]) == (1000, 100))
    }
  }

  @Test(
    "what has no price is refused by name, before anything is sent",
    arguments: [
      ("service_tier: turbo", "'turbo'"), ("service_tier: scale", "'scale'"), ("service_tier: [flex]", "flex"),
      ("prediction: {type: content, content: leaf}", "'prediction'"),
    ])
  func refused(_ extra: String, _ named: String) async throws {
    try await withWorkspace { workspace, standIn in
      try Self.prices(workspace, standIn)
      try workspace.articles(1)
      try workspace.append("jobs/articles.yaml", "\nsettings: {max_tokens: 10, extra: {\(extra)}}\n")
      let ended = try await workspace.galley("run", "--budget", "5")
      #expect(ended.exit == 65, "\(ended.testDescription)")
      #expect(ended.errors.contains(named), "\(ended.testDescription)")
      #expect(standIn.count == 0)
      #expect(try await workspace.run()["jobs"][0]["created"] == 1)
    }
  }

  @Test("a max_tokens that no model has is refused at its place, and no sum of it ends the program")
  func hugeBound() async throws {
    try await withWorkspace { workspace, standIn in
      try Self.prices(workspace, standIn)
      func job(_ most: String) throws {
        try workspace.job(
          "a",
          "settings: {max_tokens: \(most)}\nlimits: {requests_per_minute: 60000, budget: 1}\n"
            + "messages:\n  - user: A\n  - reply: one\n  - user: B\n")
      }
      try job("9223372036854775807")
      for command in ["plan", "run"] {
        let ended = try await workspace.galley(command)
        #expect(ended.exit == 65, "\(ended.testDescription)")
        #expect(ended.errors.contains("jobs/a.yaml:1:24"), "\(ended.testDescription)")
      }
      try job("1000000000")
      #expect(try await workspace.galley("plan").exit == 0)
      #expect(try await workspace.run(exit: 75)["requests"] == 0)
    }
  }
}
