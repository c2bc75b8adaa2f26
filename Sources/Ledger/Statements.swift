import Foundation
import GRDB
import GRDBSQLite
import JobModel

/// A value for a parameter of a statement that writes. It goes straight to SQLite, which copies it: GRDB's arguments cost
/// more than the statement.
protocol Bindable {
  /// - Parameter index: of the parameter, from 1.
  /// - Returns: SQLite's result code.
  func bind(to statement: SQLiteStatement, at index: CInt) -> CInt
}

/// Runs one statement that gives no rows, compiled once for each connection. Nobody observes what it changes, so SQLite alone
/// is asked: what GRDB does around each statement took half as long as the statement.
func execute<each Value: Bindable>(_ db: Database, _ sql: String, _ values: repeat each Value) throws {
  let cached = try db.cachedStatement(sql: sql)
  try withExtendedLifetime(cached) {
    let statement = cached.sqliteStatement
    defer { sqlite3_reset(statement) }
    try bind(repeat each values, to: statement, sql)
    let code = sqlite3_step(statement)
    guard code == SQLITE_DONE else {
      throw DatabaseError(resultCode: ResultCode(rawValue: code), message: db.lastErrorMessage, sql: sql)
    }
  }
}

/// Runs a statement that must change exactly one row.
func executeOnce<each Value: Bindable>(
  _ db: Database, _ sql: String, _ values: repeat each Value, otherwise detail: @autoclosure () -> String, path: String
) throws {
  try execute(db, sql, repeat each values)
  guard db.changesCount == 1 else { throw LedgerError.refused(path: path, detail: detail()) }
}

/// A statement with its values, compiled once for each connection: to be run before the next that has the same text.
func statement<each Value: Bindable>(_ db: Database, _ sql: String, _ values: repeat each Value) throws -> Statement {
  let statement = try db.cachedStatement(sql: sql)
  // GRDB resets it, and from here on runs it with what it finds bound.
  statement.setUncheckedArguments([])
  try bind(repeat each values, to: statement.sqliteStatement, sql)
  return statement
}

private func bind<each Value: Bindable>(
  _ values: repeat each Value, to statement: SQLiteStatement, _ sql: String
) throws {
  var count: CInt = 0
  for value in repeat each values {
    count += 1
    let code = value.bind(to: statement, at: count)
    guard code == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: code), sql: sql) }
  }
  guard count == sqlite3_bind_parameter_count(statement) else {
    throw DatabaseError(resultCode: .SQLITE_MISUSE, message: "too few values", sql: sql)
  }
}

extension Optional: Bindable where Wrapped: Bindable {
  func bind(to statement: SQLiteStatement, at index: CInt) -> CInt {
    switch self {
    case .some(let value): value.bind(to: statement, at: index)
    case .none: sqlite3_bind_null(statement, index)
    }
  }
}

extension Int: Bindable {
  func bind(to statement: SQLiteStatement, at index: CInt) -> CInt {
    sqlite3_bind_int64(statement, index, Int64(self))
  }
}

extension Bool: Bindable {
  func bind(to statement: SQLiteStatement, at index: CInt) -> CInt {
    sqlite3_bind_int64(statement, index, self ? 1 : 0)
  }
}

/// Bound up to the first U+0000, as GRDB binds and reads text.
extension String: Bindable {
  func bind(to statement: SQLiteStatement, at index: CInt) -> CInt {
    sqlite3_bind_text(statement, index, self, -1, copied)
  }
}

/// Text whose every byte is kept, U+0000 too.
struct UTF8Blob: Bindable, Sendable {
  private let text: String

  init(_ text: String) { self.text = text }

  func bind(to statement: SQLiteStatement, at index: CInt) -> CInt {
    var text = text
    return text.withUTF8 { bindBlob(UnsafeRawBufferPointer($0), to: statement, at: index) }
  }
}

extension [UInt8]: Bindable {
  func bind(to statement: SQLiteStatement, at index: CInt) -> CInt {
    withUnsafeBytes { bindBlob($0, to: statement, at: index) }
  }
}

extension Data: Bindable {
  func bind(to statement: SQLiteStatement, at index: CInt) -> CInt {
    withUnsafeBytes { bindBlob($0, to: statement, at: index) }
  }
}

extension Fingerprint: Bindable {
  func bind(to statement: SQLiteStatement, at index: CInt) -> CInt {
    bytes.withUnsafeBytes { bindBlob($0, to: statement, at: index) }
  }
}

extension ContentHash: Bindable {
  func bind(to statement: SQLiteStatement, at index: CInt) -> CInt {
    bytes.withUnsafeBytes { bindBlob($0, to: statement, at: index) }
  }
}

private func bindBlob(_ bytes: UnsafeRawBufferPointer, to statement: SQLiteStatement, at index: CInt) -> CInt {
  // No address would be NULL, not a blob without bytes.
  guard let start = bytes.baseAddress else { return sqlite3_bind_zeroblob(statement, index, 0) }
  return sqlite3_bind_blob64(statement, index, start, UInt64(bytes.count), copied)
}

/// `SQLITE_TRANSIENT`, a C macro with a cast, which Swift does not import (sqlite.org/c3ref/c_static.html).
private var copied: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }
