import JobModel
import Providers
import Testing

struct RehearsalTests {
  private func reply(_ prompt: String, form: ReplyForm = .text, tokens: Int? = 400, sample: Int = 1) -> Reply {
    Rehearsal.reply(
      to: question(
        .rehearsal, [Message(role: .user, text: prompt)], settings: Settings(maxTokens: tokens), sample: sample),
      as: form)
  }

  @Test("The same question has the same reply, and another question or sample another one")
  func deterministic() {
    #expect(reply("Describe basil.").text == reply("Describe basil.").text)
    #expect(reply("Describe basil.").text != reply("Describe mint.").text)
    #expect(reply("Describe basil.").text != reply("Describe basil.", sample: 2).text)
  }

  @Test("A text has a title, but for one that goes on below a heading")
  func title() {
    #expect(reply("Describe growing basil.").text.hasPrefix("# Rehearsal: Describe growing basil\n\n"))
    #expect(!reply("# Basil\n\n## Light\n").text.contains("#"))
  }

  @Test("A reply stays below max_tokens", arguments: [1, 5, 30, 100, 400, 5000])
  func bounded(_ tokens: Int) throws {
    for form in ReplyForm.allCases {
      let reply = reply("Describe basil.", form: form, tokens: tokens)
      #expect(!reply.text.isEmpty)
      #expect(reply.text.split(whereSeparator: \.isWhitespace).count <= max(10, tokens))
      #expect(try #require(reply.usage).output > 0)
      #expect(reply.finish == .stop)
    }
  }

  @Test("A list is one: numbered, an entry a line, none twice")
  func list() {
    let lines = reply("Ten ideas", form: .list).text.split(separator: "\n")
    #expect(lines.count == 10)
    for (place, line) in lines.enumerated() { #expect(line.hasPrefix("\(place + 1). ")) }
    #expect(Set(lines.map { $0.drop { $0 != " " } }).count == 10)
  }
}
