import OrderedCollections
import Testing
import Values

@testable import YAML

private func emitted(_ value: Value) throws -> String { try YAML.text(of: [MapKey("v"): value]) }

/// Texts that some reader of YAML takes for something else than text, or cannot hold as they are.
private let hostile = [
  "yes", "No", "on", "OFF", "y", "N", "true", "False", "NULL", "null", "~", "", " ", "  x", "x ", "NaN", ".nan", ".inf",
  "-.Inf", "inf",
  "1", "-1", "+1", "007", "08", "0o17", "0x1F", "0b1", "1_000", "1,000", "1.10", "1.", ".5", "1e3", "1E+3", "12:30:45",
  "1:2", "190:20:30.15",
  "2026-11-23", "2026-11-23T17:51:11Z", "2026-11-23 17:51:11", "2001-1-1", "=", "<<", "---", "...", "--- x", "-", "- x",
  "?", "? x", ":", ": x",
  ":symbol", "a: b", "a:", "a :b", "a #b", "#b", "a# b", "x: |", "|", ">", "|-", "[a]", "{a: b}", "]", "}", ",", "&a",
  "*a", "!a", "!!str a", "%a",
  "%YAML 1.2", "@a", "`a`", "'a'", "\"a\"", "it's", "'", "\"", "\\", "C:\\dir\\new", "a\\tb", "\t", "a\tb", "\n", "a\n",
  "a\nb", "a\n\nb\n", "a\n\n", "\na",
  " a\nb", "a\n b", "a \nb", "a\n \nb", "a\n  ", "a\r\nb", "a\rb", "a\u{85}b", "a\u{2028}b\u{2029}", "\u{FEFF}a",
  "a\u{FEFF}", "\0", "a\u{7}b", "\u{1B}[0m", "\u{7F}", "\u{9F}",
  "😀", "a 😀", "👩‍👩‍👧", "é", "e\u{301}", "\u{301}", "\u{A0}a\u{A0}", "\u{200B}", "\u{FFFE}", "\u{FFFF}", "\u{1FFFE}",
  "\u{10FFFF}", "中文: 标题", "مرحبا", "{{ x }}", "{% if %}",
  "# Heading\n\nText: with *stars*\n\n- item\n", "---\ntitle: x\n---\n", "key: value\nother: value", "tab\tand\nline",
  "a:\tb", "a\u{A0}#b", "1 + 1 = 2", "10 tips", "Q: why? A: because.",
  "null and void", "Yes, and", "On: the run", "!", "~x", "=x", "http://example.com/#a", "a@b", "50%",
  "\u{2764}\u{FE0F} x", "\\n", "\"quoted\" start", "ends with colon:", "a\u{2003}",
]

@Test("a text comes back as the same text, whatever it looks like", arguments: hostile)
func hostileTexts(text: String) throws {
  let map: ValueMap = [
    MapKey("v"): .string(text), MapKey(text): .list([.string(text), .map([text: .string(text)])]),
    MapKey("nested"): .map(["list": .list([.list([.string(text), .string(text)]), .string(text)])]),
  ]
  let yaml = try YAML.text(of: map)
  #expect(YAML.readsBack(yaml, as: map), "\(yaml)")
  #expect(!yaml.contains("\n---") && !yaml.contains("\n..."), "a line would end the front matter: \(yaml)")
}

@Test("thousands of texts made of hostile pieces come back as they were")
func generated() throws {
  var random = SplitMix(state: 20_261_123)
  let pieces = [
    "a", "B", "é", "😀", " ", "  ", "\n", "\n\n", "\t", ":", ": ", "#", " #", "-", "- ", "?", "\"", "'", "\\", "|", ">",
    "{", "}", "[", "]", ",", "&", "*", "!", "%",
    "@", "`", "~", "=", "0", "1", "_", ".", "e", "no", "true", "\r", "\0", "\u{7}", "\u{85}", "\u{2028}", "\u{FEFF}",
    "\u{301}", "---", "...", "<<", "{{", "}}", "\u{A0}",
  ]
  for _ in 0..<6_000 {
    let text = (0..<Int.random(in: 1...8, using: &random)).map { _ in
      pieces[Int.random(in: 0..<pieces.count, using: &random)]
    }.joined()
    let map: ValueMap = [MapKey("v"): .string(text), MapKey("l"): .list([.string(text), .map([text: .string(text)])])]
    #expect(YAML.readsBack(try YAML.text(of: map), as: map), "\(text.debugDescription)")
  }
}

@Test(
  "plain stays what every reader takes for text, quotes go around the rest",
  arguments: [
    ("Growing basil", "Growing basil"), ("It's fine, really (yes)", "It's fine, really (yes)"),
    ("C# and F#", "C# and F#"), ("a:b", "a:b"), ("😀 smile", "😀 smile"),
    ("no", "\"no\""), ("2026-11-23", "\"2026-11-23\""), ("1_000", "\"1_000\""), ("a: b", "\"a: b\""),
    ("tab\there", "\"tab\\there\""), ("😀\u{85}", "\"😀\\u0085\""),
    ("C:\\dir", "C:\\dir"), ("\\n", "\"\\\\n\""), ("", "\"\""), ("one\ntwo", "|-\n  one\n  two"),
    ("one\n\n  two\n", "|\n  one\n\n    two"), ("one\n\n", "\"one\\n\\n\""),
  ])
func emittedStyles(text: String, yaml: String) throws {
  #expect(try emitted(.string(text)) == "v: \(yaml)\n")
}

