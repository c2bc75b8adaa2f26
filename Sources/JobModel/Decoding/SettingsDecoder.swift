import OrderedCollections
import Values
import YAML

/// Reads `settings`, and the settings of one reply.
struct SettingsDecoder {
  struct Result {
    var settings: Settings
    var onLength: OnLength
  }

  let log: DiagnosticLog

  static let keys = ["temperature", "top_p", "max_tokens", "stop", "seed", "reasoning_effort", "on_length", "extra"]
  static let waiting: [String] = []
  /// No reply has more tokens: such a number is a slip, and sums of it would not fit.
  static let mostTokens = 1_000_000_000
  /// What a request's body has in any case, and what would bring an answer of another form.
  static let ours = ["model", "messages", "prompt", "stream", "n"]

  /// What the section sets, over `base`.
  func decode(_ section: Section, over base: Result = Result(settings: Settings(), onLength: .review)) -> Result {
    var result = base
    if let value = section.number("temperature", in: 0...2) { result.settings.temperature = value }
    if let value = section.number("top_p", in: 0...1) { result.settings.topP = value }
    if let value = section.integer("max_tokens", in: 1...Self.mostTokens) { result.settings.maxTokens = value }
    if let value = section.texts("stop", single: true) { result.settings.stop = value }
    if let value = section.integer("seed", in: Int.min...Int.max) { result.settings.seed = value }
    if let value = section.text("reasoning_effort") { result.settings.reasoningEffort = value }
    if let value = section.choice("on_length", OnLength.self, waiting: ["continue"]) { result.onLength = value }
    if let source = section.node("extra") {
      if case .map(let extra) = source.value {
        if (try? JSON.text(source.value)) == nil {
          log.add(source.diagnostic("'extra' in \(section.name) holds a number that JSON does not have (.inf or .nan)"))
        }
        for name in Self.ours where extra[MapKey(name)] != nil {
          log.add(source.diagnostic("'\(name)' in extra is for galley to set; remove it"))
        }
        result.settings.extra.merge(extra) { $1 }
      } else if !source.isNull {
        let _: Int? = section.wrong(source, "extra", "a mapping that goes into the request's body")
      }
    }
    return result
  }
}
