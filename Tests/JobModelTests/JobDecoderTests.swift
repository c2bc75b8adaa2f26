import JobModel
import Templates
import Testing
import Values

/// A wrong line in an otherwise right job. `«` marks the place that the error has to name.
struct WrongLine: Sendable, CustomTestStringConvertible {
  let text: String
  let message: String

  init(_ text: String, _ message: String) { (self.text, self.message) = (text, message) }

  var testDescription: String { text }
}

@Suite("Reading a job file")
struct JobDecoderTests {
  @Test("the shortest job has every default of the contract, and a reply named draft at its end")
  func defaults() throws {
    let job = try Files().job(
      "provider: openai\nmodel: some-model\nmessages: [{user: Hello}]\n", file: "jobs/seo_2.yaml")
    #expect(job.name == "seo_2")
    #expect(job.samples == 1)
    #expect(job.limits.rate == RateLimits())
    #expect(job.limits.timeout == .seconds(600))
    #expect(job.retry.attempts == 6)
    #expect(job.retry.base == .milliseconds(500))
    #expect(job.retry.cap == .seconds(60))
    #expect(job.variables.sources.isEmpty)
    #expect(job.turns.count == 2)
    let draft = try #require(job.replies.last)
    #expect(draft.name == "draft")
    #expect(draft.form == .text)
    #expect(draft.onLength == .review)
    #expect(draft.settings.maxTokens == nil)
  }

