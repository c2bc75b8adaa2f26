import JobModel
import Testing
import Values

@Suite("Going through a conversation")
struct WalkTests {
  private static let conversation = """
    variables: {rows: [{k: basil}]}
    key: "{{ k }}"
    messages:
      - system: You are an editor.
      - user: "Outline {{ k }}."
      - reply: outline
      - user: "Write along: {{ outline }}"
      - reply: {name: article, max_tokens: 77}
    settings: {max_tokens: 33}
    """

  /// Goes through the job's first item with these replies, in their order.
  private func walk(
    _ job: Job, _ replies: [StoredReply], api: API = .chat, sees: Bool = false
  ) throws -> Walk {
    var rest = replies[...]
    return job.walk(try #require(try job.items().first), asked: asked, api: api, throughStandIns: sees) { _, _ in
      rest.popFirst()
    }
  }

  @Test("nothing is there: the first question is open, and what follows is not looked at")
  func first() throws {
    let walk = try walk(job(Self.conversation), [])
    #expect(walk.given.isEmpty)
    #expect(walk.open.map(\.request.name) == ["outline"])
    let question = try #require(walk.open.first?.question)
    #expect(question.model == "some-model")
    #expect(question.settings.maxTokens == 33)
    #expect(question.sample == 1)
    #expect(
      question.messages == [
        Message(role: .system, text: "You are an editor."), Message(role: .user, text: "Outline basil."),
      ])
    #expect(walk.open.first?.fingerprint == question.fingerprint)
  }

  @Test("a reply goes trimmed into the next prompt and as the assistant's words before it")
  func second() throws {
    let walk = try walk(job(Self.conversation), [stored("\n\n  Roots, leaves\n\n")])
    #expect(walk.given.map(\.request.name) == ["outline"])
    #expect(walk.open.map(\.request.name) == ["article"])
    let question = try #require(walk.open.first?.question)
    #expect(question.settings.maxTokens == 77)
    #expect(
      question.messages == [
        Message(role: .system, text: "You are an editor."), Message(role: .user, text: "Outline basil."),
        Message(role: .assistant, text: "Roots, leaves"), Message(role: .user, text: "Write along: Roots, leaves"),
      ])
  }

  @Test("all replies are there: nothing is open, and the draft can be made")
  func complete() throws {
    let job = try job(Self.conversation)
    let walk = try walk(job, [stored("Roots"), stored(" The article. \n")])
    #expect(walk.open.isEmpty)
    #expect(walk.fingerprints.count == 2)
    #expect(try job.compose(walk).body == "The article.")
  }

  @Test("a reply is looked up by what was asked: the key under which it was committed")
  func fingerprints() throws {
    let job = try job(Self.conversation)
    var asked: [String] = []
    let item = try #require(try job.items().first)
    _ = job.walk(item, asked: JobModelTests.asked, api: .chat, throughStandIns: false) { request, fingerprint in
      asked.append("\(request.name) \(fingerprint)")
      return stored("Roots")
    }
    let first = try walk(job, []).open[0].fingerprint
    let second = try walk(job, [stored("Roots")]).open[0].fingerprint
    #expect(asked == ["outline \(first)", "article \(second)"])
  }

  @Test("other words of the first reply make another second question")
  func dependence() throws {
    let job = try job(Self.conversation)
    #expect(try walk(job, [stored("a")]).open[0].fingerprint != walk(job, [stored("b")]).open[0].fingerprint)
  }

  @Test("the provider's format is part of the question: chat and completions have replies of their own")
  func api() throws {
    let job = try job(Self.conversation)
    let (chat, completions) = (try walk(job, []).open[0], try walk(job, [], api: .completions).open[0])
    #expect(chat.question.messages == completions.question.messages)
    #expect(completions.question.api == .completions)
    #expect(chat.fingerprint != completions.fingerprint)
  }

  @Test(
    "with stand-ins all requests of an item are counted, and templates are checked behind replies that are not there")
  func standIns() throws {
    let job = try job(Self.conversation)
    let walk = try walk(job, [], sees: true)
    #expect(walk.open.map(\.request.name) == ["outline", "article"])
    #expect(walk.error == nil)
    #expect(walk.messages.map(\.text) == ["You are an editor.", "Outline basil.", "", "Write along: ", ""])
    #expect(try job.compose(walk).body == "")
  }

  @Test("stand-ins take filters, attributes and iteration")
  func standInsTakeAll() throws {
    let job = try job(
      """
      messages:
        - user: One
        - reply: {name: ideas, as: list}
        - user: "{% for idea in ideas %}{{ idea | upper }}{{ loop.index }}{% endfor %}{{ ideas[0].title | length + 1 }}{% if ideas | length > 2 %}many{% endif %}"
      """)
    #expect(try walk(job, [], sees: true).error == nil)
  }

  @Test("a template that no reply can mend is an error of the item, at its place")
  func brokenTemplate() throws {
    let job = try job("variables: {rows: [{k: basil}]}\nmessages:\n  - user: \"{{ k + 1 }}\"\n")
    let walk = try walk(job, [], sees: true)
    let diagnostic = try #require(walk.error?.diagnostic)
    #expect(diagnostic.file == "jobs/articles.yaml")
    #expect(diagnostic.line == 5)
    #expect(walk.error?.code == "template")
    #expect(walk.open.isEmpty)
  }

  @Test("a template that only the words of a reply make fail fails there")
  func brokenByReply() throws {
    let job = try job("messages:\n  - user: One\n  - reply: ideas\n  - user: \"{{ 10 // (ideas | length - 3) }}\"\n")
    #expect(try walk(job, [], sees: true).error == nil)
    #expect(try walk(job, [stored("four")]).error == nil)
    let walk = try walk(job, [stored("two")])
    #expect(walk.given.isEmpty == false)
    #expect(try self.walk(job, [stored("abc")]).error?.code == "template")
  }

  @Test("a list is read from the reply's text for the templates; the conversation keeps its words")
  func list() throws {
    let job = try job(
      """
      messages:
        - user: Three ideas.
        - reply: {name: ideas, as: list}
        - user: "{{ ideas | length }}: {{ ideas[1] }}"
      """)
    let walk = try walk(job, [stored("Here you are:\n\n1. Basil\n2. Mint\n3. Thyme\n")])
    #expect(walk.open[0].question.messages.last?.text == "3: Mint")
    #expect(walk.open[0].question.messages[1].text == "Here you are:\n\n1. Basil\n2. Mint\n3. Thyme")
  }

  @Test("a reply without a list where one was asked for fails the item with a code of its own")
  func noList() throws {
    let job = try job("messages: [{user: Three ideas.}, {reply: {name: ideas, as: list}}]\n")
    let walk = try walk(job, [stored("")])
    #expect(walk.error?.code == "no_list")
    #expect(walk.error?.diagnostic.message.contains("'ideas'") == true)
  }

  @Test("transcript is all that was said after the system message, replies too")
  func transcript() throws {
    let job = try job(
      """
      messages:
        - system: You are an editor.
        - developer: Be brief.
        - user: "One"
        - reply: first
        - assistant: "Like this."
        - user: "<{{ transcript }}>"
      """)
    let walk = try walk(job, [stored(" Two\n")])
    #expect(walk.open[0].question.messages.last?.text == "<One\n\nTwo\n\nLike this.>")
    let ahead = try self.walk(job, [], sees: true)
    #expect(ahead.messages[5].text == "<>")
  }

  @Test("now and today are the moment at which the item was first asked")
  func frozen() throws {
    let job = try job("messages: [{user: \"{{ today }} {{ now }} {{ job }} {{ key }} {{ sample }}\"}]\n")
    #expect(try walk(job, []).messages[0].text == "2026-11-23 2026-11-23T17:51:11Z articles articles 1")
  }

  @Test("a value that looks like a template is data")
  func data() throws {
    let job = try job("variables: {rows: [{k: \"{{ nobody }}\"}]}\nmessages: [{user: \"{{ k }}\"}]\n")
    #expect(try walk(job, []).messages[0].text == "{{ nobody }}")
  }
}
