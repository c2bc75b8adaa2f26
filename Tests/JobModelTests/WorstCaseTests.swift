import JobModel
import Templates
import Testing
import Values

@Suite("The most that a conversation can cost")
struct WorstCaseTests {
  private let price = Price(input: 1, cachedInput: 1, output: 10)

  private static func conversation(_ second: String, form: String = "text") -> String {
    """
    messages:
      - system: Be plain.
      - user: Outline it.
      - reply: {name: outline, max_tokens: 30, as: \(form)}
      - user: "\(second)"
      - reply: {name: article, max_tokens: 50}
      - user: Shorten it.
      - reply: {name: short, max_tokens: 20}
    """
  }

  /// The open replies of the job's only item, behind those that are given.
  private func open(_ job: Job, given: [String] = []) throws -> [Walk.Open] {
    var rest = given[...]
    let walk = job.walk(try #require(try job.items().first), asked: asked, api: .chat, throughStandIns: true) { _, _ in
      rest.popFirst().map { stored($0) }
    }
    #expect(walk.error == nil)
    return walk.open
  }

  @Test(
    "it holds whatever the templates make of replies of all the bytes that their tokens may have",
    arguments: [
      "Write it.", "Write along {{ outline }}.", "{% for i in range(20) %}{{ i }}: {{ outline }} {% endfor %}",
      "{{ transcript }}{{ transcript }}",
      "{% if outline %}Yes{% else %}No, not at all{% endif %} {{ outline | upper }}",
      "{% for line in outline.splitlines() %}About {{ line }}; {% endfor %}", "{{ 'So: ' ~ outline ~ outline }}",
    ])
  func holds(_ second: String) throws {
    let job = try job(Self.conversation(second))
    let whole = try #require(price.worstCase(of: open(job)))
    #expect(whole.unbounded == nil)
    // Every byte is billed as a token, and every reply takes all of its tokens.
    var (bill, given) = (Money.zero, [String]())
    for bound in [30, 50, 20] {
      let next = try #require(try open(job, given: given).first?.question)
      let bytes = next.messages.reduce(0) { $0 + $1.text.utf8.count }
      bill += price.cost(Usage(input: bytes, output: bound))
      // What is still to come fits into what was set aside for it.
      let rest = try #require(price.worstCase(of: open(job, given: given)))
      #expect(rest.cost + bill - price.cost(Usage(input: bytes, output: bound)) <= whole.cost)
      given.append(String(repeating: "leaf.\nA", count: bound * Coming.bytesPerToken / 7))
    }
    #expect(bill <= whole.cost)
  }

  @Test("a list's loop is bounded by the entries that its tokens may be")
  func list() throws {
    let job = try job(Self.conversation("{% for one in outline %}Write about {{ one }}. {% endfor %}", form: "list"))
    let whole = try #require(price.worstCase(of: open(job)))
    #expect(whole.unbounded == nil)
    let list = (1...15).map { "\($0). a" }.joined(separator: "\n")
    let rest = try #require(price.worstCase(of: open(job, given: [list])))
    let first = try #require(price.worstCase(of: open(job)[0].question))
    #expect(rest.cost + first <= whole.cost)
  }

  @Test("what nothing bounds is said, with the place, and the rest is counted")
  func unbounded() throws {
    let job = try job(Self.conversation("{{ outline | replace('a', 'bbb') }}"))
    let whole = try #require(price.worstCase(of: open(job)))
    #expect(whole.unbounded?.template == "jobs/articles.yaml")
    #expect(whole.cost > .zero)
  }

  @Test("without max_tokens the model's longest reply bounds each reply and what comes behind it")
  func longestReply() throws {
    let job = try job("messages:\n  - user: A\n  - reply: one\n  - user: B\n  - reply: two\n")
    #expect(try price.worstCase(of: open(job)) == nil)
    let cost = try #require(price.withLongestReply(1000).worstCase(of: open(job))).cost
    #expect(cost == Money(picoDollars: 2 * 1000 * 10 + (128 + 9) + (128 + 2 * 9 + 8 + 8 * 1000)))
  }

  @Test("one request has the worst case that is set aside for it, and no request none")
  func single() throws {
    let open = try open(job("messages: [{user: A}]\nsettings: {max_tokens: 5}\n"))
    #expect(price.worstCase(of: open)?.cost == price.worstCase(of: open[0].question))
    #expect(price.worstCase(of: [])?.cost == .zero)
  }
}
