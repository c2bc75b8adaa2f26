import CommandSupport
import Testing

@Suite("Budgets", .aFewAtOnce)
struct BudgetTests {
  @Test("--budget without a price is refused with 65 and names job and model; with one it is taken")
  func option() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(1)
      for command in ["run", "plan"] {
        let ended = try await workspace.galley(command, "--budget", "5")
        #expect(ended.exit == 65, "\(ended.testDescription)")
        #expect(ended.errors.contains("jobs/articles.yaml: error: --budget"), "\(ended.testDescription)")
        #expect(ended.errors.contains("the price of 'some-model' is not known"), "\(ended.testDescription)")
        #expect(ended.errors.contains("nothing bounds the reply 'draft'"), "\(ended.testDescription)")
      }
      #expect(standIn.count == 0)
      try workspace.append("galley.yaml", "prices: {some-model: {input: 1, output: 2}}\n")
      try workspace.append("jobs/articles.yaml", "\nsettings: {max_tokens: 10}\n")
      let short = try await workspace.galley("plan", "--budget", "0.00001")
      #expect(short.exit == 0, "\(short.testDescription)")
      #expect(short.errors.contains("(--budget) does not cover the worst case"), "\(short.testDescription)")
      #expect(try await workspace.galley("plan", "--budget", "5").errors.isEmpty)
      let ended = try await workspace.galley("run", "--budget", "5.00")
      #expect(ended.exit == 0, "\(ended.testDescription)")
    }
  }

  @Test("an amount that is no USD is refused with 64", arguments: [".", "-1", "$5", "5,00", "1e3", "free", "1000001"])
  func amount(_ text: String) async throws {
    try await withWorkspace { workspace, _ in
      try workspace.articles(1)
      let ended = try await workspace.galley("run", "--budget=\(text)")
      #expect(ended.exit == 64, "\(ended.testDescription)")
      #expect(ended.errors.contains("--budget must be USD"), "\(ended.testDescription)")
    }
  }

  @Test("a budget in the defaults needs each job's price, and says so at its place in galley.yaml")
  func shared() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(1)
      try workspace.change("galley.yaml", "limits: {concurrency: 4}", to: "limits: {budget: 5}")
      let ended = try await workspace.galley("validate")
      #expect(ended.exit == 78, "\(ended.testDescription)")
      #expect(ended.errors.contains("galley.yaml:4:20: error: a budget cannot be kept"), "\(ended.testDescription)")
      #expect(ended.errors.contains("(job 'articles')"), "\(ended.testDescription)")
      // Made-up text costs nothing.
      let rehearsed = try await workspace.galley("run", "--provider", "rehearsal")
      #expect(rehearsed.exit == 0, "\(rehearsed.testDescription)")
      #expect(standIn.count == 0)
    }
  }
}
