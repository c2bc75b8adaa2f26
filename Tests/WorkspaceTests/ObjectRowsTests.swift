import JobModel
import OrderedCollections
import Testing
import Values

@testable import Workspace

private func problems(_ text: String, _ file: String) -> [String] {
  do throws(DataError) {
    _ = try DataFormats.rows(from: Array(text.utf8), file: file)
    return []
  } catch { return error.diagnostics.map(\.description) }
}

@Test(
  "objects become rows that keep the order of their columns and the characters of their values",
  arguments: [
    ("a.json", "[{\"k\": \"x\", \"n\": 1.10},\n{\"k\": \"y\", \"n\": 2}, {\"n\": 3}]\n", [1, 2, 2]),
    ("a.jsonl", "\u{FEFF}{\"k\": \"x\", \"n\": 1.10}\r\n\n{\"k\": \"y\", \"n\": 2}\n  \n{\"n\": 3}", [1, 3, 5]),
    ("a.yaml", "- {k: x, n: 1.10}\n- k: y\n  n: 2\n- n: 3\n", [1, 2, 4]),
    ("B.YML", "- {k: x, n: 1.10}\n- k: y\n  n: 2\n- n: 3\n", [1, 2, 4]),
  ])
func rows(file: String, text: String, lines: [UInt32]) throws {
  let rows = try DataFormats.rows(from: Array(text.utf8), file: file)
  #expect(rows.lines == lines)
  #expect(rows.fields.map { $0.names.list } == [["k", "n"], ["k", "n"], ["n"]])
  #expect(rows.fields[0].names === rows.fields[1].names)
  #expect(try JSON.text(.list(rows.fields.flatMap(\.values))) == #"["x",1.10,"y",2,3]"#)
}

@Test(
  "a file without a row has none",
  arguments: [
    ("a.json", "[]"), ("a.jsonl", "\n \n"), ("a.jsonl", ""), ("a.yaml", ""), ("a.yaml", "[]"), ("a.yaml", "# none"),
  ])
func noRows(file: String, text: String) throws {
  #expect(try DataFormats.rows(from: Array(text.utf8), file: file).fields.isEmpty)
}

@Test(
  "what is no row is refused with its place, all of a file together",
  arguments: [
    (
      "a.json", "{\"rows\": []}",
      ["a.json:1:1: error: a .json data file holds an array of objects: [{…}, {…}]; one object a line is .jsonl"]
    ),
    (
      "a.json", "[1,\n{},\n\"x\"]",
      [
        "a.json:1: error: a row must be an object such as {\"keyword\": \"basil\"}",
        "a.json:3: error: a row must be an object such as {\"keyword\": \"basil\"}",
      ]
    ),
    (
      "a.json", "[{\"a\": 1},\n{\"a\": 1, \"a\": 2}]",
      ["a.json:2:10: error: the key 'a' stands in this object already; keep one"]
    ),
    (
      "a.json", "",
      ["a.json:1:1: error: a .json data file holds an array of objects: [{…}, {…}]; one object a line is .jsonl"]
    ),
    (
      "a.jsonl", "{\"a\": 1}\n{\"a\": }\n[]\n",
      [
        "a.jsonl:2:7: error: a value cannot begin with '}'",
        "a.jsonl:3: error: a row must be an object such as {\"keyword\": \"basil\"}",
      ]
    ),
    ("a.yaml", "a: 1\n", ["a.yaml:1:1: error: a .yaml data file holds a list of mappings: '- keyword: basil'"]),
    (
      "a.yaml", "- a: 1\n- x\n- [1]\n",
      [
        "a.yaml:2:3: error: a row must be a mapping such as 'keyword: basil'",
        "a.yaml:3:3: error: a row must be a mapping such as 'keyword: basil'",
      ]
    ),
    ("a.yaml", "- a: 'x\n", ["a.yaml:1:6: error: the quote that opens here is never closed"]),
    ("a.txt", "", ["a.txt: error: a data file ends in .csv, .tsv, .json, .jsonl, .yaml or .yml; rename it"]),
    ("csv", "", ["csv: error: a data file ends in .csv, .tsv, .json, .jsonl, .yaml or .yml; rename it"]),
  ])
func wrong(file: String, text: String, messages: [String]) {
  #expect(problems(text, file) == messages)
}