@Test(
  "numbers, booleans and nulls of a file stay as they stood where YAML 1.1 and 1.2 agree, else their meaning is written",
  arguments: [
    ("1.10", "1.10"), ("-3", "-3"), ("+5", "+5"), ("0", "0"), ("0.0", "0.0"), ("-1.5e+3", "-1.5e+3"), ("true", "true"),
    ("FALSE", "FALSE"), ("~", "~"),
    ("12345678901234567890", "12345678901234567890"), ("007", "7"), ("0o17", "15"), ("0x1F", "31"), ("1e3", "1000.0"),
    ("1e300", "1.0e+300"), (".5", "0.5"),
    ("5.", "5.0"), ("01.5", "1.5"), (".inf", ".inf"), ("-.INF", "-.inf"), (".NaN", ".nan"), ("", "null"),
    ("1.5e3", "1500.0"),
  ])
func sources(text: String, yaml: String) throws {
  let node = try #require(try YAML.parse(Array("v: \(text)".utf8), file: "")?.entries?["v"])
  let out = try emitted(node.value)
  #expect(out == "v: \(yaml)\n")
  #expect(YAML.readsBack(out, as: [MapKey("v"): node.value]))
}

@Test(
  "a constant of the job stays a date where it stood as one, and a text where it is one",
  arguments: [
    ("2026-11-23", "2026-11-23"), ("2026-11-23T17:51:11+01:00", "2026-11-23T17:51:11+01:00"),
    ("2026-11-23 17:51:11.5 Z", "2026-11-23 17:51:11.5 Z"),
    ("NO", "\"NO\""), ("1_000", "\"1_000\""), ("Kim", "Kim"), ("2026-11-23: a day", "\"2026-11-23: a day\""),
    ("2026-11", "\"2026-11\""),
  ])
func asTheyStood(text: String, yaml: String) throws {
  #expect(try emitted(.source(text: text, meaning: .string(text))) == "v: \(yaml)\n")
}

@Test("values that templates compute are written as their type")
func computed() throws {
  let values: [(Value, String)] = [
    (.integer(-3), "-3"), (.float(2), "2.0"), (.float(1e16), "1.0e+16"), (.float(-.infinity), "-.inf"),
    (try #require(.wholeNumber("1180591620717411303424")), "1180591620717411303424"),
    (.bool(true), "true"), (.none, "null"), (.unknown, "null"), (.list([]), "[]"), (.map(ValueMap()), "{}"),
    (.moment(Moment(secondsSinceEpoch: 1_795_456_271, precision: .second)), "2026-11-23T17:51:11Z"),
    (.moment(Moment(secondsSinceEpoch: 1_795_456_271, precision: .second).day), "2026-11-23"),
  ]
  for (value, yaml) in values {
    let out = try emitted(value)
    #expect(out == "v: \(yaml)\n")
    #expect(YAML.readsBack(out, as: [MapKey("v"): value]))
  }
}

@Test("lists and mappings are indented blocks")
func blocks() throws {
  let map: ValueMap = [
    MapKey("title"): .string("Basil"),
    MapKey("tags"): .list([
      .string("herbs"), .tuple([.integer(1), .list([.none])]), .list([]),
      .map(["a": .integer(1), "b": .list([.string("x\ny")])]),
    ]),
    MapKey("seo"): .map(["keys": .map(["k": .string("v")]), "empty": .map(ValueMap())]),
  ]
  let yaml = """
    title: Basil
    tags:
      - herbs
      - - 1
        - - null
      - []
      - a: 1
        b:
          - |-
            x
            y
    seo:
      keys:
        k: v
      empty: {}

    """
  #expect(try YAML.text(of: map) == yaml)
  #expect(YAML.readsBack(yaml, as: map))
  #expect(try YAML.text(of: ValueMap()) == "{}\n")
  #expect(YAML.readsBack("{}\n", as: ValueMap()))
}

@Test("keys that are no text are plain, and none is longer than readers can take")
func emittedKeys() throws {
  let map: ValueMap = [.integer(1): .none, .bool(true): .none, MapKey("1"): .none]
  #expect(throws: YAMLWritingError.self) { try YAML.text(of: [MapKey(String(repeating: "k", count: 1_001)): .none]) }
  let yaml = try YAML.text(of: [.integer(1): .none, .bool(true): .none, MapKey("yes"): .none])
  #expect(yaml == "1: null\ntrue: null\n\"yes\": null\n")
  // As text, which is all our reader knows, 1 and "1" would be one key.
  #expect(!YAML.readsBack(try YAML.text(of: map), as: map))
}

@Test("reading back tells another type, text or order from the one that was meant")
func readBack() {
  let map: ValueMap = [MapKey("a"): .string("1"), MapKey("b"): .integer(2)]
  #expect(YAML.readsBack("a: \"1\"\nb: 2\n", as: map))
  for other in [
    "a: 1\nb: 2\n", "a: \"1\"\nb: 2.0\n", "b: 2\na: \"1\"\n", "a: \"1\"\n", "a: \"1\"\nb: 2\nc: 3\n", "a: '1\nb: 2\n",
    "",
  ] {
    #expect(!YAML.readsBack(other, as: map), "\(other)")
  }
  #expect(!YAML.readsBack("v: e\u{301}\n", as: [MapKey("v"): .string("\u{E9}")]))
}

@Test("nesting too deep to be read again is not written")
func emittedDepth() {
  var value = Value.none
  for _ in 0..<200 { value = .list([value]) }
  #expect(throws: YAMLWritingError.self) { try emitted(value) }
}

/// A generator of the same numbers each time (SplitMix64).
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
