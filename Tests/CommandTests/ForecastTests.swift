import CommandSupport
import Testing

@Suite("What plan forecasts, and how the run turns out")
struct ForecastTests {
  /// A workspace with a priced model of OpenAI's, whose replies scatter by a tenth.
  private func withReplies(
    _ rows: Int, _ body: (Workspace, StandIn) async throws -> Void
  ) async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.configure(
        standIn.baseURL, more: "prices: {gpt-4o-mini: {input: 0.15, cached_input: 0.075, output: 0.60}}\n")
      try workspace.articles(rows)
      try workspace.append("jobs/articles.yaml", "\nmodel: gpt-4o-mini\nsettings: {max_tokens: 900}\n")
      standIn.answer { ask in
        .reply("Text.", to: ask, usage: Usage(input: 25, output: 90 + ask.number * 37 % 21))
      }
      try await body(workspace, standIn)
    }
  }

  @Test("a few replies make plan's range narrow; what the run then takes lies in it, and is on record with it")
  func learned() async throws {
    try await withReplies(12) { workspace, _ in
      let cold = try await workspace.galley("plan", "--json").json()["jobs"][0]
      try await workspace.run("--limit", "4", exit: 75)
      let plan = try await workspace.galley("plan", "--json").json()["jobs"][0]
      let (low, high) = (try #require(plan["tokens"]["low"].number), try #require(plan["tokens"]["high"].number))
      #expect(high / low < 1.6)
      #expect(try #require(cold["tokens"]["high"].number) / #require(cold["tokens"]["low"].number) > 3)

      let run = try await workspace.run()
      let was = try #require(run["tokens"]["input"].number) + #require(run["tokens"]["output"].number)
      #expect((low...high).contains(was))
      #expect(run["forecast"]["tokens"] == .object(["low": .number(low), "high": .number(high), "was": .number(was)]))
      let cost = run["forecast"]["cost_usd"]
      #expect(cost["was"] == run["cost_usd"])
      #expect((cost["low"], cost["high"]) == (plan["cost_usd"]["low"], plan["cost_usd"]["high"]))
      #expect(try #require(plan["cost_usd"]["worst"].number) > #require(plan["cost_usd"]["high"].number))
      let status = try await workspace.galley("status")
      #expect(status.output.contains(": exit 0; forecast $0.000"), "\(status.testDescription)")
      #expect(status.output.contains(", was $0.000"), "\(status.testDescription)")
      #expect(try await workspace.run()["forecast"] == nil, "nothing was asked")
    }
  }

  @Test("a run that stops early is compared in what it did, and knows of no reply that came after its beginning")
  func stopped() async throws {
    try await withReplies(6) { workspace, standIn in
      let run = try await workspace.run("--limit", "2", exit: 75)
      let was = try #require(run["tokens"]["input"].int) + #require(run["tokens"]["output"].int)
      #expect(run["forecast"]["tokens"]["was"].int == was)
      // Two replies of up to 900 tokens: nobody had said yet that they take a hundred.
      #expect(try #require(run["forecast"]["tokens"]["high"].int) > 1800)
      standIn.answer { ask in
        ask.number == 4 ? .error(400, "no") : .reply("Text.", to: ask, usage: Usage(input: 25, output: 99))
      }
      let next = try await workspace.run("--limit", "2", exit: 75)
      #expect(next["forecast"]["tokens"]["was"] == 124, "only what came to its end")
    }
  }

  /// A job whose second prompt repeats the first reply; what a reply takes is counted in words.
  private func withOutlines(_ rows: Int, _ body: (Workspace, StandIn) async throws -> Void) async throws {
    try await withReplies(1) { workspace, standIn in
      try workspace.job(
        "articles",
        """
        model: gpt-4o-mini
        settings: {max_tokens: 900}
        variables: {matrix: {n: [\((1...rows).map(String.init).joined(separator: ", "))]}}
        key: "k{{ n }}"
        messages:
          - user: "Make an outline about number {{ n }}"
          - reply: outline
          - user: "Write it out. {{ outline }} {{ outline }} {{ outline }}"
          - reply: article
        """)
      standIn.answer { Self.inWords($0) }
      try await body(workspace, standIn)
    }
  }

  private static func inWords(_ ask: Ask) -> Answer {
    let count = 90 + ask.number * 37 % 21
    let input = ask.messages.reduce(10) { $0 + $1.content.split(separator: " ").count }
    return .reply(
      Array(repeating: "word", count: count).joined(separator: " "), to: ask, usage: Usage(input: input, output: count))
  }

  @Test(
    "of items whose first replies are there the forecast is narrow and right, however often a template repeats them")
  func resumed() async throws {
    try await withOutlines(20) { workspace, standIn in
      try await workspace.run("--limit", "6", exit: 75)
      standIn.answer { $0.messages.count > 1 ? .error(400, "no") : Self.inWords($0) }
      try await workspace.run(exit: 1)
      standIn.answer { Self.inWords($0) }
      let plan = try await workspace.galley("plan", "--retry-failed", "--json").json()["jobs"][0]
      #expect(plan["requests"] == 14)
      let (low, high) = (try #require(plan["tokens"]["low"].number), try #require(plan["tokens"]["high"].number))
      let run = try await workspace.run("--retry-failed")
      let was = try #require(run["tokens"]["input"].number) + #require(run["tokens"]["output"].number)
      #expect((low...high).contains(was), "\(low)…\(high), was \(was)")
      #expect(high / low < 1.6)
      #expect(run["forecast"]["tokens"] == .object(["low": .number(low), "high": .number(high), "was": .number(was)]))
    }
  }

  @Test("rows whose prompts are the same are planned as one request, as they are asked")
  func sameRows() async throws {
    try await withReplies(1) { workspace, standIn in
      try workspace.job(
        "articles",
        """
        model: gpt-4o-mini
        settings: {max_tokens: 900}
        variables: {matrix: {topic: [basil, mint], place: [blog, shop, letter]}}
        key: "{{ topic }} {{ place }}"
        messages: [{user: "Write about {{ topic }}"}]
        """)
      let plan = try await workspace.galley("plan", "--json").json()["jobs"][0]
      #expect(plan["requests"] == 2)
      #expect(plan["items"].array.count == 6)
      let run = try await workspace.run()
      #expect((run["requests"], run["jobs"][0]["created"]) == (2, 6))
    }
  }

  @Test("--limit is one number for all jobs, in a plan as in the run")
  func limited() async throws {
    try await withReplies(6) { workspace, _ in
      try workspace.write(
        "jobs/twin.yaml",
        try workspace.read("jobs/articles.yaml").replacing("articles/", with: "twin/").replacing("plain", with: "short")
      )
      let plan = try await workspace.galley("plan", "--limit", "8", "--json").json()
      #expect(plan["total"]["requests"] == 8)
      #expect(try await workspace.run("--limit", "8", exit: 75)["requests"] == 8)
    }
  }

  @Test("where two jobs ask the same, what a run took is counted once: what it paid; and so it is planned")
  func shared() async throws {
    try await withReplies(6) { workspace, standIn in
      try workspace.write(
        "jobs/twin.yaml", try workspace.read("jobs/articles.yaml").replacing("articles/", with: "twin/"))
      let plan = try await workspace.galley("plan", "--json").json()
      #expect(plan["total"]["requests"] == 6)
      #expect(
        plan["jobs"].array.map { $0["items"].array.map { $0["action"] } }
          == Array(
            repeating: Array(repeating: "create", count: 6), count: 2))
      let run = try await workspace.run()
      #expect(run["requests"] == 6)
      #expect(run["jobs"].array.map { $0["created"] } == [6, 6])
      let was = try #require(run["tokens"]["input"].int) + #require(run["tokens"]["output"].int)
      #expect(run["forecast"]["tokens"]["was"].int == was)
      #expect(run["forecast"]["cost_usd"]["was"] == run["cost_usd"])
    }
  }

  @Test("a job that asks for a service tier is forecast at that tier's prices")
  func tier() async throws {
    try await withFolder { workspace in
      let models = try await workspace.galley("models", "--json").json()["models"].array
      let tiered = models.first { entry in
        let tiers = entry["usd_per_million"].names
        return entry["provider"] == "openai" && tiers.contains("flex") && tiers.contains("priority")
      }
      let model = try #require(tiered)
      let name = try #require(model["model"].string)
      var highs: [Double] = []
      for tier in ["flex", "default", "priority"] {
        try workspace.job(
          "articles",
          """
          provider: openai
          model: \(name)
          settings: {max_tokens: 1000, extra: {service_tier: \(tier)}}
          messages: [{user: "Write about basil, at some length, in plain words."}]
          """)
        let cost = try await workspace.galley("plan", "--json").json()["jobs"][0]["cost_usd"]
        highs.append(try #require(cost["high"].number))
        let rates = ["flex": "flex", "default": "standard", "priority": "priority"][tier] ?? ""
        let output = try #require(model["usd_per_million"][rates][0]["output"].number)
        // The reply is nearly all of it: up to 1000 tokens.
        #expect(abs(highs[highs.count - 1] / (output / 1000) - 1) < 0.05)
      }
      #expect(highs[0] < highs[1] && highs[1] < highs[2])
    }
  }

  @Test("a rehearsal costs nothing, and is told in tokens where nothing bounds its replies")
  func rehearsal() async throws {
    try await withWorkspace { workspace, _ in
      try workspace.articles(2)
      let plan = try await workspace.galley("plan", "--provider", "rehearsal")
      #expect(plan.output.contains("cost $0\n") || plan.output.contains("cost $0,"), "\(plan.testDescription)")
      let run = try await workspace.galley("run", "--provider", "rehearsal")
      #expect(run.output.contains("; forecast from ") && run.output.contains(" tokens\n"), "\(run.testDescription)")
      #expect(!run.output.contains("forecast from $0"), "\(run.testDescription)")
    }
  }

  // tiktoken counts 12 tokens of o200k_base and 16 of cl100k_base; a chat of one message takes 7 more.
  @Test("prompts are counted with the model's own vocabulary", arguments: [("gpt-4o", 12), ("gpt-4", 16)])
  func counted(model: String, tokens: Int) async throws {
    try await withWorkspace { workspace, _ in
      try workspace.write(
        "jobs/one.yaml",
        """
        model: \(model)
        messages: [{user: "Schreibe über Überwinterungsmöglichkeiten für Basilikum."}]
        """)
      let plan = try await workspace.galley("plan", "--json").json()["jobs"][0]
      #expect(plan["tokens"]["input"].int == tokens + 7)
      // Nothing bounds the reply.
      #expect((plan["tokens"]["high"], plan["tokens"]["output_max"]) == (.null, .null))
    }
  }

  @Test("a limit of the provider says how long it takes, before anything was sent")
  func seconds() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(61)
      try workspace.append("jobs/articles.yaml", "\nlimits: {requests_per_minute: 30}\n")
      #expect(try await workspace.galley("plan", "--json").json()["jobs"][0]["seconds"] == 120)
    }
  }

  @Test("jobs that share a provider's limit are told their time together, and all of them in a total")
  func together() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.configure(
        standIn.baseURL, provider: "limits: {requests_per_minute: 30}",
        more: "prices: {some-model: {input: 1, output: 2}}\n")
      for job in ["a", "b"] {
        try workspace.job(
          job,
          """
          variables: {matrix: {n: \(Array(1...16))}}
          key: "{{ n }}"
          messages: [{user: "Write \(job) {{ n }}."}]
          settings: {max_tokens: 100}
          """)
      }
      let plan = try await workspace.galley("plan", "--json").json()
      #expect(plan["jobs"].array.map { $0["seconds"] } == [62, 62])
      #expect(plan["jobs"].array.map { $0["beside"] } == [.array(["b"]), .array(["a"])])
      let total = plan["total"]
      #expect((total["requests"], total["seconds"]) == (32, 62))
      for (group, name) in [("tokens", "low"), ("tokens", "high"), ("cost_usd", "worst")] {
        let sum = plan["jobs"].array.reduce(0) { $0 + ($1[group][name].number ?? .nan) }
        #expect(abs(sum - (total[group][name].number ?? 0)) < 1e-9, "\(group) \(name)")
      }
      let text = try await workspace.galley("plan").output
      #expect(text.contains(", about 1m02s beside b\n"), "\(text)")
      #expect(text.contains("all jobs: 32 requests, ") && text.hasSuffix(", about 1m02s\n"), "\(text)")
      #expect(!(try await workspace.galley("plan", "a").output.contains("all jobs:")))
    }
  }

  @Test("where a deadline comes before the end plan warns how many items are not reached, and whose it is")
  func deadline() async throws {
    try await withWorkspace { workspace, _ in
      try workspace.articles(30)
      try workspace.append("jobs/articles.yaml", "\nlimits: {requests_per_minute: 240, deadline: 3s}\n")
      for (options, owner, missing, seconds) in [(["--deadline", "2s"], "run", 22, 2), ([], "job", 18, 3)] {
        let plan = try await workspace.galley(["plan", "--json"] + options).json()
        #expect((plan["jobs"][0]["unreached"].int, plan["jobs"][0]["seconds"].int) == (missing, seconds))
        let text =
          "articles: about \(missing) of 30 items are not reached before the \(owner)'s deadline of \(seconds)s"
        #expect(plan["warnings"][0].string?.hasPrefix(text) == true)
        #expect(try await workspace.galley(["plan"] + options).errors.contains(text))
      }
      #expect(try await workspace.galley("plan", "--json", "--limit", "12").json()["warnings"].array.isEmpty)
    }
  }
}
