import OrderedCollections
import Testing
import Values

@testable import YAML

private func parse(_ text: String) throws -> YAMLNode {
  try #require(try YAML.parse(Array(text.utf8), file: "jobs/a.yaml"))
}

@Test("every node knows its place, counted in characters")
func marks() throws {
  let root = try parse("é: {ü: [x, 'y']}\nb:\n  - \"z\"\n")
  let first = try #require(root.entries?["é"])
  #expect(root.mark == YAMLMark(line: 1, column: 1))
  #expect(first.mark == YAMLMark(line: 1, column: 4))
  let items = try #require(first.entries?["ü"]?.items)
  #expect(items.map(\.mark) == [YAMLMark(line: 1, column: 9), YAMLMark(line: 1, column: 12)])
  #expect(root.entries?["b"]?.items?.first?.mark == YAMLMark(line: 3, column: 5))
  #expect(root.file == "jobs/a.yaml")
}

@Test("a scalar tells its text and how it is written")
func styles() throws {
  let items = try #require(try parse("- a b\n- 'it''s'\n- \"x\\ty\"\n- |\n  one\n  two\n- >\n  one\n  two\n").items)
  #expect(items.map { $0.scalar?.text } == ["a b", "it's", "x\ty", "one\ntwo\n", "one two\n"])
  #expect(items.map { $0.scalar?.style } == [.plain, .singleQuoted, .doubleQuoted, .literal, .folded])
}

@Test(
  "a place in a text leads to its place in the file, so that a template's error names the right line",
  arguments: [
    // Text of the file; line and column in the scalar; line and column in the file.
    ("v: abc", 1, 2, 1, 5), ("v: 'abc'", 1, 2, 1, 6), ("v: \"abc\"", 1, 3, 1, 7),
    ("v: |\n    one\n    two\n", 2, 3, 3, 7),
    ("v: |  # note\n\n  one\n   two\n", 3, 2, 4, 4), ("v: |2\n    one\n  two\n", 1, 3, 2, 5),
    ("v: |-\n one", 1, 1, 2, 2),
    ("v: |\r\n  one\r\n  two\r\n", 2, 1, 3, 3), ("v: !!str |\n  one\n", 1, 1, 2, 3),
    ("v: &a\n  |\n  one\n  two\n", 2, 1, 4, 3),
    ("v: &a  # n\n  \"abc\"", 1, 2, 2, 4), ("v: &e 'é'", 1, 1, 1, 8), ("- x\n- |\n  {\n", 1, 1, 3, 3),
    // Escapes and folding: where the text begins.
    ("v: \"a\\tb\"", 1, 3, 1, 5), ("v: >\n   one\n   two\n", 1, 6, 2, 4), ("v: 'a\n  b'", 1, 3, 1, 5),
  ])
func contentMarks(file: String, line: Int, column: Int, fileLine: Int, fileColumn: Int) throws {
  let root = try parse(file)
  let node = try #require(root.entries?["v"] ?? root.items?.last)
  #expect(node.mark(line: line, column: column) == YAMLMark(line: fileLine, column: fileColumn))
}

@Test("an alias is what its anchor names, as often as it stands")
func aliases() throws {
  let root = try parse("a: &x {k: [1, &y two]}\nb: *x\nc: [*y, *y]\n&z d: *z\n")
  #expect(try JSON.text(root.value) == #"{"a":{"k":[1,"two"]},"b":{"k":[1,"two"]},"c":["two","two"],"d":"d"}"#)
  #expect(root.entries?["b"]?.mark == root.entries?["a"]?.mark)
}

@Test("keys are found by their text, whatever it would mean as a value")
func keys() throws {
  let root = try parse("1: a\ntrue: b\n~: c\n'q': d\n? long\n: e\n")
  guard case .map(let map) = root.value else {
    Issue.record("no mapping")
    return
  }
  #expect(map.keys.map(\.name) == ["1", "true", "~", "q", "long"])
  #expect(root.entries?["true"]?.hasText("b") == true)
  #expect(root.entries?["absent"] == nil)
}

@Test("a mapping with many keys keeps them all, in order")
func manyKeys() throws {
  let root = try parse((0..<2_000).map { "k\($0): \($0)" }.joined(separator: "\n"))
  #expect(root.entries?.count == 2_000)
  #expect(root.entries?["k1999"]?.hasText("1999") == true)
  #expect(root.entries?.last?.key.hasText("k1999") == true)
}

@Test("a file without a document has no root", arguments: ["", "# only a comment\n", "\n\n", "\u{FEFF}"])
func nothing(file: String) throws {
  let root = try YAML.parse(Array(file.utf8), file: "")
  #expect(root == nil)
}

@Test("a byte order mark, Windows line ends and the marks of a document are read")
func framing() throws {
  let root = try parse("\u{FEFF}%YAML 1.2\r\n---\r\na: 1\r\nb: |\r\n  x\r\n  y\r\n...\r\n")
  #expect(root.entries?["b"]?.scalar?.text == "x\ny\n")
  #expect(root.entries?["a"]?.mark == YAMLMark(line: 3, column: 4))
}

@Test("an empty value prints as what stands there: nothing")
func empty() throws {
  guard case .source("", .none)? = try parse("a:\nb: 1\n").entries?["a"]?.value else {
    Issue.record("not empty")
    return
  }
}
