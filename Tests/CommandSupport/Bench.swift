/// Makes a workspace whose galley.yaml knows one provider, `mine`: a stand-in that is there as long as `body` runs.
package func withWorkspace(
  answering script: @escaping StandIn.Script = { StandIn.echo($0) },
  _ body: (Workspace, StandIn) async throws -> Void
) async throws {
  try await withFolder { workspace in
    try await withStandIn(script) { standIn in
      try workspace.configure(standIn.baseURL)
      try await body(workspace, standIn)
    }
  }
}

extension Workspace {
  /// Writes galley.yaml. `provider` are more lines about the provider, `more` more lines of the file.
  package func configure(
    _ baseURL: String, api: String = "chat", concurrency: Int = 4, attempts: Int = 3, provider: String = "",
    more: String = ""
  ) throws {
    let lines = provider.split(separator: "\n").map { "    \($0)\n" }.joined()
    try write(
      "galley.yaml",
      """
      defaults:
        provider: mine
        model: some-model
        limits: {concurrency: \(concurrency)}
        retry: {attempts: \(attempts), base: 1ms, cap: 20ms}
      providers:
        mine:
          api: \(api)
          base_url: "\(baseURL)"
      \(lines)\(more)
      """)
  }

  /// The job that most tests run: one article for each keyword of a CSV file.
  package func articles(_ keywords: [String]) throws {
    try write("data/keywords.csv", "keyword,country\n" + keywords.map { "\($0),NO\n" }.joined())
    try write(
      "jobs/articles.yaml",
      """
      variables: {file: ../data/keywords.csv}
      key: "{{ keyword }}"
      messages:
        - system: You write plain Markdown.
        - user: {template: article.md}
      output:
        path: "articles/{{ keyword | slug }}.md"
        front_matter:
          title: "About {{ keyword }}"
          country: "{{ country }}"
          draft: true
      """)
    try write("templates/article.md", "Write about {{ keyword }} in {{ country }}.\n")
  }

  package func articles(_ count: Int) throws { try articles(Herbs.names(count)) }

  package func job(_ name: String, _ text: String) throws { try write("jobs/\(name).yaml", text) }
}

/// Keywords for jobs of any length.
package enum Herbs {
  package static func names(_ count: Int) -> [String] { (0..<count).map { "herb-\($0 + 1)" } }

  package static func prompt(_ keyword: String) -> String { "Write about \(keyword) in NO." }
}
