import JobModel
import Testing
import Values

@Suite("What stands beneath a job, and above it")
struct JobDefaultsTests {
  private static let galley = """
    defaults:
      provider: mine
      model: some-model
      samples: 2
      settings: {temperature: 0.2, max_tokens: 100, extra: {a: 1}}
      limits: {concurrency: 3, timeout: 1m}
      retry: {attempts: 2}
      messages: [{user: "From galley.yaml"}]
    providers:
      mine: {api: completions, base_url: "http://127.0.0.1:9/v1/", limits: {concurrency: 4}}
    """

  @Test("a job takes from galley.yaml what it does not say itself, key by key inside its sections too")
  func beneath() throws {
    let job = try Files(galley: Self.galley).job("settings: {temperature: 0.9}\nlimits: {timeout: 2m}\n")
    #expect(job.provider == "mine")
    #expect(job.model == "some-model")
    #expect(job.samples == 2)
    #expect(job.limits.rate.concurrency == .fixed(3))
    #expect(job.limits.timeout == .seconds(120))
    #expect(job.retry.attempts == 2)
    #expect(job.retry.cap == .seconds(60))
    let draft = try #require(job.replies.first)
    #expect(draft.settings.temperature == 0.9)
    #expect(draft.settings.maxTokens == 100)
  }

  @Test("an error in the defaults is told at its place in galley.yaml")
  func wrongDefault() throws {
    let galley = "defaults:\n  provider: vllm\n  model: m\n  settings: {max_tokens: lots}\n"
    let said = try Files(galley: galley).decode("messages: [{user: Hello}]\n").said
    #expect(said.map { "\($0.file):\($0.line):\($0.column)" } == ["galley.yaml:4:26"])
  }

  @Test("name and variables are no defaults", arguments: ["name: a", "variables: {rows: [{a: b}]}"])
  func noDefaults(_ line: String) throws {
    let said = try Files(galley: "defaults:\n  \(line)\n").settings().said
    #expect(said.count == 1)
    #expect(said.first?.message.hasPrefix("unknown key '\(line.prefix { $0 != ":" })' in defaults") == true)
  }

  @Test("the command line goes before both")
  func overrides() throws {
    let overrides = JobDecoder.Overrides(provider: "vllm", model: "other-model", concurrency: 9)
    let job = try Files(galley: Self.galley, overrides: overrides).job("model: m\nlimits: {concurrency: 2}\n")
    #expect(job.provider == "vllm")
    #expect(job.model == "other-model")
    #expect(job.limits.rate.concurrency == .fixed(9))
  }

  @Test("a provider of the command line that nobody knows is told with the nearest one")
  func unknownOverride() throws {
    let files = Files(galley: Self.galley, overrides: JobDecoder.Overrides(provider: "mien"))
    #expect(try files.decode("model: m\n").said.map(\.message) == ["unknown provider 'mien' (did you mean 'mine'?)"])
  }

  @Test("no model is built in, but a rehearsal needs none")
  func model() throws {
    let text = "messages: [{user: Hello}]\n"
    let said = try Files().decode("provider: vllm\n" + text).said
    #expect(said.count == 1)
    #expect(said.first?.message.hasPrefix("'model' is missing") == true)
    #expect(try Files().job("provider: rehearsal\n" + text).model == "rehearsal")
    #expect(try Files(overrides: JobDecoder.Overrides(provider: "rehearsal")).job(text).model == "rehearsal")
  }

  @Test(
    "a provider in galley.yaml stands over the built-in one of its name; the environment sets an address only where the file does not"
  )
  func providers() throws {
    let environment = ["OPENAI_BASE_URL": "http://127.0.0.1:7/v1/"]
    func openai(_ galley: String) throws -> ProviderSettings? {
      let (settings, said) = try Files(galley: galley, environment: environment).settings()
      #expect(said.isEmpty)
      guard case .found(let provider) = settings.provider(named: "openai") else { return nil }
      return provider
    }
    let limited = try #require(try openai("providers: {openai: {limits: {concurrency: 2}}}\n"))
    #expect(limited.baseURL == "http://127.0.0.1:7/v1")
    #expect(limited.limits.concurrency == .fixed(2))
    #expect(limited.tokenParameter == "max_completion_tokens")
    #expect(limited.key == .environment("OPENAI_API_KEY"))
    let moved = try #require(
      try openai("providers: {openai: {base_url: \"http://127.0.0.1:8/v1\", key_env: OTHER_KEY}}\n"))
    #expect(moved.baseURL == "http://127.0.0.1:8/v1")
    #expect(moved.key == .environment("OTHER_KEY"))
  }

  @Test("what is wrong in galley.yaml is told together, with its places")
  func wrongGalleyFile() throws {
    let said = try Files(
      galley: """
        providers:
          mine: {base_url: "ftp://nowhere", key_env: A, key_file: b}
          other: {api: chatt, base_url: "http://127.0.0.1:1/v1", stream: true}
        prices:
          some-model: {input: 0.1234567, output: 2.00}
          other-model: {input: 1}
        notify: {on: never}
        """
    ).settings().said
    let places = Set(said.map { "\($0.line):\($0.column)" })
    #expect(places == ["2:9", "2:20", "2:59", "3:16", "3:66", "5:23", "6:16", "7:14"], "\(said)")
  }

  @Test("a price without `cached_input` charges cached tokens as any other")
  func price() throws {
    let (settings, said) = try Files(
      galley: "prices:\n  a: {input: 0.25, cached_input: 0.025, output: 2.00}\n  b: {input: .5, output: 1}\n"
    ).settings()
    #expect(said.isEmpty)
    #expect(settings.prices["a"] == Price(input: 250_000, cachedInput: 25_000, output: 2_000_000))
    #expect(settings.prices["b"] == Price(input: 500_000, cachedInput: 500_000, output: 1_000_000))
  }
}
