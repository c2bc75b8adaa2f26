/// Sentences that read like a draft and say nothing.
struct RehearsalProse {
  private var random: SplitMix
  private var said: Set<String> = []

  init(seed: UInt64) { random = SplitMix(state: seed) }

  /// Whole sentences, in paragraphs of three to five, about as many words as asked for and never more.
  mutating func paragraphs(words: Int) -> String {
    var paragraphs: [String] = []
    var left = words
    while left > 0 {
      var sentences: [String] = []
      for _ in 0..<Int.random(in: 3...5, using: &random) {
        let sentence = sentence()
        let count = sentence.split(separator: " ").count
        guard count <= left else {
          left = 0
          break
        }
        left -= count
        sentences.append(sentence)
      }
      if !sentences.isEmpty { paragraphs.append(sentences.joined(separator: " ")) }
    }
    return paragraphs.isEmpty ? "Rehearsal." : paragraphs.joined(separator: "\n\n")
  }

  /// One that this text does not have yet.
  mutating func entry() -> String {
    while true {
      let entry =
        "\(pick(Self.verbs).capitalisedFirst) the \(pick(Self.qualities)) \(pick(Self.things)) \(pick(Self.times))"
      if said.insert(entry).inserted { return entry }
    }
  }

  /// Words of the prompt, so that whoever rehearses sees which row a draft belongs to.
  mutating func heading(about prompt: String) -> String {
    var words: [String] = []
    for word in prompt.split(whereSeparator: { !$0.isLetter }) where word.count > 4 && words.count < 4 {
      if !words.contains(String(word)) { words.append(String(word)) }
    }
    return words.isEmpty ? "Rehearsal" : "Rehearsal: \(words.joined(separator: " "))"
  }

  private mutating func sentence() -> String {
    let (thing, other) = (pick(Self.things), pick(Self.things))
    let (quality, verb, time) = (pick(Self.qualities), pick(Self.verbs), pick(Self.times))
    let words =
      switch Int.random(in: 0..<4, using: &random) {
      case 0: "the \(quality) \(thing) will \(verb) the \(other) \(time)"
      case 1: "\(time), \(verb) the \(thing) and leave the \(other) as it is"
      case 2: "few people \(verb) a \(thing) \(time), however \(quality) it looks"
      default: "there is no \(quality) \(thing) without a \(other)"
      }
    return words.capitalisedFirst + "."
  }

  private mutating func pick(_ list: [String]) -> String { list[Int.random(in: 0..<list.count, using: &random)] }

  private static let things = [
    "draft", "margin", "table", "window", "garden", "kettle", "ladder", "notebook", "corner", "season", "basket",
    "lamp",
    "bridge", "shelf", "question", "sample",
  ]
  private static let qualities = [
    "plain", "careful", "narrow", "early", "quiet", "bright", "short", "steady", "simple", "former", "second", "loose",
  ]
  private static let verbs = [
    "measure", "prepare", "follow", "compare", "cover", "turn", "keep", "test", "borrow", "arrange", "mend", "watch",
  ]
  private static let times = [
    "in the morning", "before the first rain", "once a week", "at the end", "without haste", "from time to time",
    "on the second try", "after a pause",
  ]
}

extension String {
  fileprivate var capitalisedFirst: String { prefix(1).uppercased() + dropFirst() }
}

/// SplitMix64 (Steele, Lea, Flood 2014): small, and the same on every platform.
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
