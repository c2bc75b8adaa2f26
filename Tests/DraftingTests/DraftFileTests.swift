import Drafting
import JobModel
import OrderedCollections
import Testing
import Values
import YAML

@Suite("A draft is front matter and body")
struct DraftFileTests {
  private func text(_ frontMatter: ValueMap, _ body: String) throws -> String {
    String(decoding: try DraftFile(frontMatter: frontMatter, body: body).bytes, as: UTF8.self)
  }

  @Test("front matter stands between lines of three hyphens, a blank line before the body")
  func whole() throws {
    let matter: ValueMap = [MapKey("title"): .string("Basil: a guide"), MapKey("draft"): .bool(true)]
    #expect(
      try text(matter, "\n# Basil\n\nGrow it.\n\n\n")
        == "---\ntitle: \"Basil: a guide\"\ndraft: true\n---\n\n# Basil\n\nGrow it.\n")
  }

  @Test(
    "blank lines around the body go, its first line stays indented, and it ends in one line break",
    arguments: [
      ("Text", "Text\n"), ("\n\n  \nText\n \n", "Text\n"), ("\n    code\n", "    code\n"),
      ("\r\nA\r\nB\r\n\r\n", "A\r\nB\n"),
      ("", ""), (" \n\t\n", ""), ("---\n", "---\n"),
    ])
  func body(_ body: String, _ expected: String) throws { #expect(try text([:], body) == expected) }

  @Test("without a body the file ends with its front matter")
  func noBody() throws { #expect(try text([MapKey("a"): .integer(1)], "\n") == "---\na: 1\n---\n") }

  @Test(
    "whatever a title holds, the file reads back",
    arguments: [
      "a: b", "'", "\"", "yes", "null", "~", "2026-11-23", "C:\\new", "🌿 mint", "a\tb", "---", "a\n---\nb", "a\n...\nb",
      "...",
      "# no comment", "- no list", "{{ no }}", "@at", "%a", "`x`", " lead", "trail ", "a\n\nb\n", "\n", "", "é",
      "e\u{301}", "0o17", "1e3",
      "!tag", "&a *a", "| x", "> x", "[a]", "{a: b}", "a #b", "12:30:45", "1_000", "0x1F", ".inf", "\u{85}", "\u{2028}",
      "\u{FEFF}x", "a\r\nb",
    ])
  func hostile(_ title: String) throws {
    let matter: ValueMap = [
      MapKey("title"): .string(title), MapKey("tags"): .list([.string(title), .integer(7)]),
      MapKey(title): .bool(false),
    ]
    let file = try text(matter, "---\nbody: \(title)\n---")
    #expect(file.hasPrefix("---\n"))
    let end = try #require(file.firstRange(of: "\n---\n\n"))
    #expect(YAML.readsBack(String(file[..<end.lowerBound].dropFirst(4)) + "\n", as: matter))
  }

  @Test("the hash is SHA-256 of the bytes")
  func hash() throws {
    #expect(
      try DraftFile(frontMatter: [:], body: "abc").hash.description
        == "edeaaff3f1774ad2888673770c6d64097e391bc362d7d6fb34982ddf0efd18cb")
  }
}
