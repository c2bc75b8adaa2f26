import Testing

@testable import JobModel

@Suite("A rendered path is checked before anything is written")
struct DraftPathTests {
  @Test(
    "an ordinary path stays as it is",
    arguments: [
      "basil.md", "articles/basil.md", "a/b/c.mdx", "no-extension", "été/crème.md", "..a/b..c.md", "a b.md",
      "x/.hidden.md",
      "rehearsals/a.md", "drafts/.galley/a.md",
    ])
  func ordinary(_ text: String) throws {
    #expect(try DraftPath(text, key: "k").text == text)
  }

  @Test(
    "a path that leaves output/, enters galley's own folders or names no file is refused",
    arguments: [
      "", "/etc/passwd", "../a.md", "a/../b.md", "a/..", "./a.md", "a/./b.md", "a//b.md", "a/", ".", "..", "a\nb.md",
      "a\rb.md",
      "a\0b.md", "a\tb.md", "a\u{7F}.md", "a\u{85}b.md", "a\u{2028}b.md", ".galley/state.sqlite", ".GALLEY/x.md",
      ".g\u{200C}alley/x.md", ".galley", "rehearsal/a.md", "Rehearsal/a.md", "a/basil.new.md", "basil.NEW.md",
      "a/basil.new",
      // A slash with a mark above it is one character, but the kernel sees the slash.
      "../\u{308}a.md", "/\u{308}a.md", ".basil.md.galley-abc234",
    ])
  func refused(_ text: String) {
    #expect(throws: DraftPathError.self) { try DraftPath(text, key: "k") }
  }

  @Test("what one look at the bytes takes for an ordinary path, a close look takes as well")
  func plain() {
    let parts = ["a", "b-1.md", ".", "/", "new", "NEW", "rehearsal", "Rehearsal", "galley", "é", " ", "-"]
    var (plain, texts) = (0, [""])
    for _ in 1...4 {
      texts = texts.flatMap { text in parts.map { text + $0 } }
      for text in texts where DraftPath.isPlain(text) {
        plain += 1
        #expect(DraftPath.refusal(of: text) == nil, "\(text)")
      }
    }
    #expect(plain > 1000)
    let long = String(repeating: "a", count: DraftPath.longestComponent)
    #expect(DraftPath.isPlain(long) && DraftPath.isPlain("\(long)/\(long)"))
    #expect(!DraftPath.isPlain(long + "a") && !DraftPath.isPlain("\(long)a/a"))
  }

  @Test("a message shows the path on one line and says what to do")
  func message() throws {
    let error = #expect(throws: DraftPathError.self) { try DraftPath("a\nb.md", key: "k") }
    #expect(error?.message.contains("'a b.md'") == true)
    #expect(error?.message.contains("slug") == true)
  }

