import JobModel
import NIOHTTP1
import Providers

/// The question that most tests here ask.
func question(
  _ api: API = .chat, _ messages: [Message] = [Message(role: .user, text: "Describe basil.")],
  settings: Settings = Settings(), sample: Int = 1
) -> Question {
  Question(api: api, model: "some-model", messages: messages, settings: settings, sample: sample)
}

func response(
  _ status: Int, _ body: String, headers: [(String, String)] = [], arrival: Int = 784_111_777
) -> WireResponse {
  WireResponse(status: status, headers: .init(headers), body: Array(body.utf8), arrival: arrival)
}

extension Result where Success == Reply, Failure == JobModel.Failure {
  var reply: Reply? { try? get() }
  var failure: JobModel.Failure? { if case .failure(let failure) = self { failure } else { nil } }
}
