import Testing
import Values

@testable import YAML

private func error(_ bytes: [UInt8]) -> YAMLError? {
  #expect(throws: YAMLError.self) { try YAML.parse(bytes, file: "t.yaml") }
}

private func error(_ text: String) -> YAMLError? { error(Array(text.utf8)) }

@Test(
  "what is wrong is said with its place and in words that help",
  arguments: [
    // Text of the file, line, column, and a part of the message.
    ("a: 1\nb: \"x\nc: 2\n", 2, 4, "never closed"), ("b: 'x\n", 1, 4, "never closed"),
    ("title: foo: bar\n", 1, 11, "quote the text"),
    ("a:\n\tb: 1\n", 2, 1, "tab"), ("a: |\n\tb\n", 2, 1, "tab"),
    ("a: 1\nfoo\nb: 2\n", 2, 1, "a ':' or some indentation is missing"),
    ("a: 1\n b: 2\n", 2, 3, "indent"), ("a: - b\n", 1, 4, "'-'"), ("- a\nb: 1\n", 2, 1, "list that begins in line 1"),
    ("a: [1, 2\nb: 3\n", 2, 2, "'[' of line 1"), ("a: {b: 1 c: 2}\n", 1, 11, "'{' of line 1"),
    ("a: @foo\n", 1, 4, "'@'"),
    ("a: %foo\n", 1, 4, "'%'"), ("a: *bold* text\n", 1, 4, "quotes"), ("a: !important\n", 1, 4, "'!important'"),
    ("a: \"C:\\dir\"\n", 1, 7, "backslash"), ("a: \"x\" y\n", 1, 8, "closing quote"),
    ("a: |x\n  b\n", 1, 5, "next line"),
    ("a: {{ x }}\n", 1, 4, "\"{{ … }}\""), ("- {{ x }} y\n", 1, 3, "\"{{ … }}\""), ("a: {% if x %}\n", 1, 5, "quotes"),
    ("a: 1\n---\nb: 2\n", 2, 1, "second document"), ("a: 1\n...\nb: 2\n", 3, 1, "one document"),
    ("%FOO\na: 1\n", 1, 1, "directive"),
    ("a: *nope\n", 1, 4, "&nope"), ("a: &a [*a]\n", 1, 8, "no end"), ("? [a]\n: b\n", 1, 3, "list cannot be a key"),
    ("{a: 1}: b\n", 1, 1, "mapping cannot be a key"), ("x: &x [1]\n*x : 2\n", 2, 1, "cannot be a key"),
    ("x: &x {a: 1}\ny:\n  <<: *x\n", 3, 3, "'<<'"), ("a: !!binary x\n", 1, 4, "'!!binary'"),
    ("a: !!int x\n", 1, 4, "no whole number"),
    ("a: !!bool NO\n", 1, 4, "no true or false"), ("a: !!seq x\n", 1, 4, "does not suit"),
    ("a: !!float 0x1F\n", 1, 4, "no number"),
    ("é: b\0c\n", 1, 5, "NUL"), ("a: b\u{7}c\n", 1, 5, "U+0007"), ("a: b\u{85}c\n", 1, 5, "U+0085"),
  ])
func places(file: String, line: Int, column: Int, part: String) {
  let found = error(file)
  #expect(found?.line == line)
  #expect(found?.column == column)
  #expect(found?.message.contains(part) == true, "\(found?.message ?? "")")
}

@Test(
  "a key that stands twice is refused, and the first is named",
  arguments: [("a: 1\nb: 2\na: 3\n", 3), ("a: 1\n'a': 2\n", 2), ("{a: 1,\n a: 2}\n", 2), ("1: x\n\"1\": y\n", 2)])
func duplicates(file: String, line: Int) {
  let found = error(file)
  #expect(found?.line == line)
  #expect(found?.message.contains("in line 1") == true)
}

@Test("a key that stands twice among thousands is refused too")
func duplicateAmongMany() {
  let file = (0..<3_000).map { "k\($0): 1\n" }.joined() + "k7: 1\n"
  #expect(error(file)?.line == 3_001)
  #expect(error(file)?.message.contains("in line 8") == true)
}

