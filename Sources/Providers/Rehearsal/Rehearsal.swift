package import JobModel

/// Made-up replies for trying a job out: no network, no cost, the same text for the same question.
package enum Rehearsal {
  package static func reply(to question: Question, as form: ReplyForm) -> Reply {
    var prose = RehearsalProse(seed: seed(question))
    let prompt = question.messages.last?.text ?? ""
    let text = write(form, below: prompt, words: words(question.settings.maxTokens), with: &prose)
    let asked = question.messages.reduce(0) { $0 + tokens($1.text) }
    return Reply(
      text: text, finish: .stop, usage: Usage(input: asked, output: tokens(text)), model: question.model)
  }

  private static let entries = 10
  private static let wordsInEntry = 6

  private static func write(
    _ form: ReplyForm, below prompt: String, words: Int, with prose: inout RehearsalProse
  ) -> String {
    switch form {
    case .list:
      return (1...min(entries, max(1, words / wordsInEntry))).map { "\($0). \(prose.entry())" }.joined(separator: "\n")
    case .text:
      let paragraphs = prose.paragraphs(words: words)
      // Below a heading the text goes on; elsewhere it begins with one, since drafts take their title from it.
      guard !endsInHeading(prompt), words > 20 else { return paragraphs }
      return "# \(prose.heading(about: prompt))\n\n\(paragraphs)"
    }
  }

  private static func endsInHeading(_ prompt: String) -> Bool {
    prompt.split(whereSeparator: \.isNewline).last { !$0.allSatisfy(\.isWhitespace) }?.first == "#"
  }

  /// Well below the bound, as English has about three words in four tokens.
  private static func words(_ maxTokens: Int?) -> Int { max(1, min(maxTokens ?? 400, 400) / 2) }

  private static func tokens(_ text: String) -> Int { (text.utf8.count + 3) / 4 }

  /// FNV-1a over all that makes the question another one.
  private static func seed(_ question: Question) -> UInt64 {
    let said = question.messages.flatMap { [$0.role.rawValue, $0.text] }
    return ([question.model, String(question.sample)] + said).reduce(0xCBF2_9CE4_8422_2325) { hash, text in
      (Array(text.utf8) + [0xFF]).reduce(hash) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
  }
}