  @Test("a conversation that ends in a reply gets no other one; a reply's own settings go before the job's")
  func replies() throws {
    let job = try job(
      """
      messages:
        - system: You are an editor.
        - user: Outline.
        - reply: {name: outline, as: list, max_tokens: 300, on_length: keep, extra: {b: 2}}
        - user: Write.
        - reply: article
      settings: {temperature: 0.5, max_tokens: 900, stop: END, seed: 7, on_length: fail, extra: {a: 1}}
      """)
    let (outline, article) = (try #require(job.replies.first), try #require(job.replies.last))
    #expect(job.replies.map(\.name) == ["outline", "article"])
    #expect(outline.form == .list)
    #expect(outline.settings.maxTokens == 300)
    #expect(outline.settings.temperature == 0.5)
    #expect(outline.settings.stop == ["END"])
    #expect(outline.onLength == .keep)
    #expect(Value.map(outline.settings.extra).json == #"{"a":1,"b":2}"#)
    #expect(article.form == .text)
    #expect(article.settings.maxTokens == 900)
    #expect(article.settings.seed == 7)
    #expect(article.onLength == .fail)
    #expect(Value.map(article.settings.extra).json == #"{"a":1}"#)
  }

  @Test("all errors of a file are told together, each with its line and column")
  func together() throws {
    let said = try Files().decode(
      """
      name: SEO Articles
      provider: opnai
      modle: some-model
      samples: 0
      variables:
        rows: [basil]
        zip: {city: [Oslo, Bergen], postcode: ["0150"]}
      messages:
        - usr: Hello
        - user: {template: artcle.md}
        - user: "{{ keyword | uper }}"
        - reply: 2nd
      settings: {temprature: 0.7, max_tokens: many}
      output: {path: [a.md]}
      retry: {base: soon}
      """
    ).said
    let places = said.map { "\($0.line):\($0.column)" }
    for place in [
      "1:7", "2:11", "3:1", "4:10", "6:10", "7:41", "9:5", "10:22", "11:25", "12:12", "13:12", "13:41", "14:16",
      "15:15",
    ] {
      #expect(places.contains(place), "nothing at \(place) among \(said)")
    }
    #expect(said.allSatisfy { $0.file == "jobs/articles.yaml" })
  }

  static let wrong: [WrongLine] = [
    WrongLine("settings: {«temprature: 0.7}", "unknown key 'temprature' in settings (did you mean 'temperature'?)"),
    WrongLine("«smaples: 3", "unknown key 'smaples' (did you mean 'samples'?)"),
    WrongLine("limits: {«concurency: 4}", "unknown key 'concurency' in limits (did you mean 'concurrency'?)"),
    WrongLine("output: {«colour: red}", "unknown key 'colour' in output; known are: path, front_matter, body"),
    WrongLine("provider: «opnai", "unknown provider 'opnai' (did you mean 'openai'?)"),
    WrongLine("provider: «nobody-at-all", "unknown provider 'nobody-at-all'; name it under 'providers' in galley.yaml"),
    WrongLine("key: «{ keyword }", "'key' must be a text, not a mapping; a text that begins with '{' needs quotes"),
    WrongLine("samples: «three", "'samples' must be a whole number, not 'three'"),
    WrongLine("samples: «1001", "'samples' must be from 1 to 1000, not '1001'"),
    WrongLine("settings: {top_p: «1.5}", "'top_p' in settings must be from 0 to 1, not '1.5'"),
    WrongLine("settings: {max_tokens: «\"100\"}", "'max_tokens' in settings must be a whole number, not '100'"),
    WrongLine(
      "settings: {on_length: «reviw}",
      "'on_length' in settings must be one of: review, keep, fail, not 'reviw' (did you mean 'review'?)"),
    WrongLine(
      "settings: {extra: «{m: .inf}}", "'extra' in settings holds a number that JSON does not have (.inf or .nan)"),
    WrongLine(
      "retry: {base: 10s, cap: «1s}", "'cap' (1s) in retry is shorter than 'base' (10s); make it at least as long"),
    WrongLine(
      "retry: {base: «2m}", "'cap' (1m) in retry is shorter than 'base' (2m); make it at least as long"),
    WrongLine("retry: {base: 2s, «cpa: 9s}", "unknown key 'cpa' in retry (did you mean 'cap'?)"),
    WrongLine("limits: {timeout: «0s}", "'timeout' in limits must be longer than 0s, not '0s'"),
    WrongLine(
      "limits: {timeout: «600}", "'timeout' in limits must be a duration such as 500ms, 60s, 10m or 2h, not '600'"),
    WrongLine(
      "variables: {matrix: {language: «[]}}", "'language' in matrix must be a list with at least one value, not a list"),
    WrongLine(
      "variables: {zip: {city: [Oslo, Bergen], postcode: «[1]}}",
      "'postcode' in zip has 1 values, but 'city' has 2; lists side by side need the same length"),
    WrongLine(
      "collect: «{template: a.md}", "'path' is missing in collect: where the collected file goes, under output/"),
  ]

  @Test("what is wrong is named with its place and the nearest name", arguments: wrong)
  func oneWrongLine(_ wrong: WrongLine) throws {
    let column = try #require(wrong.text.unicodeScalars.firstIndex(of: "«")).utf16Offset(in: wrong.text) + 1
    let line = wrong.text.replacing("«", with: "")
    let provider = line.hasPrefix("provider") ? "" : "provider: vllm\n"
    let said = try Files(templates: ["a.md": ""]).decode(
      line + "\n" + provider + "model: m\nmessages: [{user: Hello}]\n"
    ).said
    #expect(said == [Diagnostic(file: "jobs/articles.yaml", line: 1, column: column, message: wrong.message)])
  }

  @Test(
    "a key whose part does not stand yet is refused by name, never ignored",
    arguments: [
      ("fallback: [{provider: vllm, model: m}]", "'fallback'"), ("checks: {words: {min: 1}}", "'checks'"),
      ("on_fail: {repair: 2}", "'on_fail'"), ("variables: {job: ideas}", "'job' in variables"),
      ("collect: {path: a.md, unique: 0.85}", "'unique' in collect"),
      ("settings: {on_length: continue}", "'on_length: continue'"),
      ("limits: {stall: 60s}", "'stall' in limits"),
      ("messages: [{user: b}, {reply: {name: a, as: json}}]", "'as: json'"),
      ("messages: [{user: b}, {reply: {name: a, schema: {type: object}}}]", "'schema' in reply"),
    ])
  func waiting(_ line: String, _ named: String) throws {
    let messages = line.hasPrefix("messages") ? "" : "messages: [{user: Hello}]\n"
    let decoded = try Files().decode("\(line)\nprovider: vllm\nmodel: m\n\(messages)")
    #expect(decoded.job == nil)
    #expect(decoded.said.count == 1)
    #expect(decoded.said.first?.message.hasPrefix("\(named) is not supported yet by this version of galley") == true)
    #expect(decoded.said.first?.line == 1)
  }

  @Test("a value whose part does not stand yet hides no other error of its section")
  func waitingBesideWrong() throws {
    let text = "limits: {stall: 60s, timeout: soon}\nprovider: vllm\nmodel: m\nmessages: [{user: Hello}]\n"
    let said = try Files().decode(text).said
    #expect(Set(said.map { "\($0.line):\($0.column)" }) == ["1:10", "1:31"])
  }

  @Test("a provider whose part does not stand yet is told from one that is unknown")
  func waitingProvider() throws {
    let said = try Files().decode("provider: anthropic\nmodel: m\nmessages: [{user: Hello}]\n").said
    #expect(
      said.map(\.message) == ["provider 'anthropic' is not supported yet by this version of galley (api: messages)"])
    #expect(said.first?.line == 1)
  }

  @Test(
    "a duration is a number and its unit",
    arguments: [
      ("500ms", 500), ("60s", 60_000), ("10m", 600_000), ("2h", 7_200_000), ("1d", 86_400_000), ("1.5s", 1500),
      ("0.25m", 15_000),
    ])
  func duration(_ text: String, _ milliseconds: Int) throws {
    #expect(try job("limits: {timeout: \(text)}\n").limits.timeout == .milliseconds(milliseconds))
  }

  @Test(
    "anything else is no duration",
    arguments: ["", "5", "s", "5 s", "-5s", "+5s", "1e3s", "5S", "5sec", ".s", "1.2.3s", "٥s", "400d", "[5s]"])
  func noDuration(_ text: String) throws {
    let said = try Files().decode("limits: {timeout: \(text)}\nprovider: vllm\nmodel: m\nmessages: [{user: Hello}]\n")
      .said
    #expect(said.count == 1)
    #expect(said.first?.message.contains("must be a duration such as 500ms, 60s, 10m or 2h") == true)
  }

  @Test("a duration is shown in its largest whole unit", arguments: ["500ms", "1500ms", "90s", "10m", "2h", "0ms"])
  func shownDuration(_ text: String) throws {
    #expect(Duration(galley: text)?.shown == text)
  }
}