@Test(
  "bytes that are no UTF-8 are refused with their place",
  arguments: [
    ([0x61, 0x3A, 0x20, 0xFF], 1, 4), ([0x61, 0x3A, 0x20, 0x62, 0x0A, 0xC3, 0xA9, 0xC3, 0x28], 2, 2),
    ([0x61, 0x3A, 0x20, 0xED, 0xA0, 0x80], 1, 4),
  ])
func invalidUTF8(bytes: [UInt8], line: Int, column: Int) {
  let found = error(bytes)
  #expect(found?.line == line)
  #expect(found?.column == column)
  #expect(found?.message.contains("UTF-8") == true)
}

@Test(
  "UTF-16 is named as such",
  arguments: [[0xFF, 0xFE, 0x61, 0x00], [0xFE, 0xFF, 0x00, 0x61], [0x61, 0x00, 0x3A, 0x00]])
func utf16(bytes: [UInt8]) {
  #expect(error(bytes)?.message.contains("UTF-16") == true)
}

@Test("nesting past 100 is refused, in brackets, by indentation and through aliases")
func depth() throws {
  let deepest = String(repeating: "[", count: 100) + String(repeating: "]", count: 100)
  #expect(try YAML.parse(Array(deepest.utf8), file: "") != nil)
  #expect(error("[" + deepest + "]")?.message.contains("100 deep") == true)
  #expect(error(String(repeating: "- ", count: 101) + "x")?.message.contains("100 deep") == true)
  #expect(error(String(repeating: "[", count: 1_000_000))?.message.contains("100 deep") == true)
  let half = String(repeating: "[", count: 60)
  let close = String(repeating: "]", count: 60)
  #expect(error("a: &a \(half)\(close)\nb: \(half)*a\(close)\n")?.message.contains("100 deep") == true)
}

@Test("a billion laughs are refused before they are laughed: the tree holds what the file spells out, no more")
func billionLaughs() {
  var lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
  for level in 1..<30 {
    lines.append("a\(level): &a\(level) [" + repeatElement("*a\(level - 1)", count: 9).joined(separator: ", ") + "]")
  }
  var composer = YAMLComposer()
  do throws(YAMLError) {
    _ = try composer.compose(Array(lines.joined(separator: "\n").utf8))
    Issue.record("it was not refused")
  } catch { #expect(error.line == 6) }
  #expect(composer.tree.records.count < 100)
}

@Test("aliases may stand for 100,000 values in a small file, and for ten times its nodes in a large one")
func aliasBound() throws {
  func file(_ aliases: Int) -> [UInt8] {
    Array("a: &a [1, 2, 3, 4, 5, 6, 7, 8, 9]\nb: [\(repeatElement("*a", count: aliases).joined(separator: ","))]".utf8)
  }
  #expect(try YAML.parse(file(10_000), file: "") != nil)
  #expect(throws: YAMLError.self) { try YAML.parse(file(10_001), file: "") }
  let large = "a: &a [1, 2, 3]\nb:\n" + repeatElement("- [1, 2, 3, 4, 5, 6, *a]\n", count: 40_000).joined()
  #expect(try YAML.parse(Array(large.utf8), file: "") != nil)
}

@Test("a long text that many aliases repeat is held once")
func sharedText() throws {
  let text = String(repeating: "x", count: 100_000)
  let file = "a: &a \(text)\nb: [\(repeatElement("*a", count: 50_000).joined(separator: ","))]"
  // Held 50,000 times, it would take 5 GB.
  let root = try #require(try YAML.parse(Array(file.utf8), file: ""))
  let repeated = try #require(root.entries?["b"]).value
  guard case .list(let list) = repeated, case .string(let last)? = list.last else {
    Issue.record("no list of texts")
    return
  }
  #expect(list.count == 50_000)
  #expect(last.utf8.count == text.utf8.count)
}

@Test("no cut of a file makes the reader crash or loop")
func everyPrefix() {
  let file = Array(
    "a: &x [1, 'é', \"\\u00e9\", {k: *x1}]\nb: |2-\n    t\n  u\nc: !!str >+\n x\n\n? d\n: - e\n  - {f: g}\n".utf8)
  for end in file.indices { _ = try? YAML.parse(Array(file[..<end]), file: "") }
  for place in file.indices {
    for byte: UInt8 in [0, 9, 10, 0x22, 0x7B, 0x5D, 0x26, 0x2A, 0xC3, 0xFF] {
      var changed = file
      changed[place] = byte
      _ = try? YAML.parse(changed, file: "")?.value
    }
  }
}
