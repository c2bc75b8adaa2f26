import JobModel
import NIOHTTP1
import OrderedCollections
import Values

/// The JSON body that OpenAI's formats share, its members in one fixed order.
struct RequestBody {
  let json: ValueMap

  /// - Parameter said: the member that holds the conversation.
  init(_ question: Question, tokenParameter: String, said: (name: String, value: Value)) {
    let settings = question.settings
    var json: ValueMap = [MapKey("model"): .string(question.model), MapKey(said.name): said.value]
    func set(_ name: String, _ value: Value?) {
      if let value { json[MapKey(name)] = value }
    }
    set(tokenParameter, settings.maxTokens.map(Value.integer))
    set("temperature", settings.temperature.map(Value.float))
    set("top_p", settings.topP.map(Value.float))
    set("stop", settings.stop.isEmpty ? nil : .list(settings.stop.map(Value.string)))
    set("seed", settings.seed.map(Value.integer))
    set("reasoning_effort", settings.reasoningEffort.map(Value.string))
    // What a person writes under `extra` is meant: it wins over what galley would send.
    json.merge(settings.extra) { $1 }
    self.json = json
  }
}

extension WireRequest {
  init(_ body: RequestBody) throws(Failure) {
    let bytes: [UInt8]
    do { bytes = try JSON.bytes(.map(body.json)) } catch {
      throw Failure(scope: .model, code: "request", message: "the settings cannot be sent: \(error)")
    }
    self.init(headers: ["content-type": "application/json", "accept": "application/json"], body: bytes)
  }
}
