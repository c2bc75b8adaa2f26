import JobModel
import Testing
import Values

@testable import Workspace

private func read(_ text: String, _ file: String = "data/a.csv") throws(DataError) -> [[String]] {
  try DataFormats.rows(from: Array(text.utf8), file: file).fields.map { $0.values.map(shown) }
}

private func shown(_ value: Value) -> String { if case .string(let text) = value { text } else { "no text: \(value)" } }

private func problems(_ bytes: [UInt8], _ file: String = "data/a.csv") -> [String] {
  do throws(DataError) {
    _ = try DataFormats.rows(from: bytes, file: file)
    return []
  } catch { return error.diagnostics.map(\.description) }
}

@Test(
  "cells hold what RFC 4180 says, and every cell is text",
  arguments: [
    ("a,b\n1,NO\n", [["1", "NO"]]), ("a,b\r\n1.10,007\r\n", [["1.10", "007"]]),
    ("a,b\r1,2\r3,4", [["1", "2"], ["3", "4"]]),
    ("\u{FEFF}a,b\n1,2", [["1", "2"]]), ("a,b\n\"x, y\",\"say \"\"hi\"\"\"\n", [["x, y", "say \"hi\""]]),
    ("a,b\n\"one\ntwo\",\"three\r\nfour\"\n", [["one\ntwo", "three\r\nfour"]]), ("a,b\n,\n", [["", ""]]),
    ("a,b\n\"\",x\n", [["", "x"]]),
    ("a,b\n x , y \n", [[" x ", " y "]]), ("a,b\n", []), ("a,b", []), ("\"a\",b\n1,2\n\n\r\n", [["1", "2"]]),
    ("a\n\"\"\nx\n", [[""], ["x"]]),
    ("a,b\né😀,\u{301}\n", [["é😀", "\u{301}"]]), ("a,b\n\"\"\"\",\"\"\"\"\"\"\n", [["\"", "\"\""]]),
    ("a,b\n1,\"2\"", [["1", "2"]]), ("a\n,".replacing(",", with: "x"), [["x"]]),
  ])
func cells(text: String, rows: [[String]]) throws {
  #expect(try read(text) == rows)
}

@Test("TSV is the same with tabs")
func tabs() throws {
  #expect(try read("a\tb\n1,5\t\"x\ty\"\n", "a.tsv") == [["1,5", "x\ty"]])
}

@Test("rows share the names of their columns, and know their lines")
func lines() throws {
  let rows = try DataFormats.rows(from: Array("a,b\n\"x\ny\",1\r\nz,2\n".utf8), file: "a.csv")
  #expect(rows.lines == [2, 4])
  #expect(rows.fields[0].names === rows.fields[1].names)
  #expect(rows.fields[1]["b"].map(shown) == "2")
}

@Test(
  "what is wrong is said with its line",
  arguments: [
    (
      "a,b\n1\n",
      [
        "data/a.csv:2: error: this row has 1 cell, but the first line names 2 columns; a cell that holds ',' must stand in double quotes"
      ]
    ),
    (
      "a,b\n\n1,2\n",
      ["data/a.csv:2: error: an empty line; remove it (an empty cell of a single column is written \"\")"]
    ),
    ("a,b\n1,\"x\ny\n", ["data/a.csv:2:3: error: the quote that opens here is never closed"]),
    (
      "a,b\né,x \"y\"\n",
      ["data/a.csv:2:5: error: a quote inside a cell: put the whole cell in double quotes and double those within"]
    ),
    (
      "a,b\n\"x\" ,1\n",
      ["data/a.csv:2:4: error: text behind the closing quote of a cell; a quote inside a cell is doubled: \"\""]
    ),
    ("a,b\n1,\0\n", ["data/a.csv:2:3: error: a NUL character stands here; remove it"]),
    ("", ["data/a.csv:1: error: the first line must name the columns"]),
    ("\na\n1\n", ["data/a.csv:1: error: the first line must name the columns"]),
    ("a,,b\n", ["data/a.csv:1: error: column 2 has no name; the first line names the columns"]),
    ("a,b,a\n", ["data/a.csv:1: error: columns 1 and 3 are both named 'a'; rename one"]),
    ("a, b\n", ["data/a.csv:1: error: the column name ' b' begins or ends with a space; remove it"]),
    ("a;b\n1;2\n", ["data/a.csv:1: error: the columns seem to be separated by ';'; separate them by ','"]),
  ])
func wrong(text: String, messages: [String]) {
  #expect(problems(Array(text.utf8)) == messages)
}

@Test("all rows of a wrong width are told together, up to a bound")
func ragged() {
  let some = problems(Array("a,b\n1\n1,2\n1,2,3\n\"\n".utf8))
  #expect(some.map { $0.prefix(13) } == ["data/a.csv:2:", "data/a.csv:4:", "data/a.csv:5:"])
  let many = problems(Array(("a,b\n" + String(repeating: "1\n", count: 1_000)).utf8))
  #expect(many.count == 21)
  #expect(many.last == "data/a.csv: error: 980 more rows are wrong")
}

@Test("bytes that are no UTF-8 are refused with their line, in plain and in quoted cells")
func invalidUTF8() {
  #expect(problems(Array("a,b\n1,2\n".utf8) + [0xFF, 0x2C, 0x31]).map { $0.prefix(13) } == ["data/a.csv:3:"])
  #expect(problems(Array("a,b\n1,\"x\n".utf8) + [0xC3, 0x22]).map { $0.prefix(13) } == ["data/a.csv:2:"])
  #expect(problems([0xFF, 0xFE, 0x61, 0x00, 0x0A, 0x00]).first?.contains("UTF-16") == true)
}
