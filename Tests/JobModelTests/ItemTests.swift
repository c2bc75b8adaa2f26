import JobModel
import Testing
import Values

@Suite("Items: their keys, samples and paths")
struct ItemTests {
  private func ids(_ more: String) throws -> [String] { try job(more).items().map { "\($0.id.key) \($0.id.sample)" } }

  private func paths(_ more: String) throws -> [String] {
    let job = try job(more)
    return try job.items().map { try job.path(of: $0, asked: asked).text }
  }

  @Test("a key is what its template makes of the row")
  func key() throws {
    let ids = try ids("variables: {rows: [{a: NO, n: 1.10}, {a: x, n: 007}]}\nkey: \"{{ job }}-{{ a }}-{{ n }}\"\n")
    #expect(ids == ["articles-NO-1.10 1", "articles-x-007 1"])
  }

  /// Made by another program: SHA-256 over names and values, each with its length, names sorted; the first 16 digits.
  @Test(
    "the default key is held by golden vectors: to change it would make every draft an orphan",
    arguments: [
      ("rows: [{keyword: basil, country: NO}]", "90f9618ebfaa305b"), ("rows: [{keyword: basil}]", "553d28614d258d4f"),
      ("rows: [{tags: [a, b], price: 1.10}]", "4a46cab637e9cd59"),
    ])
  func golden(_ variables: String, _ key: String) throws {
    #expect(try ids("variables:\n  \(variables)\n") == ["\(key) 1"])
  }

  @Test("the default key depends on names and values of the sources alone")
  func defaultKey() throws {
    let plain = try ids("variables: {rows: [{keyword: basil, country: NO}]}\n")
    #expect(try ids("variables: {rows: [{country: NO, keyword: basil}]}\n") == plain)
    #expect(try ids("variables: {matrix: {country: [NO], keyword: [basil]}}\n") == plain)
    #expect(try ids("variables: {set: {site: example.com}, rows: [{keyword: basil, country: \"NO\"}]}\n") == plain)
    #expect(try ids("variables: {rows: [{keyword: basil, country: SE}]}\n") != plain)
    #expect(try ids("variables: {rows: [{keyword: basil}]}\n") != plain)
  }

  @Test(
    "a job without sources has one item, with the job's name as its key", arguments: ["", "variables: {set: {a: b}}\n"])
  func noSources(_ variables: String) throws {
    #expect(try ids(variables) == ["articles 1"])
  }

  @Test("samples of a row follow one another and share its key")
  func samples() throws {
    let ids = try ids("variables: {rows: [{k: a}, {k: b}]}\nkey: \"{{ k }}\"\nsamples: 2\n")
    #expect(ids == ["a 1", "a 2", "b 1", "b 2"])
  }

  @Test(
    "a key that is none is told, and the other rows go on",
    arguments: [("\"\"", "the key is empty"), ("\"a\\nb\"", "has a line break or a control character")])
  func badKey(_ value: String, _ message: String) throws {
    let job = try job("variables: {rows: [{k: \(value)}, {k: b}]}\nkey: \"{{ k }}\"\n")
    let results = Array(job.items(of: job.space))
    try #require(results.count == 2)
    let error = #expect(throws: ItemError.self) { try results[0].get() }
    #expect(error?.diagnostic.message.contains(message) == true)
    #expect(try results[1].get().id.key == "b")
  }

  @Test("a key longer than 1,024 bytes is refused")
  func longKey() throws {
    let job = try job("variables: {rows: [{k: \(String(repeating: "é", count: 513))}]}\nkey: \"{{ k }}\"\n")
    #expect(throws: ItemError.self) { try job.items() }
  }

  @Test("a variable named key may be the key and nothing else")
  func variableNamedKey() throws {
    #expect(try ids("variables: {rows: [{key: a}]}\nkey: \"{{ key }}\"\n") == ["a 1"])
    #expect(throws: ItemError.self) { try ids("variables: {rows: [{key: a}]}\n") }
  }

  @Test("the default path is the job, the key as a slug, and from the second sample on its number")
  func defaultPath() throws {
    let paths = try paths("variables: {rows: [{k: Café Noir}, {k: b}]}\nkey: \"{{ k }}\"\nsamples: 3\n")
    #expect(
      paths == [
        "articles/cafe-noir.md", "articles/cafe-noir-2.md", "articles/cafe-noir-3.md", "articles/b.md",
        "articles/b-2.md", "articles/b-3.md",
      ])
  }

  @Test("a path sees the row, the job, its key, the sample and the day")
  func path() throws {
    let paths = try paths(
      """
      variables: {rows: [{k: basil}]}
      key: "{{ k }}"
      samples: 2
      output: {path: "{{ job }}/{{ today }}/{{ key }}-{{ k }}-{{ sample }}.md"}
      """)
    #expect(paths == ["articles/2026-11-23/basil-basil-1.md", "articles/2026-11-23/basil-basil-2.md"])
  }

  @Test("a path that leaves output/ is an error of the job's file")
  func badPath() throws {
    let job = try job("variables: {rows: [{k: ../../etc/passwd}]}\noutput: {path: \"{{ k }}\"}\n")
    let item = try #require(try job.items().first)
    let error = #expect(throws: ItemError.self) { try job.path(of: item, asked: asked) }
    #expect(error?.diagnostic.file == "jobs/articles.yaml")
  }

  @Test("a million rows are made one at a time")
  func lazily() throws {
    let axis = (0..<1_000).map { Fields([("a\($0 / 1_000)", .integer($0))]) }
    let other = (0..<1_000).map { Fields([("b", .integer($0))]) }
    let job = try job("variables: {rows: [{a: b}]}\n")
    let items = job.items(of: RowSpace(axes: [axis, other], set: Fields([]), exclude: []))
    #expect(items.prefix(3).compactMap { try? $0.get() }.map(\.row.shown) == ["a0=0 b=0", "a0=0 b=1", "a0=0 b=2"])
  }
}
