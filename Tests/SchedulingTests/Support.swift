import Foundation
import JobModel
import Ledger
import Synchronization
import TestSupport
import Testing
import Workspace

@testable import Scheduling

extension HandClock {
  /// On which all waits end at once but for the grace of a run that stops.
  convenience init() { self.init { $0 != StageRun.grace } }
}

/// Those who come wait until it is opened; a test waits until so many have come.
actor Door {
  private var isOpen = false
  private var came = 0
  private var before: [CheckedContinuation<Void, Never>] = []
  private var watching: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []

  func pass() async {
    came += 1
    let (count, ready) = (came, watching.filter { $0.count <= came })
    watching.removeAll { $0.count <= count }
    for watcher in ready { watcher.continuation.resume() }
    if !isOpen { await withCheckedContinuation { before.append($0) } }
  }

  func open() {
    isOpen = true
    for continuation in before { continuation.resume() }
    before = []
  }

  func untilCame(_ count: Int) async {
    if came < count { await withCheckedContinuation { watching.append((count, $0)) } }
  }
}

/// What happened at most at once.
final class Peak: Sendable {
  private let counts = Mutex<(now: Int, most: Int)>((0, 0))

  var most: Int { counts.withLock { $0.most } }

  func enter() {
    counts.withLock { counts in
      counts.now += 1
      counts.most = max(counts.most, counts.now)
    }
  }

  func leave() { counts.withLock { $0.now -= 1 } }
}

/// A list that many may add to.
final class Log<Entry: Sendable>: Sendable {
  private let entries = Mutex<[Entry]>([])

  var all: [Entry] { entries.withLock { $0 } }
  func add(_ entry: Entry) { entries.withLock { $0.append(entry) } }
}

/// A workspace on the real disk that goes when the test ends.
final class Scratch: Sendable {
  let folder: WorkspaceFolder
  let clock: HandClock
  let events = Log<RunEvent>()

  init(clock: HandClock = HandClock()) throws {
    folder = WorkspaceFolder(
      path: FileManager.default.temporaryDirectory.path + "/galley-scheduling-\(UUID().uuidString)")
    self.clock = clock
    for name in ["jobs", "templates", "output"] {
      try FileManager.default.createDirectory(atPath: folder.at(name), withIntermediateDirectories: true)
    }
  }

  deinit { try? FileManager.default.removeItem(atPath: folder.path) }

  func write(_ name: String, _ text: String) throws {
    try text.write(toFile: folder.at(name), atomically: false, encoding: .utf8)
  }

  /// nil where there is no such file.
  func read(_ name: String) -> String? {
    FileManager.default.contents(atPath: folder.at(name)).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The drafts below output/, without their endings.
  var drafts: Set<String> {
    let names = FileManager.default.enumerator(atPath: folder.at("output"))?.compactMap { $0 as? String } ?? []
    return Set(names.filter { !$0.hasPrefix(".galley") && $0.hasSuffix(".md") }.map { String($0.dropLast(3)) })
  }

  /// Names the server as the provider of all jobs.
  func configure(_ server: LoopbackServer, limits: String = "{}", price: String = "{input: 1, output: 2}") throws {
    try write(
      "galley.yaml",
      """
      defaults: {provider: mine, model: some-model, settings: {max_tokens: 100}}
      providers: {mine: {api: chat, base_url: "\(server.baseURL)/v1", limits: \(limits)}}
      prices: {some-model: \(price)}
      """)
  }

  /// A job with one row for each keyword; its drafts lie at `KEYWORD.md`.
  func articles(_ keywords: [String], _ more: String = "", name: String = "articles") throws {
    try write(
      "jobs/\(name).yaml",
      """
      variables: {matrix: {keyword: [\(keywords.joined(separator: ", "))]}}
      key: "{{ keyword }}"
      output: {path: "{{ keyword }}.md"}
      \(more.contains("messages:") ? "" : "messages: [{user: \"Write about {{ keyword }}.\"}]")
      \(more)
      """)
  }

  func prepare(_ options: RunOptions = RunOptions()) async throws -> Preparation {
    try await Preparation.prepare(folder, options: options, environment: [:], now: Self.time(HandClock(), 0).moment)
  }

  /// The waits that were begun, but for those after which it is noted what holds a run back.
  var waits: [Duration] { clock.waits.filter { $0 != LimitNotes.change } }

  @discardableResult
  func run(
    _ options: RunOptions = RunOptions(), fraction: Double = 0.5, handle: RunHandle = RunHandle(),
    observe: @escaping @Sendable (RunEvent) -> Void = { _ in }
  ) async throws -> RunSummary {
    let events = events
    return try await Run(
      prepare(options), options: options, environment: [:], time: Self.time(clock, fraction), userAgent: "galley/0",
      handle: handle
    ) { event in
      events.add(event)
      observe(event)
    }.perform()
  }

  /// Where the job stands.
  func status() async throws -> StatusReport.JobStatus {
    let report = try await StatusReader(prepare(), now: Self.time(HandClock(), 0).moment).status()
    return try #require(report.jobs.first)
  }

  private static func time(_ clock: HandClock, _ fraction: Double) -> RunTime {
    RunTime(clock: clock, wall: { WallTime(milliseconds: 1_795_456_271_000) }, random: { fraction })
  }
}

/// A run against a server that answers so.
func withRun(
  clock: HandClock = HandClock(), _ respond: @escaping @Sendable (LoopbackRequest) async -> LoopbackResponse,
  during body: (Scratch, LoopbackServer) async throws -> Void
) async throws {
  let scratch = try Scratch(clock: clock)
  try await LoopbackServer.serving(respond) { server in
    try scratch.configure(server)
    try await body(scratch, server)
  }
}

extension LoopbackResponse {
  /// A failure as OpenAI's servers word it.
  static func error(_ status: Int, code: String = "some_code", headers: [(name: String, value: String)] = [])
    -> LoopbackResponse
  {
    json(
      #"{"error": {"message": "it says no", "type": "some_type", "code": "\#(code)"}}"#, status: status,
      headers: headers)
  }
}

extension LoopbackRequest {
  /// Whether the last message is the one about this herb.
  func asks(about herb: String) -> Bool { text.contains("Write about \(herb).") }
}

func failure(_ scope: Failure.Scope, code: String = "some_code", retryAfter: Duration? = nil) -> Failure {
  Failure(scope: scope, code: code, message: "it says no", retryAfter: retryAfter)
}

extension Admission {
  /// One that counts places only, of what is named.
  convenience init(jobs: [String: Int] = [:], providers: [String: Int] = [:], limit: Int = .max) {
    self.init(
      Gate(
        places: limit, jobs: jobs.mapValues { Gate.JobLimits(RateLimits(concurrency: .fixed($0))) },
        providers: providers.mapValues { RateLimits(concurrency: .fixed($0)) }),
      timer: Timer(HandClock.still), wall: { WallTime(milliseconds: 0) })
  }

  func enter(_ lane: Lane) async throws -> Permit { try await enter(Ask(lane: lane)) }
}
