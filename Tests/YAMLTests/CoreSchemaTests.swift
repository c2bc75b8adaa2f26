import Testing
import Values

@testable import YAML

private func plain(_ text: String) throws -> Value {
  let node = try #require(try YAML.parse(Array("v: \(text)\n".utf8), file: "t.yaml"))
  return try #require(node.entries?["v"]).value
}

@Test(
  "a plain scalar that is text in YAML 1.2 stays text",
  arguments: [
    "NO", "no", "on", "off", "yes", "y", "n", "tRUE", "nULL", "none", "1_000", "12:30:45", "2026-11-23", "0b1", "0o",
    "0o8", "0x",
    "0xg", "-0x1", "+0o7", "1e", "1e+", ".", "+", "..", ".e1", "1.2.3", "-.nan", ".infx", "1 2", "=", "0o17x", "--1",
    "e5", "٣",
  ])
func text(source: String) throws {
  guard case .string(let string) = try plain(source) else {
    Issue.record("\(source) is no text")
    return
  }
  #expect(string == source)
}

@Test(
  "a whole number counts as what YAML 1.2 says and keeps its characters",
  arguments: [
    ("0", 0), ("7", 7), ("007", 7), ("-12", -12), ("+5", 5), ("0o17", 15), ("0x1F", 31), ("0xff", 255), ("00", 0),
    ("-0", 0),
    ("9223372036854775807", .max), ("08", 8),
  ])
func integers(source: String, number: Int) throws {
  guard case .source(let text, .integer(let read)) = try plain(source) else {
    Issue.record("\(source) is no whole number")
    return
  }
  #expect(text == source)
  #expect(read == number)
}

@Test(
  "a whole number of any size stays whole",
  arguments: [
    ("12345678901234567890", "12345678901234567890"), ("-99999999999999999999", "-99999999999999999999"),
    ("+99999999999999999999", "99999999999999999999"), ("0xFFFFFFFFFFFFFFFFFF", "4722366482869645213695"),
    ("0o7777777777777777777777777", "37778931862957161709567"),
  ])
func bigIntegers(source: String, number: String) throws {
  guard case .source(source, .bigInteger(let read)) = try plain(source) else {
    Issue.record("\(source) is no large whole number")
    return
  }
  #expect("\(read)" == number)
}

@Test(
  "a float counts as its number and keeps its characters",
  arguments: [
    ("1.10", 1.1), ("1e3", 1000), ("1E-2", 0.01), (".5", 0.5), ("-.5", -0.5), ("+.5", 0.5), ("5.", 5),
    ("-1.5e+3", -1500), ("01.5", 1.5),
    (".inf", .infinity), ("-.Inf", -.infinity), ("+.INF", .infinity), ("0.0", 0),
  ])
func floats(source: String, number: Double) throws {
  guard case .source(source, .float(let read)) = try plain(source) else {
    Issue.record("\(source) is no float")
    return
  }
  #expect(read == number)
}

@Test("not a number is a float", arguments: [".nan", ".NaN", ".NAN"])
func nan(source: String) throws {
  guard case .source(source, .float(let read)) = try plain(source) else {
    Issue.record("\(source) is no float")
    return
  }
  #expect(read.isNaN)
}

@Test(
  "booleans are the words of YAML 1.2, and print as they stand",
  arguments: ["true", "True", "TRUE", "false", "False", "FALSE"])
func booleans(source: String) throws {
  guard case .source(source, .bool(let flag)) = try plain(source) else {
    Issue.record("\(source) is no boolean")
    return
  }
  #expect(flag == (source.lowercased() == "true"))
}

@Test(
  "nulls are the words of YAML 1.2 and nothing at all, and print as they stand",
  arguments: ["null", "Null", "NULL", "~", ""])
func nulls(source: String) throws {
  guard case .source(source, .none) = try plain(source) else {
    Issue.record("\(source) is no null")
    return
  }
}

@Test("what stands in quotes or in a block is text", arguments: ["\"1\"", "'true'", "|-\n  1", ">-\n  ~", "\"\""])
func quoted(source: String) throws {
  guard case .string = try plain(source) else {
    Issue.record("\(source)")
    return
  }
}

@Test("a tag of the core schema says what a scalar is")
func tags() throws {
  guard case .string("1") = try plain("!!str 1"), case .string("1") = try plain("! 1"),
    case .string("") = try plain("!!str"),
    case .source("12", .integer(12)) = try plain("!!int \"12\""), case .source("1", .float(1)) = try plain("!!float 1"),
    case .source("true", .bool(true)) = try plain("!!bool 'true'"), case .source("~", .none) = try plain("!!null ~"),
    case .list = try plain("!!seq [1]"), case .map = try plain("!!map {a: 1}")
  else {
    Issue.record("a tag was not honoured")
    return
  }
}

@Test("a numeral too long to be read in a moment is text")
func longNumeral() throws {
  guard case .string = try plain(String(repeating: "9", count: 5_000)) else {
    Issue.record("it became a number")
    return
  }
}
