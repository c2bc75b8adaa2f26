import CommandSupport
import Testing

@Suite("The order of items", .aFewAtOnce)
struct ShuffleTests {
  @Test("--order shuffle asks for a sample of all rows; the collected file keeps the order of the rows")
  func shuffle() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.job(
        "articles",
        """
        key: "{{ n }}"
        messages: [{user: "Write about number {{ n }}."}]
        collect: {path: all.md}
        variables: {matrix: {n: [\((10...49).map(String.init).joined(separator: ", "))]}}
        """)
      let sample = try await workspace.galley("run", "--order", "shuffle", "--limit", "10")
      #expect(sample.exit == 75, "\(sample.testDescription)")
      let asked = standIn.asks.map(\.prompt)
      #expect(Set(asked).count == 10)
      // The chance of the first ten rows is one in 847,660,528.
      #expect(asked.contains { prompt in (20...49).contains { prompt.contains("number \($0).") } })
      #expect(try workspace.read("output/all.md") == Self.bullets(asked.sorted()))

      #expect(try await workspace.run("--order", "shuffle")["jobs"][0]["created"] == 30)
      #expect(standIn.count == 40)
      #expect(try workspace.read("output/all.md") == Self.bullets(standIn.asks.map(\.prompt).sorted()))
    }
  }

  private static func bullets(_ prompts: [String]) -> String {
    prompts.map { "- \(StandIn.words(to: $0))\n" }.joined()
  }
}
