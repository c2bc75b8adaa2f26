import JobModel
import Templates
import Testing
import Values
import YAML

/// A workspace in memory: what decoding makes of its files, and all that it says about them.
struct Files {
  var galley: String?
  var templates: [String: String] = [:]
  var overrides = JobDecoder.Overrides()
  var environment: [String: String] = [:]

  struct Decoded {
    let job: Job?
    let said: [Diagnostic]
  }

  func decode(_ text: String, file: String = "jobs/articles.yaml") throws -> Decoded {
    let log = DiagnosticLog()
    let settings = GalleyFile(try galley.flatMap { try tree($0, "galley.yaml") }, environment: environment, log: log)
    let texts = templates
    let decoder = JobDecoder(
      settings: settings, overrides: overrides, library: TemplateLibrary { texts[$0] }, templates: texts.keys.sorted(),
      log: log)
    let job = try decoder.decode(#require(try tree(text, file)))
    return Decoded(job: job, said: log.list)
  }

  /// The job of a text that is right.
  func job(_ text: String, file: String = "jobs/articles.yaml", at place: SourceLocation = #_sourceLocation) throws
    -> Job
  {
    let decoded = try decode(text, file: file)
    #expect(decoded.said.isEmpty, sourceLocation: place)
    return try #require(decoded.job, sourceLocation: place)
  }

  func settings() throws -> (settings: GalleyFile, said: [Diagnostic]) {
    let log = DiagnosticLog()
    let settings = GalleyFile(try galley.flatMap { try tree($0, "galley.yaml") }, environment: environment, log: log)
    return (settings, log.list)
  }

  private func tree(_ text: String, _ file: String) throws -> YAMLNode? { try YAML.parse(Array(text.utf8), file: file) }
}

/// A job that is right, with more keys behind the first three.
func job(_ more: String, name: String = "articles", files: Files = Files(), at place: SourceLocation = #_sourceLocation)
  throws -> Job
{
  let messages = more.contains("messages:") ? "" : "messages: [{user: Hello}]\n"
  return try files.job("provider: vllm\nmodel: some-model\n" + messages + more, file: "jobs/\(name).yaml", at: place)
}

extension Job {
  /// The rows of sources that stand in the job file itself.
  var space: RowSpace {
    let axes = variables.sources.compactMap { source -> [Fields]? in
      if case .rows(let rows, _) = source { rows } else { nil }
    }
    return RowSpace(axes: axes, set: variables.set, exclude: variables.exclude)
  }

  var replies: [ReplyRequest] {
    turns.compactMap { turn in if case .reply(let request) = turn { request } else { nil } }
  }

  /// The items of such rows.
  func items() throws -> [Item] { try items(of: space).map { try $0.get() } }
}

extension Value {
  var json: String { (try? JSON.text(self)) ?? "no JSON" }
}

extension Fields {
  /// `name=value` with spaces between, the values as JSON.
  var shown: String { pairs.map { "\($0)=\($1.json)" }.joined(separator: " ") }
}

func stored(_ text: String, finish: FinishReason = .stop) -> StoredReply {
  StoredReply(
    reply: Reply(text: text, finish: finish, usage: nil, model: nil), cost: nil, provider: "vllm", api: .chat,
    model: "some-model", attempt: AttemptID(1), arrivedAt: WallTime(milliseconds: 0))
}

/// 2026-11-23T17:51:11Z
let asked = Moment(secondsSinceEpoch: 1_795_456_271, precision: .second)
