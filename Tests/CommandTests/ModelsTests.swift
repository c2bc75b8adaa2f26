import CommandSupport
import Testing

@Suite("What models cost", .aFewAtOnce)
struct ModelsTests {
  @Test("without a provider the dated table is printed, with galley.yaml's prices, also where there is no workspace")
  func table() async throws {
    try await withFolder { folder in
      let before = try await folder.galley("models", "--json").json()
      #expect(before["date"].string?.count == 10)
      #expect(before["models"].array.count > 200)
      try folder.write("galley.yaml", "prices: {mine-alone: {input: 0.25, cached_input: 0.025, output: 2}}\n")
      let ended = try await folder.galley("models")
      #expect(ended.exit == 0, "\(ended.testDescription)")
      #expect(ended.output.contains(/\(any\) +mine-alone +0\.25 +0\.025 +2\n/), "\(ended.testDescription)")
      #expect(ended.output.contains("litellm"))
    }
  }

  @Test("a provider is asked for its own list, and what it costs is joined; unknown stays unknown")
  func listed() async throws {
    try await withWorkspace { workspace, _ in
      let unpriced = try await workspace.galley("models", "mine")
      #expect(unpriced.exit == 0, "\(unpriced.testDescription)")
      #expect(unpriced.output.contains(/mine +some-model +unknown/), "\(unpriced.testDescription)")
      let unknown = try await workspace.galley("models", "mine", "--json").json()["models"][0]
      #expect((unknown["usd_per_million"], unknown["priced_by"]) == (.null, .null))
      try workspace.append(
        "galley.yaml", "prices: {some-model: {input: 1, output: 2}, another: {input: 1, output: 2}}\n")
      let model = try await workspace.galley("models", "mine", "--json").json()["models"]
      #expect(model.array.count == 1)
      #expect(model[0]["usd_per_million"]["standard"][0]["output"] == 2)
      #expect(model[0]["priced_by"] == "galley.yaml")
    }
  }

  @Test("a model that the table knows to be retired is told as that, and a job that asks for it is warned of by plan")
  func retired() async throws {
    try await withFolder { workspace in
      let models = try await workspace.galley("models", "--json").json()["models"].array
      for (isRetired, warnings) in [(true, 1), (false, 0)] {
        let found = models.first { $0["provider"] == "openai" && $0["retired"] == .bool(isRetired) }
        let name = try #require(found?["model"].string)
        try workspace.job("articles", "provider: openai\nmodel: \(name)\nmessages: [{user: Write.}]\n")
        let plan = try await workspace.galley("plan", "--json").json()
        #expect(plan["warnings"].array.count == warnings)
        guard isRetired else { continue }
        let day = try #require(found?["retires"].string)
        #expect(plan["warnings"][0].string?.hasPrefix("articles: the model '\(name)' is retired since \(day)") == true)
        #expect(try await workspace.galley("plan").errors.contains("galley models openai"))
        #expect(try await workspace.galley("models").output.contains("\(day), retired"))
      }
    }
  }

  @Test("where the provider cannot be asked its models are those of the table, and that is said")
  func unreachable() async throws {
    try await withFolder { folder in
      let ended = try await folder.galley("models", "openai")
      #expect(ended.exit == 0, "\(ended.testDescription)")
      #expect(ended.errors.contains("OPENAI_API_KEY"), "\(ended.testDescription)")
      #expect(ended.output.contains(/openai +gpt-/), "\(ended.testDescription)")
      #expect(try await folder.galley("models", "opnai").exit == 64)
    }
  }
}
