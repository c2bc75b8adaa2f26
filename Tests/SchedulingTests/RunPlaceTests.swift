import JobModel
import Ledger
import Synchronization
import TestSupport
import Testing
import Workspace

@testable import Scheduling

@Suite("A run's places", .timeLimit(.minutes(2)))
struct RunPlaceTests {
  @Test("never more requests are in flight than the job allows, and as many as it allows")
  func concurrency() async throws {
    let peak = Peak()
    try await withRun { _ in
      peak.enter()
      for _ in 0..<50 { await Task.yield() }
      peak.leave()
      return .chat("Green.")
    } during: { scratch, _ in
      try scratch.articles((1...40).map { "herb\($0)" }, "limits: {concurrency: 3}")
      #expect(try await scratch.run().jobs[0].created == 40)
      #expect(peak.most == 3)
    }
  }

  @Test("a provider's own limit is shared by all jobs of a run")
  func providerLimit() async throws {
    let peak = Peak()
    try await withRun { _ in
      peak.enter()
      for _ in 0..<50 { await Task.yield() }
      peak.leave()
      return .chat("Green.")
    } during: { scratch, server in
      try scratch.configure(server, limits: "{concurrency: 2}")
      try scratch.articles((1...15).map { "herb\($0)" }, "limits: {concurrency: 8}", name: "one")
      try scratch.articles((16...30).map { "herb\($0)" }, "limits: {concurrency: 8}", name: "two")
      let summary = try await scratch.run()
      #expect(summary.jobs.map(\.created) == [15, 15])
      #expect(peak.most == 2)
    }
  }

  /// Promise 1: no more replies than there are places can ever be paid for and unknown to the state.
  @Test("a place is given back only when its reply is in the state: the next request finds it there")
  func committedFirst() async throws {
    let places = 2
    let unknown = Log<Int>()
    let reader = Mutex<LedgerReader?>(nil)
    let scratch = try Scratch()
    let state = scratch.folder.at("output/.galley")
    try await LoopbackServer.serving { request in
      do {
        let ledger = try reader.withLock { known in
          let ledger = try known ?? LedgerReader.open(state)
          known = ledger
          return ledger
        }
        let spend = try await ledger?.spend()
        unknown.add(request.number - (spend?.attempts ?? 0) + (spend?.open ?? 0))
      } catch {
        unknown.add(.max)
      }
      return .chat("Green.")
    } during: { server in
      try scratch.configure(server)
      try scratch.articles((1...60).map { "herb\($0)" }, "limits: {concurrency: \(places)}")
      #expect(try await scratch.run().jobs[0].created == 60)
    }
    #expect(unknown.all.count == 60)
    #expect(unknown.all.allSatisfy { $0 <= places }, "\(unknown.all)")
  }

  @Test("equal questions share one request, samples of one question do not")
  func shared() async throws {
    try await withRun { _ in
      .chat("Green.")
    } during: { scratch, server in
      try scratch.write(
        "jobs/articles.yaml",
        """
        variables: {matrix: {keyword: [basil, mint, thyme]}}
        key: "{{ keyword }}"
        samples: 2
        messages: [{user: Write about herbs.}]
        """)
      let summary = try await scratch.run()
      #expect(summary.jobs[0].created == 6)
      #expect(server.requests.count == 2)
      #expect(summary.requests == 2)
    }
  }
}