  @Test("a path on record is taken as it is, but for one that may not be written")
  func recorded() {
    #expect(DraftPath(recorded: "a/basil.new.md")?.text == "a/basil.new.md")
    for path in ["../a.md", "/a.md", ".galley/lock", ""] { #expect(DraftPath(recorded: path) == nil) }
  }

  @Test(
    "a long name is cut at a character, keeps its extension, and differs still from others that begin alike",
    arguments: [
      String(repeating: "a", count: 300), String(repeating: "é", count: 200), String(repeating: "👩‍👩‍👧", count: 40),
      String(repeating: "e\u{301}", count: 150), "a" + String(repeating: "\u{301}", count: 200),
    ])
  func long(_ name: String) throws {
    let one = try DraftPath("articles/\(name)1.md", key: "one")
    let two = try DraftPath("articles/\(name)2.md", key: "one")
    let other = try DraftPath("articles/\(name)1.md", key: "other")
    #expect(one.name.utf8.count <= 240)
    #expect(one.name.utf8.count > 180)
    #expect(one.text.hasSuffix(".md"))
    #expect(one.folder == "articles")
    #expect(Set([one, two, other]).count == 3)
    #expect(try DraftPath("articles/\(name)1.md", key: "one") == one)
    #expect(one.successor.name.utf8.count <= 255)
    #expect(one.predecessor(9_999).name.utf8.count <= 255)
    #expect(one.temporaryName("abcdef").utf8.count <= 255)
    #expect(one.successor.temporaryName("abcdef").utf8.count <= 255)
  }

  @Test("all items of one long folder stay together")
  func longFolder() throws {
    let folder = String(repeating: "x", count: 300)
    let one = try DraftPath("\(folder)/a.md", key: "a")
    let two = try DraftPath("\(folder)/b.md", key: "b")
    #expect(one.folder == two.folder)
    #expect(one.folder.utf8.count <= 240)
  }

  @Test(
    "a new version lies beside its draft",
    arguments: [
      ("a/basil.md", "a/basil.new.md"), ("basil.mdx", "basil.new.mdx"), ("a.b/basil", "a.b/basil.new"),
      (".hidden", ".hidden.new"), ("v1.2.md", "v1.2.new.md"),
    ])
  func successor(_ path: String, _ expected: String) throws {
    #expect(try DraftPath(path, key: "k").successor.text == expected)
  }

  @Test("what a person wrote goes beside its draft, numbered from the second on")
  func predecessor() throws {
    let path = try DraftPath("a/basil.md", key: "k")
    let texts = [1, 2, 3].map { path.predecessor($0).text }
    #expect(texts == ["a/basil.old.md", "a/basil.old-2.md", "a/basil.old-3.md"])
    #expect(try DraftPath("a.b/basil", key: "k").predecessor(1).text == "a.b/basil.old")
  }

  @Test("a temporary file tells its draft, unless its name was cut")
  func sibling() throws {
    let path = try DraftPath("a/basil.md", key: "k")
    let other = try DraftPath("a/mint.md", key: "k").successor
    #expect(path.sibling(ofTemporary: path.temporaryName("abcdef")) == path)
    #expect(path.sibling(ofTemporary: other.temporaryName("abcdef")) == other)
    #expect(path.sibling(ofTemporary: ".basil.md.swp") == nil)
    let long = try DraftPath("a/" + String(repeating: "x", count: 237) + ".md", key: "k")
    #expect(path.sibling(ofTemporary: long.temporaryName("abcdef")) == long)
    #expect(path.sibling(ofTemporary: long.successor.temporaryName("abcdef")) != long.successor)
  }

  @Test(
    "paths that are one file on some system have one identity",
    arguments: [
      ("a/Basil.md", "a/basil.md"), ("café.md", "cafe\u{301}.md"), ("CAFÉ.md", "cafe\u{301}.md"),
      ("straße.md", "STRASSE.md"),
      ("\u{212B}ngstrom.md", "ångstrom.md"), ("ΣΊΣΥΦΟΣ.md", "σίσυφος.md"),
    ])
  func sameFile(_ a: String, _ b: String) throws {
    #expect(try DraftPath(a, key: "a").identity == DraftPath(b, key: "b").identity)
  }

  @Test("other paths differ")
  func otherFile() throws {
    let paths = ["a/b.md", "a-b.md", "ab.md", "a/c.md", "é.md", "e.md", "b.md"]
    #expect(Set(try paths.map { try DraftPath($0, key: "k").identity }).count == paths.count)
    #expect(try DraftPath("café.md", key: "k") != DraftPath("cafe\u{301}.md", key: "k"))
  }

  @Test(
    "names that trouble other systems or the shell are warned of",
    arguments: ["CON.md", "a/nul", "com1.txt", "-rf.md", "-a/b.md"])
  func warned(_ path: String) throws { #expect(try DraftPath(path, key: "k").warning != nil) }

  @Test("others are not", arguments: ["contents.md", "a-b.md", "com10.md"])
  func notWarned(_ path: String) throws { #expect(try DraftPath(path, key: "k").warning == nil) }

  @Test("a temporary file is known by its name, and nothing else is taken for one")
  func temporary() throws {
    #expect(DraftPath.isTemporary(try DraftPath("a/basil.md", key: "k").temporaryName("abcdef")[...]))
    for name in [".basil.md.swp", "basil.md.galley-abcdef", ".galley-abcdef", ".galley", ".a.md.galley-abc"] {
      #expect(!DraftPath.isTemporary(name[...]))
    }
  }
}
