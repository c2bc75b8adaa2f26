import BigInt
import OrderedCollections
import Testing

@testable import Values

private func parse(_ text: String, depth: Int = 100) throws(JSONError) -> Value {
  try JSON.parse(Array(text.utf8), depth: depth)
}

@Test("numbers keep the characters of their file and count as what they mean")
func numbers() throws {
  guard case .list(let list) = try parse("[1.10, -0, 1e3, 12345678901234567890, 7]") else {
    Issue.record("no list")
    return
  }
  let texts = list.map { if case .source(let text, _) = $0 { text } else { "?" } }
  #expect(texts == ["1.10", "-0", "1e3", "12345678901234567890", "7"])
  guard case .float(1.1) = list[0].meaning, case .integer(0) = list[1].meaning, case .float(1000) = list[2].meaning,
    case .bigInteger(let big) = list[3].meaning, case .integer(7) = list[4].meaning
  else {
    Issue.record("\(list)")
    return
  }
  #expect(big == BigInt("12345678901234567890"))
}

@Test(
  "strings come out as they were meant, escapes and surrogate pairs resolved",
  arguments: [
    (#""plain é 😀""#, "plain é 😀"), (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"),
    (#""\u00e9\uD83D\ude00x""#, "é😀x"),
    (#""\u0000""#, "\0"), (#""""#, ""), ("\"\u{2028}\u{7F}\"", "\u{2028}\u{7F}"),
  ])
func strings(json: String, text: String) throws {
  guard case .string(let read) = try parse(json) else {
    Issue.record("no string")
    return
  }
  #expect(read.hasSameScalars(as: text))
}

@Test("objects keep the order of their keys")
func order() throws {
  guard case .map(let map) = try parse(#"{"b": 1, "a": {}, "c": [ ]}"#) else {
    Issue.record("no object")
    return
  }
  #expect(map.keys.map(\.name) == ["b", "a", "c"])
}

@Test(
  "what is no JSON is refused with its place",
  arguments: [
    ("", 1, 1), ("{\"a\": 1,\n \"a\": 2}", 2, 2), ("[1, 2", 1, 6), ("[1 2]", 1, 4), ("{a: 1}", 1, 2), ("[1,]", 1, 4),
    ("\"é\n\"", 1, 3), ("01", 1, 1), ("1.", 1, 3), (".5", 1, 1), ("+1", 1, 1), ("NaN", 1, 1), ("tru", 1, 1),
    ("'a'", 1, 1),
    ("[\n\"\\ud800\"]", 2, 2), ("\"\\ud800\\u0041\"", 1, 2), ("\"\\x\"", 1, 2), ("\"\\u12\"", 1, 2), ("1 2", 1, 3),
    ("\"abc", 1, 1),
    ("{\"a\" 1}", 1, 6), ("[1] // no", 1, 5), ("\"a\\", 1, 1),
  ])
func refused(text: String, line: Int, column: Int) {
  let error = #expect(throws: JSONError.self) { try parse(text) }
  #expect(error?.line == line)
  #expect(error?.column == column)
}

@Test(
  "bytes that are no UTF-8 are refused, in strings and outside",
  arguments: [[0x22, 0xFF, 0x22], [0xC3], [0x22, 0xED, 0xA0, 0x80, 0x22]])
func invalidUTF8(bytes: [UInt8]) {
  #expect(throws: JSONError.self) { try JSON.parse(bytes) }
}

@Test("a byte order mark is passed over, and no column is counted for it")
func byteOrderMarkIsSkipped() throws {
  guard case .list = try parse("\u{FEFF}[]") else {
    Issue.record("no list")
    return
  }
  let error = #expect(throws: JSONError.self) { try parse("\u{FEFF}[,]") }
  #expect(error?.column == 2)
}

@Test("nesting is bounded, so that no text exhausts the stack")
func depth() throws {
  _ = try parse(String(repeating: "[", count: 100) + String(repeating: "]", count: 100))
  #expect(throws: JSONError.self) { try parse(String(repeating: "[", count: 101) + String(repeating: "]", count: 101)) }
  #expect(throws: JSONError.self) { try parse(String(repeating: "{\"a\":", count: 200_000)) }
}

@Test("a number too long to be read in a moment is refused")
func longNumber() {
  #expect(throws: JSONError.self) { try parse(String(repeating: "9", count: 4_301)) }
}

@Test("the elements of a large array come one by one, with their lines")
func elements() throws {
  var seen: [Int] = []
  let isArray = try JSON.forEachElement(of: Array("\n[1,\n\n2, 3\n,4]".utf8)) { _, line in seen.append(line) }
  #expect(isArray)
  #expect(seen == [2, 4, 4, 5])
  #expect(try JSON.forEachElement(of: Array("{}".utf8)) { _, _ in } == false)
}
