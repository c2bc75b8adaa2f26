import BigInt
import OrderedCollections
import Testing

@testable import Values

@Test(
  "a value is written as compact JSON that keeps UTF-8 and the order of keys",
  arguments: [
    (Value.map(["b": .integer(1), "a": .list([.bool(true), .none, .unknown])]), #"{"b":1,"a":[true,null,null]}"#),
    (.string("é😀 <&> \"\\/\n\t\u{1}\u{7F}"), "\"é😀 <&> \\\"\\\\/\\n\\t\\u0001\u{7F}\""),
    (.float(0.1), "0.1"), (.float(1e300), "1e+300"), (.bigInteger(BigInt(2).power(64)), "18446744073709551616"),
    (.tuple([.integer(1)]), "[1]"), (.map(ValueMap()), "{}"), (.list([]), "[]"),
    (.moment(Moment(secondsSinceEpoch: 0, precision: .day)), #""1970-01-01""#),
  ])
func compact(value: Value, text: String) throws {
  #expect(try JSON.text(value) == text)
}

@Test(
  "a number of a file keeps its characters where JSON knows them, else its meaning is written",
  arguments: [
    (Value.source(text: "1.10", meaning: .float(1.1)), "1.10"), (.source(text: "0o17", meaning: .integer(15)), "15"),
    (.source(text: "007", meaning: .integer(7)), "7"), (.source(text: "+5", meaning: .integer(5)), "5"),
    (.source(text: "1.", meaning: .float(1)), "1.0"), (.source(text: "~", meaning: .none), "null"),
    (.source(text: "False", meaning: .bool(false)), "false"),
    (.source(text: "2026-11-23", meaning: .string("2026-11-23")), "\"2026-11-23\""),
  ])
func sources(value: Value, text: String) throws {
  #expect(try JSON.text(value) == text)
}

@Test(
  "what JSON has no number for is refused by its text",
  arguments: [
    Value.float(.nan), .float(.infinity), .source(text: ".inf", meaning: .float(.infinity)), .list([.float(.nan)]),
  ])
func notFinite(value: Value) {
  #expect(throws: JSONWritingError.self) { try JSON.text(value) }
}

@Test("sorted keys follow their UTF-8, at every level, so that an encoding does not depend on the order of writing")
func sorted() throws {
  let value = Value.map(["é": .none, "b": .map(["z": .none, "Z": .none]), "a": .none])
  #expect(try JSON.text(value, sortedKeys: true) == #"{"a":null,"b":{"Z":null,"z":null},"é":null}"#)
}

@Test("indented text has one element a line")
func indented() throws {
  let value = Value.map(["a": .list([.integer(1), .map(ValueMap())]), "b": .list([])])
  #expect(try JSON.text(value, indent: 2) == "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": []\n}")
}

@Test("what was read is written as it was")
func roundTrip() throws {
  let text = #"{"a":[1.10,-0,1e5,"\u0007é",true,null,{"x":{}}],"":12345678901234567890}"#
  #expect(try JSON.text(JSON.parse(Array(text.utf8))) == text)
}
