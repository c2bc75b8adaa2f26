import JobModel
import Synchronization
import TestSupport
import Testing
import Values
import Workspace

@testable import Scheduling

@Suite("The file made of all items", .timeLimit(.minutes(2)))
struct CollectionTests {
  private static let ideas = """
    messages: [{user: "Ideas about {{ keyword }}."}, {reply: {name: ideas, as: list}}]
    collect: {path: all.md}
    """

  private static func answer(_ request: LoopbackRequest) -> LoopbackResponse {
    let herb = ["basil", "mint", "thyme"].first { request.text.contains("about \($0)") } ?? "nothing"
    return .chat("1. \(herb) one\n2. \(herb) two\n")
  }

  @Test("entries stand in the order of the job's items, whatever the order in which replies came")
  func order() async throws {
    let door = Door()
    try await withRun { request in
      // The first item's reply comes last.
      if request.text.contains("basil") { await door.pass() }
      return Self.answer(request)
    } during: { scratch, server in
      try scratch.articles(["basil", "mint", "thyme"], Self.ideas)
      let handle = RunHandle()
      async let running = scratch.run(handle: handle)
      await door.untilCame(1)
      while (handle.progress?.done ?? 0) < 2 { await Task.yield() }
      await door.open()
      _ = try await running
      #expect(
        scratch.read("output/all.md")
          == "- basil one\n- basil two\n- mint one\n- mint two\n- thyme one\n- thyme two\n")
      #expect(server.requests.count == 3)
    }
  }

  @Test("a template sees the items with their rows, keys, replies and entries")
  func template() async throws {
    try await withRun {
      Self.answer($0)
    } during: { scratch, _ in
      try scratch.write(
        "templates/all.md",
        "{% for item in items %}{{ item.key }} {{ item.keyword }} {{ item.sample }} {{ item.path }} {{ item.ideas | length }} {{ item.entries | join(', ') }}\n{% endfor %}"
      )
      try scratch.articles(
        ["mint", "basil"],
        """
        messages: [{user: "Ideas about {{ keyword }}."}, {reply: {name: ideas, as: list}}]
        collect: {path: "{{ job }}/{{ today }}.md", template: all.md}
        """)
      try await scratch.run()
      #expect(
        scratch.read("output/articles/2026-11-23.md")
          == "mint mint 1 mint.md 2 mint one, mint two\nbasil basil 1 basil.md 2 basil one, basil two\n")
    }
  }

  @Test("an item whose reply is missing is left out, and joins in the next run, at its place")
  func missing() async throws {
    let isMended = Mutex(false)
    try await withRun { request in
      request.text.contains("basil") && !isMended.withLock { $0 } ? .error(400) : Self.answer(request)
    } during: { scratch, _ in
      try scratch.articles(["basil", "mint"], Self.ideas)
      #expect(try await scratch.run().exitCode == 1)
      #expect(scratch.read("output/all.md") == "- mint one\n- mint two\n")
      isMended.withLock { $0 = true }
      var options = RunOptions()
      options.retryFailed = true
      #expect(try await scratch.run(options).exitCode == 0)
      #expect(scratch.read("output/all.md") == "- basil one\n- basil two\n- mint one\n- mint two\n")
    }
  }

  @Test("an item that was asked anew stands there once, with its new words")
  func updated() async throws {
    try await withRun { request in
      request.text.contains("New") ? .chat("1. new one\n2. new two\n") : Self.answer(request)
    } during: { scratch, _ in
      try scratch.articles(["basil"], Self.ideas)
      try await scratch.run()
      try scratch.articles(["basil"], Self.ideas.replacing("Ideas about", with: "New ideas about"))
      try await scratch.run()
      #expect(scratch.read("output/all.md") == "- basil one\n- basil two\n", "stale, and kept")
      var options = RunOptions()
      options.update = true
      try await scratch.run(options)
      #expect(scratch.read("output/all.md") == "- new one\n- new two\n")
    }
  }

  @Test("where nothing was answered yet there is no file")
  func nothing() async throws {
    try await withRun { _ in
      .error(400)
    } during: { scratch, _ in
      try scratch.articles(["basil"], Self.ideas)
      try await scratch.run()
      #expect(scratch.read("output/all.md") == nil)
    }
  }

  @Test("an entry of several lines stays one bullet")
  func lines() async throws {
    let scratch = try Scratch()
    try scratch.articles(["basil", "mint"], "provider: vllm\nmodel: m\ncollect: {path: all.md}")
    let loaded = try #require(try await scratch.prepare().jobs.first)
    let job = loaded.job
    let items = try job.items(of: loaded.rows).map { try $0.get() }
    var collection = Collection(job: job)
    let asked = Moment(secondsSinceEpoch: 0, precision: .second)
    #expect(try collection.text(asked: asked) == nil)
    for (place, item) in items.enumerated().reversed() {
      let walk = job.walk(item, asked: asked, api: .chat, throughStandIns: false) { _, _ in
        StoredReply(
          reply: Reply(text: "\(item.id.key)\nis green", finish: .stop, usage: nil, model: nil), cost: nil,
          provider: "p", api: .chat, model: "m", attempt: AttemptID(1), arrivedAt: WallTime(milliseconds: 0))
      }
      collection.add(
        CollectedItem(item: item, path: try job.path(of: item, asked: asked), walk: walk, job: job), at: place)
    }
    #expect(try collection.text(asked: asked) == "- basil\n  is green\n- mint\n  is green\n")
  }
}
