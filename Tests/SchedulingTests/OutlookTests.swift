import JobModel
import Testing

@testable import Scheduling

@Suite("What an item's replies will probably take")
struct OutlookTests {
  private func observed(_ own: [[Double]], _ usage: [Usage?], isCurrent: Bool = true) -> Experience.Observation {
    Experience.Observation(own: own, usage: usage, isCurrent: isCurrent)
  }

  private func learned(_ experience: Experience, items: Int, own: Double, start: Int = 0, max: [Int?]) -> Outlook {
    Outlook(
      items: items, own: own, ownMargin: 0, ratio: experience.ratio, excess: experience.excess(from: start),
      bounds: Bounds(each: max))
  }

  @Test("the provider's count of our tokens is learned of the prompts that were sent, with the replies in them")
  func ratio() {
    var experience = Experience()
    #expect(experience.ratio == 1)
    experience.add(observed([[100, 150], [190]], [Usage(input: 110, output: 40), Usage(input: 209, output: 30)]))
    #expect(abs(experience.ratio - 319.0 / 290) < 1e-9)
    // Of prompts that have changed since it says nothing.
    experience.add(
      observed([[1000, 1000]], [Usage(input: 1, output: 1), Usage(input: 1, output: 1)], isCurrent: false))
    #expect(abs(experience.ratio - 319.0 / 290) < 1e-9)
  }

  @Test("what comes beside the own text is the replies themselves, and that they are sent again with the next question")
  func excess() {
    var experience = Experience()
    experience.add(
      observed([[100, 150], [190]], [Usage(input: 100, output: 40), Usage(input: 190, output: 30, reasoning: 10)]))
    experience.add(observed([[100, 150], [195]], [nil, Usage(input: 195, output: 50)]))
    let whole = experience.excess(from: 0)
    #expect((whole.input, whole.output, whole.reasoning) == ([40], [70], [10]))
    // From the second reply on.
    let rest = experience.excess(from: 1)
    #expect((rest.input, rest.output) == ([0, 0], [30, 50]))
  }

  @Test("a reply that a template repeats is own text where it is there, and nowhere taken for the provider's counting")
  func repeated() {
    var experience = Experience()
    // The second prompt holds the first reply, of 100 tokens, as a message and four times in the text of the next one.
    experience.add(observed([[50, 70], [570]], [Usage(input: 50, output: 100), Usage(input: 570, output: 30)]))
    #expect(experience.ratio == 1)
    #expect(experience.excess(from: 0).input == [500])
    #expect(experience.excess(from: 1).input == [0])
    let resumed = learned(experience, items: 10, own: 5700, start: 1, max: [400])
    #expect(abs(resumed.low.input - 5700) < 600 && abs((resumed.high?.input ?? 0) - 5700) < 600)
  }

  @Test("like items let expect like items, and the range holds what they were")
  func learned() throws {
    var experience = Experience()
    for output in [90, 100, 110, 100] {
      experience.add(observed([[50]], [Usage(input: 55, cachedInput: 20, output: output)]))
    }
    let outlook = learned(experience, items: 10, own: 500, max: [400])
    let high = try #require(outlook.high)
    #expect(outlook.low.input < 550 && 550 < high.input)
    #expect(outlook.low.output < 1000 && 1000 < high.output)
    #expect(Double(high.tokens) / Double(outlook.low.tokens) < 1.4)
    // The cheap end has the most from the cache, the dear end the least.
    #expect(outlook.low.cachedInput > 200 && high.cachedInput < 200)
  }

  @Test("no reply has less than a token, and none more than its bound")
  func bounds() {
    var experience = Experience()
    experience.add(observed([[50]], [Usage(input: 50, output: 100)]))
    experience.add(observed([[50]], [Usage(input: 50, output: 2)]))
    let outlook = learned(experience, items: 1, own: 50, max: [100])
    #expect(outlook.low.output == 1)
    #expect(outlook.high?.output == 100)
  }

  @Test("a reply that later prompts mention often makes the dear end dearer")
  func mentions() {
    let outlook = Outlook(
      items: 2, own: 1000, ownMargin: 0, mentions: [21, 0], others: [], isEstimate: false,
      bounds: Bounds(each: [200, 100]))
    #expect(outlook.high?.input == 1020 + 2 * 200 * 21)
    #expect(outlook.low.input == 980 + 2 * 10)
  }

  @Test("without replies of the job, others of the model tell; without any, all up to the bound is possible")
  func cold() {
    func outlook(_ others: [Int], _ max: [Int?]) -> Outlook {
      Outlook(items: 2, own: 1000, ownMargin: 0, others: others, isEstimate: false, bounds: Bounds(each: max))
    }
    let told = outlook([60, 80, 300], [200, 200])
    // The first reply is in the second prompt.
    #expect((told.low.input, told.low.output) == (980 + 2 * 30, 2 * 2 * 30))
    #expect((told.high?.input, told.high?.output) == (1020 + 2 * 200, 2 * 2 * 200))
    let dark = outlook([], [200])
    #expect((dark.low.output, dark.high?.output) == (2 * 10, 2 * 200))
    #expect(outlook([], [nil]).high == nil)
    #expect(outlook([70], [nil]).high?.output == 280)
  }
}
