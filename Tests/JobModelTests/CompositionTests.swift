import JobModel
import OrderedCollections
import Testing
import Values

@Suite("What a draft is made of")
struct CompositionTests {
  private func compose(_ more: String, _ replies: [StoredReply]) throws -> Composition {
    let job = try job(more)
    var rest = replies[...]
    let walk = job.walk(try #require(try job.items().first), asked: asked, api: .chat, throughStandIns: false) { _, _ in
      rest.popFirst()
    }
    #expect(walk.open.isEmpty)
    return try job.compose(walk)
  }

  @Test("types stay types: a constant as it stands, and a value that is one expression and nothing else")
  func types() throws {
    let composition = try compose(
      """
      variables: {rows: [{k: basil, n: 1.10, flag: false, code: "007", tags: [a, b], day: 2026-01-02}]}
      output:
        front_matter:
          title: "{{ draft | upper }}"
          n: "{{ n }}"
          sum: "{{ 1 + 2 }}"
          flag: "{{ flag }}"
          code: "{{ code }}"
          tags: "{{ tags }}"
          date: "{{ today }}"
          mixed: "{{ n }} kg"
          draft: true
          day: 2026-11-23
          text: "007"
          none: ~
          nested: {list: ["{{ k }}", 5], map: {deep: "{{ sample }}"}}
      """, [stored("green")])
    let map = composition.frontMatter
    func kind(_ name: String) -> String {
      switch map[MapKey(name)]?.meaning {
      case .string: "text"
      case .integer: "whole number"
      case .float: "number"
      case .bool: "truth"
      case .list: "list"
      case .moment: "date"
      case .map: "mapping"
      case Value.none?: "empty"
      default: "else"
      }
    }
    let kinds = [
      "title": "text", "n": "number", "sum": "whole number", "flag": "truth", "code": "text", "tags": "list",
      "date": "date", "mixed": "text", "draft": "truth", "text": "text", "none": "empty", "nested": "mapping",
    ]
    for (name, wanted) in kinds { #expect(kind(name) == wanted, "\(name)") }
    #expect(map.keys.compactMap(\.name).first == "title")
    #expect(map.keys.compactMap(\.name).last == "nested")
    #expect(map[MapKey("title")]?.json == #""GREEN""#)
    #expect(map[MapKey("n")]?.json == "1.10")
    #expect(map[MapKey("mixed")]?.json == #""1.10 kg""#)
    #expect(map[MapKey("nested")]?.json == #"{"list":["basil",5],"map":{"deep":1}}"#)
    guard case .source("2026-11-23", _) = map[MapKey("day")] else {
      Issue.record("the plain date of the job file has to stay plain: \(String(describing: map[MapKey("day")]))")
      return
    }
  }

  @Test("the body is the last reply")
  func lastReply() throws {
    let composition = try compose(
      "messages: [{user: One}, {reply: a}, {user: Two}, {reply: b}]\n",
      [stored("first"), stored(" # second\n\nText\n")])
    #expect(composition.body == "# second\n\nText")
    #expect(composition.frontMatter.isEmpty)
  }

  @Test("a list as the last reply is a body of bullets")
  func bullets() throws {
    let composition = try compose(
      "messages: [{user: One}, {reply: {name: ideas, as: list}}]\n", [stored("1. Basil\n2. Mint\n")])
    #expect(composition.body == "- Basil\n- Mint")
  }

  @Test("a body of its own sees all replies and the row")
  func body() throws {
    let composition = try compose(
      """
      variables: {rows: [{k: basil}]}
      messages: [{user: One}, {reply: a}, {user: Two}, {reply: b}]
      output: {body: "{{ k }}: {{ b }} after {{ a }}"}
      """, [stored("first"), stored("second")])
    #expect(composition.body == "basil: second after first")
  }

  @Test("a front matter that the reply's words break is an error of the item")
  func broken() throws {
    let error = #expect(throws: ItemError.self) {
      try compose("output:\n  front_matter:\n    n: \"{{ 10 // (draft | length - 3) }}\"\n", [stored("abc")])
    }
    #expect(error?.code == "template")
    #expect(error?.diagnostic.line == 6)
  }
}
