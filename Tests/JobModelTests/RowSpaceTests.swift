import JobModel
import Testing
import Values

/// What `variables` says, and the rows it makes.
struct Rows: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let variables: String
  let rows: [String]

  init(_ sentence: String, _ variables: String, _ rows: [String]) {
    (testDescription, self.variables, self.rows) = (sentence, variables, rows)
  }
}

@Suite("The rows of a job")
struct RowSpaceTests {
  static let cases: [Rows] = [
    Rows("rows as they stand", "rows: [{a: x, b: 1}, {a: y}]", [#"a="x" b=1"#, #"a="y""#]),
    Rows("without sources one row", "{}", [""]),
    Rows("with `set` alone one row", "set: {site: s}", [#"site="s""#]),
    Rows(
      "a matrix makes every combination, its first list changing slowest", "matrix: {a: [x, y], b: [1, 2]}",
      [#"a="x" b=1"#, #"a="x" b=2"#, #"a="y" b=1"#, #"a="y" b=2"#]),
    Rows(
      "zip goes side by side", "zip: {city: [Oslo, Bergen], code: [\"0150\", \"5003\"]}",
      [#"city="Oslo" code="0150""#, #"city="Bergen" code="5003""#]),
    Rows(
      "sources multiply in the order of the file", "zip: {c: [p, q]}\n  rows: [{a: x}, {a: y}]",
      [#"c="p" a="x""#, #"c="p" a="y""#, #"c="q" a="x""#, #"c="q" a="y""#]),
    Rows(
      "and in the other order", "rows: [{a: x}, {a: y}]\n  zip: {c: [p, q]}",
      [#"a="x" c="p""#, #"a="x" c="q""#, #"a="y" c="p""#, #"a="y" c="q""#]),
    Rows(
      "a later source wins over an earlier one's value", "rows: [{a: x, b: 1}]\n  matrix: {a: [y, z]}",
      [#"a="y" b=1"#, #"a="z" b=1"#]),
    Rows("`set` applies last, wherever it stands", "set: {a: s, c: t}\n  rows: [{a: x, b: 1}]", [#"a="s" b=1 c="t""#]),
    Rows(
      "a row that has all values of one pattern is left out",
      "matrix: {l: [en, de], a: [p, q]}\n  exclude: [{l: de, a: q}]",
      [#"l="en" a="p""#, #"l="en" a="q""#, #"l="de" a="p""#]),
    Rows("several patterns", "rows: [{a: x}, {a: y}, {a: z}]\n  exclude: [{a: x}, {a: z}]", [#"a="y""#]),
    Rows(
      "a pattern with a name that the row lacks leaves nothing out", "rows: [{a: x}]\n  exclude: [{a: x, b: 1}]",
      [#"a="x""#]),
    Rows("`exclude` sees what `set` says", "rows: [{a: x}]\n  set: {s: 1}\n  exclude: [{s: 1}]", []),
    Rows(
      "a text is left out by a number of the same characters", "rows: [{n: \"7\"}, {n: \"07\"}]\n  exclude: [{n: 7}]",
      [#"n="07""#]),
    Rows(
      "a number is left out by a text of the same characters", "rows: [{n: 7}, {n: 1.10}]\n  exclude: [{n: \"1.10\"}]",
      ["n=7"]),
    Rows(
      "numbers are left out by what they count",
      "rows: [{n: 1.0}, {n: 007}, {n: 0x10}, {n: 2}]\n  exclude: [{n: 1}, {n: 7}, {n: 16.0}]", ["n=2"]),
    Rows("a text is never read as a number", "rows: [{n: \"1.0\"}]\n  exclude: [{n: 1}]", [#"n="1.0""#]),
    Rows("NO is a text and false none", "rows: [{c: NO}, {c: false}]\n  exclude: [{c: false}]", [#"c="NO""#]),
    Rows(
      "a list is left out by an equal list", "rows: [{t: [a, b]}, {t: [a]}]\n  exclude: [{t: [a, b]}]", [#"t=["a"]"#]),
    Rows(
      "letters that look alike are not the same",
      "rows: [{w: \"caf\\u00e9\"}, {w: \"cafe\\u0301\"}]\n  exclude: [{w: \"caf\\u00e9\"}]",
      ["w=\"cafe\u{301}\""]),
  ]

  @Test("sources, constants and exclusions", arguments: cases)
  func rows(_ rows: Rows) throws {
    let job = try job("variables:\n  \(rows.variables)\n")
    #expect(job.space.rows.map(\.row.shown) == rows.rows)
  }

  @Test("every name that some row knows, once, in order")
  func names() throws {
    let job = try job("variables:\n  rows: [{a: 1}, {b: 1, a: 2}]\n  matrix: {c: [1]}\n  set: {a: 1, d: 2}\n")
    #expect(job.space.names == ["a", "b", "c", "d"])
  }

  @Test("a space too large to be made is counted without being made")
  func huge() {
    let axis = (0..<1_000).map { Fields([("a", .integer($0))]) }
    let space = RowSpace(axes: Array(repeating: axis, count: 20), set: Fields([]), exclude: [])
    #expect(space.combinations == .max)
    var rows = space.rows
    #expect(rows.next()?.row.shown == "a=0")
    #expect(rows.next()?.row.shown == "a=1")
  }

  @Test("rows can be gone through again from the begin")
  func again() throws {
    let space = try job("variables: {matrix: {a: [1, 2]}}\n").space
    #expect(space.rows.map(\.row.shown) == space.rows.map(\.row.shown))
  }
}
