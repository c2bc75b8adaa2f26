import JobModel
import Testing
import Tokens

@testable import Scheduling

@Suite("Counting some prompts for all")
struct PromptSampleTests {
  private func questions(_ texts: [[String]]) -> [Question] {
    texts.map { texts in
      Question(
        api: .chat, model: "gpt-4o", messages: texts.map { Message(role: .user, text: $0) }, settings: Settings(),
        sample: 1)
    }
  }

  @Test("few are counted all, many evenly, and never more than twice as many as are kept for each doubling")
  func even() throws {
    var sample = PromptSample(model: "gpt-4o", api: .chat, most: 8)
    var counted: [Int] = []
    for place in 0..<1000 where sample.next(questions([["Basil \(place)"]])) != nil { counted.append(place) }
    #expect(counted.prefix(9) == [0, 1, 2, 3, 4, 5, 6, 7, 8])
    #expect(sample.size <= 8)
    #expect(counted.count < 60)
    #expect(try #require(counted.last) > 800)
  }

  @Test("a message is counted with the model's vocabulary, in each question that holds it")
  func messages() {
    let sample = PromptSample(model: "gpt-4o", api: .chat)
    let (a, b) = ("Write about basil.", "And now about mint, please.")
    let tokens = sample.tokens(questions([[a], [a, "", b]]))
    let (countA, countB) = (Double(Vocabulary.o200k.count(a)), Double(Vocabulary.o200k.count(b)))
    #expect(tokens == [countA + 4 + 3, countA + countB + 12 + 3])
  }

  @Test("what is not counted is judged by its bytes")
  func bytes() {
    var sample = PromptSample(model: "gpt-4o", api: .chat, most: 2)
    for _ in 0..<10 { _ = sample.next(questions([["word word word word"]])) }
    #expect(abs(sample.tokensPerByte - 4.0 / 19) < 1e-9)
    #expect(sample.scatter == 0)
  }
}
