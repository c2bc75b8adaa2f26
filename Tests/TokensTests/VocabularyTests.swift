import Foundation
import Testing
import Tokens

struct VocabularyTests {
  /// A text of the fixture, so many times, and what tiktoken says of it (scripts/update-vocabularies).
  struct Counted: Decodable, Sendable, CustomTestStringConvertible {
    let text: String
    let times: Int
    let o200k: Int
    let cl100k: Int

    enum CodingKeys: String, CodingKey {
      case text, times
      case o200k = "o200k_base"
      case cl100k = "cl100k_base"
    }

    var testDescription: String { "\(text.debugDescription.prefix(40)) × \(times)" }
  }

  static func fixture() throws -> [Counted] {
    let url = try #require(Bundle.module.url(forResource: "Fixtures/counts", withExtension: "json"))
    return try JSONDecoder().decode([Counted].self, from: Data(contentsOf: url))
  }

  @Test("A text has as many tokens as OpenAI's own tokenizer makes of it")
  func asTiktoken() throws {
    let texts = try Self.fixture().filter { $0.times == 1 }
    #expect(texts.count > 400)
    for counted in texts {
      #expect(Vocabulary.o200k.count(counted.text) == counted.o200k, "\(counted.text.debugDescription)")
      #expect(Vocabulary.cl100k.count(counted.text) == counted.cl100k, "\(counted.text.debugDescription)")
    }
  }

  // With a look at each pair for each merge, minutes each.
  @Test("A word without an end is counted, and right", arguments: try fixture().filter { $0.times > 1 })
  func endless(_ counted: Counted) {
    let text = String(repeating: counted.text, count: counted.times)
    #expect(Vocabulary.o200k.count(text) == counted.o200k)
    #expect(Vocabulary.cl100k.count(text) == counted.cl100k)
  }
}
