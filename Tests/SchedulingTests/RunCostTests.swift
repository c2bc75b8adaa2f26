import JobModel
import TestSupport
import Testing

@testable import Scheduling

@Suite("What a run costs", .timeLimit(.minutes(2)))
struct RunCostTests {
  @Test("a reply costs what its usage says")
  func usage() async throws {
    try await withRun { _ in
      .chat("Green.")
    } during: { scratch, _ in
      try scratch.articles(["basil", "mint"])
      let summary = try await scratch.run()
      // 11 tokens in at 1 USD for a million, 7 out at 2.
      #expect(summary.cost == Money(picoDollars: 2 * (11 + 14) * 1_000_000))
      #expect(summary.tokens == Usage(input: 22, output: 14))
    }
  }

  @Test("a reply whose usage is not reported costs its worst case, a failure that cannot have been billed nothing")
  func worstCase() async throws {
    try await withRun { request in
      request.number == 1
        ? .error(500) : .json(#"{"choices": [{"message": {"content": "Green."}, "finish_reason": "stop"}]}"#)
    } during: { scratch, _ in
      try scratch.articles(["basil"])
      let worst = ("Write about basil.".utf8.count + 8 + 128 + 200) * 1_000_000
      #expect(try await scratch.run().cost == Money(picoDollars: worst))
      #expect(try await scratch.status().cost == Money(picoDollars: worst))
    }
  }

  @Test("without a price the cost is unknown, never 0")
  func unknown() async throws {
    try await withRun { _ in
      .chat("Green.")
    } during: { scratch, _ in
      try scratch.articles(["basil"], "model: model-without-a-price")
      #expect(try await scratch.run().cost == nil)
      #expect(try await scratch.status().cost == nil)
    }
  }

  @Test("what was held back by a filter is charged by the usage that came with it, and fails")
  func filtered() async throws {
    try await withRun { _ in
      .json(
        """
        {"choices": [{"message": {"content": ""}, "finish_reason": "content_filter"}], \
        "usage": {"prompt_tokens": 10, "completion_tokens": 0}}
        """)
    } during: { scratch, server in
      try scratch.articles(["basil"])
      let summary = try await scratch.run()
      #expect(summary.cost == Money(picoDollars: 10_000_000))
      #expect(summary.tokens == Usage(input: 10))
      #expect((summary.exitCode, summary.jobs[0].failed) == (1, 1))
      try await scratch.run()
      #expect(server.requests.count == 1, "asked again without --retry-failed")
    }
  }
}
