import Synchronization
import TestSupport

/// A provider on this machine that speaks OpenAI's wire format. What it says follows from what it was asked, so that a test
/// can tell whether every draft holds the right reply.
package final class StandIn: Sendable {
  package typealias Script = @Sendable (Ask) async throws -> Answer

  /// Requests that have come, and those whose answer has gone out.
  package let asked = Tally()
  package let answered = Tally()

  private struct State {
    var baseURL = ""
    var asks: [Ask] = []
    var inFlight = 0
    var mostInFlight = 0
    var script: Script
  }

  private let state: Mutex<State>

  package init(_ script: @escaping Script) { state = Mutex(State(script: script)) }

  /// As galley.yaml wants it.
  package var baseURL: String { state.withLock { $0.baseURL } }

  fileprivate func moveIn(_ baseURL: String) { state.withLock { $0.baseURL = baseURL } }

  /// What it says to a prompt when nothing else is scripted.
  package static func words(to prompt: String) -> String { "You asked: \(prompt.trimmed)" }

  @Sendable package static func echo(_ ask: Ask) -> Answer { .reply(words(to: ask.prompt), to: ask) }

  /// All that was asked so far; requests for `/models` are none.
  package var asks: [Ask] { state.withLock { $0.asks } }

  package var count: Int { asks.count }

  package var prompts: [String] { asks.map(\.prompt) }

  package var mostInFlight: Int { state.withLock { $0.mostInFlight } }

  /// Answers otherwise from here on.
  package func answer(_ script: @escaping Script) { state.withLock { $0.script = script } }

  fileprivate func respond(to request: LoopbackRequest) async -> LoopbackResponse {
    let answer = request.method == "GET" ? Self.models : await self.answer(to: request)
    return .answer(
      Array(answer.body.utf8), status: answer.status, headers: answer.headers.map { (name: $0.key, value: $0.value) })
  }

  private func answer(to request: LoopbackRequest) async -> Answer {
    let (ask, script) = state.withLock { state in
      let headers = request.headers.map { ($0.name.lowercased(), $0.value) }
      let ask = Ask(
        number: state.asks.count + 1, arrival: .now, path: request.target,
        headers: Dictionary(headers) { first, _ in first }, body: (try? JSON(reading: request.text)) ?? .null)
      state.asks.append(ask)
      state.inFlight += 1
      state.mostInFlight = max(state.mostInFlight, state.inFlight)
      return (ask, state.script)
    }
    asked.add()
    let answer: Answer
    do {
      answer = try await script(ask)
    } catch {
      answer = .error(599, "the script threw: \(error)")
    }
    state.withLock { $0.inFlight -= 1 }
    answered.add()
    return answer
  }

  private static let models = Answer(
    status: 200, headers: ["content-type": "application/json"],
    body: #"{"object": "list", "data": [{"id": "some-model", "object": "model"}]}"#)
}

/// A stand-in that is there as long as `body` runs.
package func withStandIn(_ script: @escaping StandIn.Script, _ body: (StandIn) async throws -> Void) async throws {
  let standIn = StandIn(script)
  try await LoopbackServer.serving {
    await standIn.respond(to: $0)
  } during: { server in
    standIn.moveIn(server.baseURL + "/v1")
    try await body(standIn)
  }
}
