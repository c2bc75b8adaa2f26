import Foundation
import GRDB
import JobModel
import Testing

@testable import Ledger

@Suite("Values of a statement")
struct StatementsTests {
  @Test("each value is read back as it was bound: nothing is not NULL, and NULL is not nothing")
  func everyKind() throws {
    let hash = ContentHash(bytes: Array(0..<32))
    try DatabaseQueue().write { db in
      try db.execute(sql: "CREATE TABLE kinds (a ANY, b ANY, c ANY, d ANY, e ANY, f ANY, g ANY) STRICT")
      try execute(
        db, "INSERT INTO kinds VALUES (?, ?, ?, ?, ?, ?, ?)",
        Int.min, "é\u{1F980}", "", Data(), hash, true, nil as String?)
      let row = try #require(try Row.fetchOne(db, sql: "SELECT * FROM kinds"))
      let expected: [DatabaseValue] = [
        Int.min.databaseValue, "é\u{1F980}".databaseValue, "".databaseValue, Data().databaseValue,
        Data(hash.bytes).databaseValue, 1.databaseValue, .null,
      ]
      #expect(Array(row.databaseValues) == expected)
    }
  }

  @Test("too few values and too many are an error: what was bound before never stands in", arguments: [1, 3])
  func count(_ count: Int) throws {
    try DatabaseQueue().write { db in
      try db.execute(sql: "CREATE TABLE pair (a INTEGER, b INTEGER) STRICT")
      let insertion = "INSERT INTO pair VALUES (?, ?)"
      try execute(db, insertion, 1, 2)
      #expect(throws: DatabaseError.self) {
        if count == 1 { try execute(db, insertion, 1) } else { try execute(db, insertion, 1, 2, 3) }
      }
      #expect(try Int.fetchOne(db, sql: "SELECT count(*) FROM pair") == 1)
    }
  }
}
