import JobModel
import OrderedCollections
import Testing
import Values

/// One part of the full question taken away or changed.
struct QuestionChange: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let question: Question
}

@Suite("The fingerprint under which a reply is found again")
struct FingerprintTests {
  private static let plain = Question(
    api: .chat, model: "some-model", messages: [Message(role: .user, text: "Write about basil.")], settings: Settings(),
    sample: 1)
  private static let conversation = [
    Message(role: .system, text: "You are an editor."), Message(role: .user, text: "Outline café."),
    Message(role: .assistant, text: "1. Root\n2. Leaf"), Message(role: .user, text: ""),
  ]
  private static let settings = Settings(
    temperature: 0.7, topP: 1, maxTokens: 1500, stop: ["END", "###"], seed: 7, reasoningEffort: "low",
    extra: extra([
      "service_tier": .string("flex"), "metadata": .map(["b": .list([.bool(true), .none]), "a": .integer(1)]),
    ]))

  private static func extra(_ pairs: KeyValuePairs<String, Value>) -> ValueMap {
    ValueMap(pairs.map { (MapKey($0), $1) }, uniquingKeysWith: { $1 })
  }

  private static func full(
    api: API = .chat, model: String = "some-model", messages: [Message] = conversation, settings: Settings = settings,
    sample: Int = 3
  ) -> Question {
    Question(api: api, model: model, messages: messages, settings: settings, sample: sample)
  }

  /// Made by another program from the encoding's description. If one of these fails, all replies that were ever paid
  /// for are lost to their users: the encoding must not change, whatever else does.
  @Test(
    "golden vectors: SHA-256 over version 1 and each part with its lengths",
    arguments: [
      (plain, "e40311776f9c25d8a6141afad860c6f92b73ee92bd0d75444a5b6d6a84c54940"),
      (full(), "6e893dfa471c1cd247dec445008670adec1fbce1001c57e3329aed3574fc7137"),
      (
        Question(
          api: .completions, model: "m", messages: [Message(role: .developer, text: "d")],
          settings: Settings(maxTokens: 16), sample: 1),
        "0defaf0d80ffc6015fa2d26a54b2dcf626e9ad1da616fdebdffb68cb7fac63ba"
      ),
      (
        Question(api: .rehearsal, model: "rehearsal", messages: [], settings: Settings(), sample: 1),
        "bed4bb3bfe0f18e7768d89cf00ed706ea05693192979c4047350d054b31555a3"
      ),
    ])
  func golden(_ question: Question, _ hex: String) {
    #expect(question.fingerprint.description == hex)
  }

  @Test("settings that are absent are not part of the question: a new kind of setting makes nothing stale")
  func absent() {
    var settings = Settings()
    settings.stop = []
    settings.extra = [:]
    let question = Question(
      api: .chat, model: "some-model", messages: Self.plain.messages, settings: settings, sample: 1)
    #expect(question.fingerprint == Self.plain.fingerprint)
  }

  @Test("the order in which `extra` was written does not matter, deep inside neither")
  func orderOfExtra() {
    var settings = Self.settings
    settings.extra = Self.extra([
      "metadata": .map(["a": .integer(1), "b": .list([.bool(true), .none])]), "service_tier": .string("flex"),
    ])
    #expect(Self.full(settings: settings).fingerprint == Self.full().fingerprint)
  }

  private static func changing(_ name: String, _ change: (inout Settings) -> Void) -> QuestionChange {
    var settings = settings
    change(&settings)
    return QuestionChange(testDescription: name, question: full(settings: settings))
  }

  static let changes: [QuestionChange] = [
    QuestionChange(testDescription: "api", question: full(api: .completions)),
    QuestionChange(testDescription: "model", question: full(model: "some-model-2")),
    QuestionChange(testDescription: "sample", question: full(sample: 1)),
    QuestionChange(testDescription: "a message less", question: full(messages: Array(conversation.dropLast()))),
    QuestionChange(testDescription: "the messages' order", question: full(messages: conversation.reversed())),
    QuestionChange(
      testDescription: "who speaks",
      question: full(messages: [Message(role: .developer, text: "You are an editor.")] + conversation.dropFirst())),
    QuestionChange(
      testDescription: "é as e and an accent",
      question: full(
        messages: conversation.map {
          Message(role: $0.role, text: $0.text == "Outline café." ? "Outline cafe\u{301}." : $0.text)
        })),
    QuestionChange(
      testDescription: "two messages as one",
      question: full(
        messages: [Message(role: .system, text: "You are an editor.userOutline café.")] + conversation.dropFirst(2))),
    changing("temperature") { $0.temperature = 0.8 },
    changing("no temperature") { $0.temperature = nil },
    changing("top_p") { $0.topP = 0.5 },
    changing("max_tokens") { $0.maxTokens = 1501 },
    changing("no max_tokens") { $0.maxTokens = nil },
    changing("stop") { $0.stop = ["END"] },
    changing("stop's order") { $0.stop = ["###", "END"] },
    changing("stop joined") { $0.stop = ["END###"] },
    changing("seed") { $0.seed = 8 },
    changing("reasoning_effort") { $0.reasoningEffort = "high" },
    changing("extra") { $0.extra = extra(["service_tier": .string("default")]) },
    changing("no extra") { $0.extra = [:] },
  ]

  @Test("every part of a question matters", arguments: changes)
  func everyPart(_ change: QuestionChange) {
    #expect(change.question.fingerprint != Self.full().fingerprint)
  }

  @Test("no two of these questions are mistaken for each other")
  func distinct() {
    let prints = Self.changes.map(\.question.fingerprint) + [Self.full().fingerprint, Self.plain.fingerprint]
    #expect(Set(prints).count == prints.count)
  }
}
